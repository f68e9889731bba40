import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { openStore } from '../../src/stores/open.ts';
import { type BotProcess, startBotProcess } from '../fakes/bot-process.ts';
import { type ModelServer, startModelServer } from '../fakes/model-server.ts';
import { type MongoServer, mongoAddress, startMongoServer } from '../fakes/mongo-server.ts';
import { type FakeSlack, startSlack } from '../fakes/slack/platform.ts';
import { type StallableProxy, startStallableProxy } from '../fakes/stallable-proxy.ts';
import { disturb, isInTime, type Outage, prepare } from './slack-outage.ts';
import { type Asked, ask, crowd, judge, KINDS, nameOf, type Pressable, pressable } from './slack-traffic.ts';

const BOT = join(import.meta.dirname, 'slack-bot.ts');
/** Slack's 0 s, 1 min and 5 min become 0, 2 and 10 s; the bot is back within 2. */
const RETRY_SCALE = 1 / 30;
/** Half a round trip over the internet: an answer may be posted, and its sender killed before it knows. */
const LATE_MS = 120;
const OUTAGE_FORMS = 12;
const OUTAGE_MS = 6_000;
const DRAINED_WITHIN_MS = 90_000;

export type ChaosOptions = { asks: number; kills: number; perSecond: number; broken: string | null };

type Scene = {
	slack: FakeSlack;
	mongo: MongoServer;
	proxy: StallableProxy;
	model: ModelServer;
	database: string;
	broken: string | null;
};

/** Asks at a steady rate while the bot is killed again and again; then everybody must have an answer, once. */
export async function slackChaos(options: ChaosOptions): Promise<boolean> {
	const scene = await setScene(options);
	try {
		return await play(scene, options);
	} finally {
		await scene.slack.close();
		await scene.model.close();
		await scene.proxy.close();
		await scene.mongo.stop();
	}
}

async function setScene({ asks, broken }: ChaosOptions): Promise<Scene> {
	const mongo = await startMongoServer();
	const slack = await startSlack({ rateLimits: 'off', retryScale: RETRY_SCALE, ...crowd(asks + 1_000) });
	const late = { type: 'late' as const, milliseconds: LATE_MS };
	slack.fault('chat.postMessage', late);
	slack.fault('response_url', late);
	const model = await startModelServer();
	model.reply({ type: 'json', value: MODEL_ANSWER, delayMs: 100 });
	return { slack, mongo, proxy: await startStallableProxy(mongo), model, database: `chaos_${Date.now()}`, broken };
}

const MODEL_ANSWER = {
	answerable: true,
	personas: ['enterprise-it-decision-maker'],
	claims: [{ text: 'Bring a security engineer to the first call.', cites: ['e1'], quote: null }],
	missing: null,
};

/** Every other one has a model, so that commands are answered in both ways. */
async function startBot(scene: Scene, number: number): Promise<BotProcess> {
	const { slack, proxy, database, broken, model } = scene;
	const bot = await startBotProcess([BOT, ...(broken === null ? [] : [broken])], {
		MONGODB_URI: mongoAddress({ host: '127.0.0.1', port: proxy.port }),
		MONGODB_DB: database,
		SLACK_BOT_TOKEN: slack.botToken,
		SLACK_SIGNING_SECRET: slack.signingSecret,
		SLACK_API_URL: slack.apiUrl,
		...(number % 2 === 0 ? {} : { OPENAI_BASE_URL: model.baseUrl, OPENAI_API_KEY: 'none' }),
	});
	slack.connect(`http://127.0.0.1:${bot.port}/slack/events`);
	return bot;
}

async function play(scene: Scene, options: ChaosOptions): Promise<boolean> {
	const { slack } = scene;
	const first = await startBot(scene, 0);
	const on = await pressable(nameOf(options.asks), slack);
	const asking = keepAsking(options, on, slack);
	const { kills, bot } = await keepKilling(scene, first, options.kills, asking.enough);
	const asked = await asking.all;
	const refused = await outage(scene, 'cut', options.asks + 100, on);
	const hung = await outage(scene, 'stall', options.asks + 500, on);
	await slack.settle();
	const left = await drain(scene);
	await bot.kill();
	return report({ asked: [...asked, ...refused.asked, ...hung.asked], kills, left, outages: [refused, hung] }, scene);
}

function keepAsking(
	{ asks, perSecond }: ChaosOptions,
	on: Pressable,
	slack: FakeSlack,
): { all: Promise<Asked[]>; enough: Promise<void> } {
	const { promise: enough, resolve } = Promise.withResolvers<void>();
	const run = async () => {
		const started: Promise<Asked>[] = [];
		for (let number = 0; number < asks; number += 1) {
			const kind = KINDS[number % KINDS.length] ?? 'mention';
			started.push(ask(kind, nameOf(number), on, slack));
			await wait(1_000 / perSecond);
		}
		resolve();
		return Promise.all(started);
	};
	return { all: run(), enough };
}

/** Each is killed some time after it was ready, as often as asked for and until everything was asked. */
async function keepKilling(
	scene: Scene,
	first: BotProcess,
	most: number,
	enough: Promise<void>,
): Promise<{ kills: number; bot: BotProcess }> {
	let bot = first;
	let over = false;
	void enough.then(() => {
		over = true;
	});
	let kills = 0;
	while (!over || kills < most) {
		await wait(800 + 2_700 * Math.random());
		await bot.kill();
		kills += 1;
		bot = await startBot(scene, kills);
	}
	return { kills, bot };
}

async function outage(scene: Scene, how: 'cut' | 'stall', from: number, on: Pressable): Promise<Outage> {
	const { proxy, slack } = scene;
	const prepared = await prepare(from, OUTAGE_FORMS, slack);
	proxy[how]();
	const seen = await disturb(from + 2 * OUTAGE_FORMS, prepared, on, slack, OUTAGE_MS);
	proxy.resume();
	return seen;
}

/** How many deliveries are still open after all that waiting, and how many were given up. */
async function drain({ mongo, database }: Scene): Promise<{ open: number; dead: number }> {
	const store = await openStore({ mongodbUri: mongoAddress(mongo), mongodbDatabase: database, dataDir: 'unused' });
	const started = performance.now();
	let open = await store.inbox.open('slack');
	while (open > 0 && performance.now() - started < DRAINED_WITHIN_MS) {
		await wait(500);
		open = await store.inbox.open('slack');
	}
	const dead = (await store.inbox.dead(10_000)).length;
	await store.close();
	return { open, dead };
}

type Outcome = { asked: Asked[]; kills: number; left: { open: number; dead: number }; outages: Outage[] };

function report({ asked, kills, left, outages }: Outcome, { slack }: Scene): boolean {
	const verdicts = asked.map((one) => judge(one, slack));
	const accepted = verdicts.filter((verdict) => verdict.accepted);
	const lost = accepted.filter(({ answers, notices }) => answers + notices === 0).length;
	const twice = verdicts.filter(({ answers }) => answers > 1).length;
	const replies = outages.flatMap((one) => one.replies);
	const inTime = replies.filter(isInTime).length;
	const slowest = Math.max(...replies.map(({ ms }) => ms));
	const events = outages.map((one) => one.events);
	const sum = (key: 'total' | 'refused') => events.reduce((all, one) => all + one[key], 0);
	const bothCount = verdicts.filter(({ answers, notices }) => answers > 0 && notices > 0).length;
	const lines = [
		`Slack: ${asked.length} events, commands and presses, ${kills} kills of the ready bot`,
		`  told accepted:                        ${accepted.length}`,
		`  of these lost:                        ${lost}`,
		`  answered twice:                       ${twice}`,
		`  answered, and “please ask again” too: ${bothCount}`,
		`  only “please ask again”:              ${accepted.filter(({ answers, notices }) => answers === 0 && notices > 0).length}`,
		`  events given up by Slack:             ${verdicts.filter(({ givenUp }) => givenUp).length}`,
		`  left in the inbox:                    ${left.open} open, ${left.dead} dead`,
		`  database away, readable in 2.5 s:     ${inTime} of ${replies.length}, slowest after ${slowest.toFixed(0)} ms`,
		`  database away, events with 5xx:       ${sum('refused')} of ${sum('total')}`,
	];
	for (const line of lines) console.log(line);
	for (const { what, ms } of replies.filter((reply) => !isInTime(reply)))
		console.log(`    not readable in time: ${what} (${ms.toFixed(0)} ms)`);
	const enough = accepted.length >= asked.length / 2;
	return (
		lost === 0 &&
		twice === 0 &&
		enough &&
		left.open === 0 &&
		inTime === replies.length &&
		sum('refused') === sum('total')
	);
}
