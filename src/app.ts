import { type AskContext, ask } from './answering/ask.ts';
import { createBaseReader } from './answering/base-reader.ts';
import type { Base } from './basefile/convert.ts';
import { loadStarter, wantsStarter } from './basefile/starter.ts';
import { exportBase } from './basefile/transfer.ts';
import { createHandlers, explain, type Handlers } from './chat/handlers.ts';
import { type ResultLine, resultLine } from './chat/result-line.ts';
import type { Config } from './config.ts';
import { type Clock, createClock } from './delivery/clock.ts';
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
	handlers: Handlers;
	/** Where the base is and what it runs without, for people. */
	banner: string[];
	answer(request: AskedLine): Promise<ResultLine>;
	close(): Promise<void>;
};

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

export async function createApp(config: Config): Promise<App> {
	const store = await openConfiguredStore(config);
	const clock = configuredClock(config);
	const examples = config.STARTER_BASE === 'on' && (await wantsStarter(store));
	if (examples) await loadStarter(store, clock.today(), clock.now());
	await forgetOldQuestions(store, clock, config);
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
	return {
		store,
		clock,
		handlers: createHandlers(context),
		banner: bannerOf(store, languageModel, examples),
		answer: (request) => answerLine(request, context),
		close: () => store.close(),
	};
}

async function answerLine({ id, text, team, history }: AskedLine, context: AskContext): Promise<ResultLine> {
	const { answer, index, ms } = await ask({ text, team, history, by: 'local', safetyIdentifier: null }, context);
	return resultLine(id, answer, index, ms);
}

async function forgetOldQuestions(store: Store, clock: Clock, { RETENTION_DAYS }: Config): Promise<void> {
	const oldest = new Date(clock.now().getTime() - RETENTION_DAYS * DAY_MS).toISOString();
	const forgotten = await store.questions.purgeBefore(oldest);
	if (forgotten > 0) log.info({ event: 'questions_forgotten', count: forgotten });
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
		if (error instanceof BaseInUseError) throw error;
		findings.push({ ok: false, text: `base: ${explain(error)}` });
	}
	return [...findings, await diagnoseModel(config)];
}

async function diagnoseModel(config: Config): Promise<Finding> {
	const options = modelOptions(config);
	if (!options)
		return { ok: true, text: 'model: none set, answers are made of stored lines (OPENAI_API_KEY switches one on)' };
	const check = await checkModel(options);
	return { ok: check.type === 'works', text: `model: ${check.text}` };
}
