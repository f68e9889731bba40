import { randomUUID } from 'node:crypto';
import { type AskContext, ask } from './answering/ask.ts';
import { createBaseReader } from './answering/base-reader.ts';
import type { Base } from './basefile/convert.ts';
import { loadStarter, wantsStarter } from './basefile/starter.ts';
import { exportBase } from './basefile/transfer.ts';
import { type Conversations, createConversations } from './chat/conversation.ts';
import { createHandlers, explain } from './chat/handlers.ts';
import { startHttp } from './chat/http.ts';
import { type ResultLine, resultLine } from './chat/result-line.ts';
import type { SlackSurface } from './chat/slack/app.ts';
import { diagnoseSlack } from './chat/slack/doctor.ts';
import type { Config } from './config.ts';
import { type Clock, createClock } from './delivery/clock.ts';
import { type Leases, leasesFor } from './delivery/worker.ts';
import { log } from './log.ts';
import { createBudget } from './model/budget.ts';
import type { LanguageModel } from './model/language-model.ts';
import { checkModel, createOpenAiModel, type OpenAiOptions } from './model/openai.ts';
import { readPrompt } from './model/prompts.ts';
import type { Team } from './personas/team.ts';
import { BaseInUseError } from './stores/embedded/disk.ts';
import { openStore, type Store } from './stores/open.ts';

const DAY_MS = 86_400_000;

/** The parts put together; `close` releases the store. */
export type App = {
	store: Store;
	clock: Clock;
	conversations: Conversations;
	/** Where the base is and what it runs without, for people. */
	banner: string[];
	answer(request: AskedLine): Promise<ResultLine>;
	/** Starts every configured surface; resolves when they take questions. Stop it before closing the app. */
	serve(): Promise<Serving>;
	close(): Promise<void>;
};

/** `stop` takes nothing new and resolves when what is under way has ended, or after the configured time. */
export type Serving = { port: number; stop(): Promise<void> };

export type AskedLine = { id: unknown; text: string; team: Team; history: string[] };

/** Opens the store alone, for commands that move or check the base. The caller closes it. */
export function openConfiguredStore(config: Config): Promise<Store> {
	return openStore({
		mongodbUri: config.MONGODB_URI ?? null,
		mongodbDatabase: config.MONGODB_DB,
		dataDir: config.DATA_DIR,
	});
}

/** The base as it stands, for commands that only read it. */
export async function storedBase(config: Config): Promise<Base> {
	const store = await openConfiguredStore(config);
	try {
		return await exportBase(store);
	} finally {
		await store.close();
	}
}

export function configuredClock(config: Config): Clock {
	return createClock(config.TIME_ZONE, config.TEST_CLOCK ?? null);
}

/** Tests that wait for the end of a lease make it shorter. */
/** `leases` only where a test cannot wait for those of the longest answer. */
export async function createApp(config: Config, leases = leasesFor(longestAnswerMs(config))): Promise<App> {
	const store = await openConfiguredStore(config);
	const clock = configuredClock(config);
	const examples = config.STARTER_BASE === 'on' && (await wantsStarter(store));
	if (examples) await loadStarter(store, clock.today(), clock.now());
	await forgetOld(store, clock, config);
	const languageModel = configuredModel(config, store, clock);
	const context: AskContext = {
		reader: createBaseReader(store),
		model: languageModel && {
			languageModel,
			prompt: readPrompt(new URL('../prompts/answer.md', import.meta.url), ['team']),
		},
		questions: store.questions,
		now: clock.now,
		today: clock.today,
	};
	const conversations = createConversations({
		handlers: createHandlers(context),
		threads: store.threads,
		members: store.members,
		now: clock.now,
	});
	return {
		store,
		clock,
		conversations,
		serve: () => serve(config, { store, clock, context, conversations, leases }),
		banner: bannerOf(store, languageModel, examples),
		answer: (request) => answerLine(request, context),
		close: () => store.close(),
	};
}

async function answerLine({ id, text, team, history }: AskedLine, context: AskContext): Promise<ResultLine> {
	const { answer, index, ms } = await ask(
		{ id: randomUUID(), text, team, history, by: 'local', safetyIdentifier: null },
		context,
	);
	return resultLine(id, answer, index, ms);
}

type Parts = { store: Store; clock: Clock; context: AskContext; conversations: Conversations; leases: Leases };

const FORGET_EVERY_MS = 3_600_000;

/** The model's deadline, the stored lines after it, and room for a slow store. */
function longestAnswerMs({ OPENAI_DEADLINE_MS }: Config): number {
	return OPENAI_DEADLINE_MS + 5_000;
}

/** After the answers, which have had their time. */
const CLOSE_WITHIN_MS = 1_000;

async function serve(config: Config, parts: Parts): Promise<Serving> {
	const { store, clock } = parts;
	if (store.engine === 'embedded') await store.inbox.recover(new Date().toISOString());
	const slack = await configuredSlack(config, parts);
	const http = await startHttp(config.HOST, config.PORT, slack?.route ? [slack.route] : []);
	await slack?.start().catch(async (error: unknown) => {
		await http.close(0);
		throw error;
	});
	const forgetting = setInterval(() => {
		forgetOld(store, clock, config).catch((error: unknown) => log.error({ event: 'forgetting_failed', err: error }));
	}, FORGET_EVERY_MS);
	http.ready();
	return {
		port: http.port,
		stop: async () => {
			const withinMs = config.SHUTDOWN_SECONDS * 1_000;
			http.drain();
			clearInterval(forgetting);
			// What arrives while answers are finished is still taken in: a command that finds no server is lost.
			await slack?.stop(withinMs);
			await http.close(CLOSE_WITHIN_MS);
		},
	};
}

/** Null: no bot token is given. */
async function configuredSlack(
	config: Config,
	{ store, clock, context, conversations, leases }: Parts,
): Promise<SlackSurface | null> {
	if (!config.SLACK_BOT_TOKEN) return null;
	const settings = {
		botToken: config.SLACK_BOT_TOKEN,
		signingSecret: config.SLACK_SIGNING_SECRET ?? null,
		appToken: config.SLACK_APP_TOKEN ?? null,
		apiUrl: config.SLACK_API_URL,
	};
	// Bolt costs a third of the memory of the terminal chat: it is loaded where it is needed.
	const { createSlackSurface } = await import('./chat/slack/app.ts');
	return createSlackSurface(settings, {
		conversations,
		members: store.members,
		questions: store.questions,
		reader: context.reader,
		inbox: store.inbox,
		threads: store.threads,
		retentionDays: config.RETENTION_DAYS,
		modelName: context.model?.languageModel.name ?? null,
		instant: context.model === null,
		leases,
		now: clock.now,
	});
}

const INBOX_DAYS = 7;
const THREAD_DAYS = 30;

/** What is kept only as long as needed goes. */
async function forgetOld(
	{ questions, threads, inbox }: Store,
	clock: Clock,
	{ RETENTION_DAYS }: Config,
): Promise<void> {
	const before = (days: number, now: number) => new Date(now - days * DAY_MS).toISOString();
	const now = clock.now().getTime();
	const forgotten = {
		questions: await questions.purgeBefore(before(RETENTION_DAYS, now)),
		threads: await threads.purgeBefore(before(Math.min(THREAD_DAYS, RETENTION_DAYS), now)),
		inbox: await inbox.purge(before(INBOX_DAYS, Date.now())),
	};
	if (Object.values(forgotten).some((count) => count > 0)) log.info({ event: 'forgotten', ...forgotten });
}

function configuredModel(config: Config, store: Store, clock: Clock): LanguageModel | null {
	const options = modelOptions(config);
	const limit = config.OPENAI_MONTHLY_BUDGET_USD;
	return (
		options && createOpenAiModel(options, limit === undefined ? null : createBudget(store.budget, limit, clock.now))
	);
}

/** Null: neither a key nor another server is given. */
function modelOptions(config: Config): OpenAiOptions | null {
	if (!(config.OPENAI_API_KEY || config.OPENAI_BASE_URL)) return null;
	return {
		apiKey: config.OPENAI_API_KEY ?? null,
		baseUrl: config.OPENAI_BASE_URL ?? null,
		model: config.OPENAI_MODEL,
		mode: config.OPENAI_API_MODE,
		deadlineMs: config.OPENAI_DEADLINE_MS,
	};
}

function bannerOf(store: Store, model: LanguageModel | null, examples: boolean): string[] {
	const base =
		store.engine === 'mongodb'
			? `Base in MongoDB at ${store.place}.`
			: `Base in the folder ${store.place}, for trying and for small teams; set MONGODB_URI for more than one process.`;
	return [
		'persona-bot: ask about your customer personas. “help” says how, Ctrl-D ends.',
		base,
		...(examples
			? [
					'The base was empty, so the example personas were loaded; “starter remove” takes them out, and importing your own base replaces them.',
				]
			: []),
		model
			? `Answers are worded by ${model.name} and checked line by line.`
			: 'No model is set: answers are made of stored lines.',
	];
}

export type Finding = { ok: boolean; text: string };

/** Tries everything that the configuration names and says what is wrong and how to mend it. */
export async function diagnose(config: Config): Promise<Finding[]> {
	const findings: Finding[] = [{ ok: true, text: 'configuration read' }];
	try {
		const store = await openConfiguredStore(config);
		const [personas, feedback] = [await store.personas.list(), await store.feedback.count()];
		findings.push({
			ok: true,
			text: `base: ${store.engine} at ${store.place}, ${personas.length} personas, ${feedback} feedback entries`,
		});
		const ownerless = personas.filter(({ status, stewardship }) => status === 'active' && stewardship.owner === null);
		if (ownerless.length > 0)
			findings.push({
				ok: true,
				text: `without an owner: ${ownerless.map(({ name }) => name).join(', ')}; reviews of these reach nobody`,
			});
		await store.close();
	} catch (error) {
		const inUse = error instanceof BaseInUseError;
		findings.push({ ok: inUse, text: `base: ${explain(error)}${inUse ? ' It was not looked into.' : ''}` });
	}
	return [...findings, await diagnoseModel(config), ...(await diagnoseSlackSettings(config))];
}

function diagnoseSlackSettings(config: Config): Promise<Finding[]> {
	return diagnoseSlack({
		botToken: config.SLACK_BOT_TOKEN ?? null,
		signingSecret: config.SLACK_SIGNING_SECRET ?? null,
		appToken: config.SLACK_APP_TOKEN ?? null,
		apiUrl: config.SLACK_API_URL,
	});
}

async function diagnoseModel(config: Config): Promise<Finding> {
	const options = modelOptions(config);
	if (!options)
		return { ok: true, text: 'model: none set, answers are made of stored lines (OPENAI_API_KEY switches one on)' };
	const check = await checkModel(options);
	return { ok: check.type === 'works', text: `model: ${check.text}` };
}
