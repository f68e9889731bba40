import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startBotProcess } from '../fakes/bot-process.ts';
import { type ModelServer, startModelServer } from '../fakes/model-server.ts';
import { type MongoServer, mongoAddress } from '../fakes/mongo-server.ts';
import { type FakeSlack, startSlack } from '../fakes/slack/platform.ts';
import { percentile } from './load.ts';

const CLI = [join(import.meta.dirname, '../../src/cli.ts'), 'serve'];
const QUESTION = 'how should I pitch the enterprise IT buyer?';
const PER_SECOND = 5;
const MODEL_MS = 3_000;
const SIGNS = ['assistant.threads.setStatus', 'chat.postMessage'];

/** How long people look at nothing after they have mentioned the bot, and how long they wait for the answer. */
export async function benchVisibleSign(mongo: MongoServer, small: boolean): Promise<void> {
	const model = await startModelServer();
	model.reply({ type: 'json', value: ANSWER, delayMs: MODEL_MS });
	for (const withModel of [false, true]) await measure(mongo, withModel ? model : null, small);
	await model.close();
}

const ANSWER = {
	answerable: true,
	personas: ['enterprise-it-decision-maker'],
	claims: [{ text: 'Bring a security engineer to the first call.', cites: ['e1'], quote: null }],
	missing: null,
};

async function measure(mongo: MongoServer, model: ModelServer | null, small: boolean): Promise<void> {
	const slack = await startSlack({ rateLimits: 'off' });
	const bot = await startBotProcess(CLI, {
		MONGODB_URI: mongoAddress(mongo),
		MONGODB_DB: `visible_${Date.now()}`,
		SLACK_BOT_TOKEN: slack.botToken,
		SLACK_SIGNING_SECRET: slack.signingSecret,
		SLACK_API_URL: slack.apiUrl,
		...(model ? { OPENAI_BASE_URL: model.baseUrl, OPENAI_API_KEY: 'none' } : {}),
	});
	slack.connect(`http://127.0.0.1:${bot.port}/slack/events`);
	await mention(slack, 2);
	const threads = await mention(slack, PER_SECOND * (small ? 8 : 30));
	await slack.settle();
	await wait(model ? MODEL_MS + 2_000 : 2_000);
	const signs = waitsFor(SIGNS, threads, slack);
	const answers = waitsFor(['chat.postMessage'], threads, slack);
	const unseen = threads.length - signs.length;
	const said = model ? `with a model that takes ${MODEL_MS / 1_000} s` : 'without a model';
	console.log(`Slack, ${PER_SECOND} mentions a second ${said}: ${threads.length} mentions`);
	console.log(`  status or answer: ${summary(signs)}${unseen > 0 ? `, ${unseen} NEVER` : ''}`);
	console.log(`  answer:           ${summary(answers)}`);
	await bot.kill();
	await slack.close();
}

type Thread = { ts: string; at: number };

async function mention(slack: FakeSlack, count: number): Promise<Thread[]> {
	const threads: Promise<Thread>[] = [];
	for (let number = 0; number < count; number += 1) {
		const at = slack.now();
		const user = number % 2 === 0 ? 'U0ANN' : 'U0BOB';
		threads.push(slack.mention(user, 'C0SALES', QUESTION).then(({ message }) => ({ ts: message.ts, at })));
		await wait(1_000 / PER_SECOND);
	}
	return Promise.all(threads);
}

function waitsFor(methods: string[], threads: Thread[], slack: FakeSlack): number[] {
	const calls = slack.calls.filter(({ method, outcome }) => methods.includes(method) && outcome === 'ok');
	return threads
		.flatMap(({ ts, at }) => {
			const first = calls.find(({ args }) => args.thread_ts === ts);
			return first ? [first.at - at] : [];
		})
		.toSorted((a, b) => a - b);
}

function summary(times: number[]): string {
	return `p50 ${percentile({ times }, 0.5).toFixed(0)} ms, p99 ${percentile({ times }, 0.99).toFixed(0)} ms`;
}
