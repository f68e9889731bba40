import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Budget } from '../../src/model/budget.ts';
import type { ModelRequest } from '../../src/model/language-model.ts';
import { checkModel, createOpenAiModel, type OpenAiOptions } from '../../src/model/openai.ts';
import { budgetedUsd, type TokenCount } from '../../src/model/prices.ts';
import type { ModelReply } from '../fakes/model-replies.ts';
import { type ModelServer, startModelServer } from '../fakes/model-server.ts';

const KEY = 'sk-canary-0123456789';
const TYPED = 'canary words that somebody typed';
/** Far more than a loaded machine needs, far less than a forgotten deadline takes. */
const PATIENCE_MS = 5000;

const request: ModelRequest<{ word: string }> = {
	instructions: 'Answer.',
	input: TYPED,
	schemaName: 'answer',
	schema: z.object({ word: z.string() }),
	maxOutputTokens: 50,
	safetyIdentifier: 'pseudonym-1',
};
const good: ModelReply = { type: 'json', value: { word: 'yes' } };

/** An address where nobody listens any more. */
async function deadAddress(): Promise<string> {
	const server = await startModelServer();
	await server.close();
	return server.baseUrl;
}

type Line = Record<string, unknown>;

describe.each(['responses', 'chat'] as const)('a call in %s mode', (mode) => {
	let server: ModelServer;
	let lines: Line[];
	const unhandled: unknown[] = [];
	const onUnhandled = (reason: unknown) => unhandled.push(reason);

	beforeAll(async () => {
		process.on('unhandledRejection', onUnhandled);
		server = await startModelServer();
	});
	beforeEach(() => {
		server.requests.length = 0;
		lines = [];
	});
	afterEach(() => {
		expect(JSON.stringify(lines)).not.toContain(KEY);
		expect(JSON.stringify(lines)).not.toContain(TYPED);
	});
	afterAll(async () => {
		await server.close();
		process.off('unhandledRejection', onUnhandled);
		expect(unhandled).toEqual([]);
	});

	const optionsFor = (changed: Partial<OpenAiOptions>): OpenAiOptions => ({
		apiKey: KEY,
		baseUrl: server.baseUrl,
		model: 'gpt-6-luna',
		mode,
		deadlineMs: 500,
		log: { warn: (line: Line) => lines.push(line), debug: (line: Line) => lines.push(line) },
		...changed,
	});
	const complete = (
		changed: Partial<OpenAiOptions> = {},
		{
			signal,
			budget = null,
			asked = request,
		}: { signal?: AbortSignal; budget?: Budget | null; asked?: typeof request } = {},
	) => createOpenAiModel(optionsFor(changed), budget).complete(asked, signal);
	const bodies = () => server.requests.map(({ body }) => body);

	it('tells OpenAI who asks and how long to think, in the words of its API', async () => {
		server.reply(good);
		expect(await complete({ dialect: 'openai' })).toMatchObject({ type: 'ok' });
		expect(bodies()[0]).toMatchObject(
			mode === 'chat'
				? { safety_identifier: 'pseudonym-1', reasoning_effort: 'low', max_completion_tokens: 50 }
				: { safety_identifier: 'pseudonym-1', reasoning: { effort: 'low' }, max_output_tokens: 50, store: false },
		);
	});

	it('does not tell a model that cannot think how long to think', async () => {
		server.reply(good);
		await complete({ dialect: 'openai', model: 'gpt-4.1-mini' });
		expect(bodies()[0]).not.toHaveProperty(mode === 'chat' ? 'reasoning_effort' : 'reasoning');
	});

	it('sends a stand-in where no key is given', async () => {
		server.reply(good);
		expect(await complete({ apiKey: null })).toMatchObject({ type: 'ok' });
		expect(server.requests[0]?.headers.authorization).toMatch(/^Bearer \S+$/u);
	});

	it('repeats a request that OpenAI lost, but does not queue a second one at a slow local server', async () => {
		server.reply({ type: 'hang' }, good);
		expect(await complete({ dialect: 'openai', deadlineMs: 2000 })).toMatchObject({ type: 'ok' });
		expect(server.requests).toHaveLength(2);
		server.reply({ type: 'hang' }, good);
		expect(await complete({ dialect: 'compatible', deadlineMs: 400 })).toMatchObject({ failure: 'timeout' });
		expect(server.requests).toHaveLength(3);
	});

	it('waits for an answer that is slow but in time', async () => {
		server.reply({ ...good, delayMs: 300 });
		expect(await complete({ deadlineMs: PATIENCE_MS })).toMatchObject({ type: 'ok' });
		expect(server.requests).toHaveLength(1);
	});

	it.each<[string, Record<string, string>]>([
		['in milliseconds', { 'retry-after-ms': '50', 'retry-after': '60' }],
		['in seconds', { 'retry-after': '0.05' }],
		['as a date', { 'retry-after': new Date(0).toUTCString() }],
		['in riddles', { 'retry-after': 'soon' }],
	])('obeys a server that says %s when to come back', async (_, headers) => {
		server.reply({ type: 'error', status: 429, headers }, good);
		expect(await complete({ deadlineMs: PATIENCE_MS })).toMatchObject({ type: 'ok' });
		expect(server.requests).toHaveLength(2);
	});

	it.each([
		[408, 'server_error', 2],
		[409, 'server_error', 2],
		[500, 'server_error', 2],
		[401, 'authentication', 1],
		[402, 'quota', 1],
		[403, 'authentication', 1],
		[404, 'bad_request', 1],
		[422, 'bad_request', 1],
	])('takes HTTP %i as %s', async (status, failure, count) => {
		server.reply({ type: 'error', status });
		const outcome = await complete({ deadlineMs: PATIENCE_MS });
		expect(outcome).toMatchObject({ type: 'failed', failure, detail: expect.stringContaining(`HTTP ${status}`) });
		expect(outcome).toMatchObject({ detail: expect.stringContaining('req_fake_') });
		expect(server.requests).toHaveLength(count);
	});

	it.each<[string, ModelReply, string]>([
		['a prompt that the filter stops', { type: 'error', status: 400, code: 'content_filter' }, 'refused'],
		['an output that the filter stops', { type: 'incomplete', reason: 'content_filter' }, 'refused'],
		['a login page with status 200', { type: 'html', status: 200 }, 'bad_output'],
		['a JSON body that is no object', { type: 'body', body: null }, 'bad_output'],
		['a body of the wrong shape', { type: 'body', body: { output: 'x', choices: [], usage: 'y' } }, 'bad_output'],
		['a body of 1.2 MB', { type: 'oversized', bytes: 1_200_000 }, 'server_error'],
	])('survives %s', async (_, reply, failure) => {
		server.reply(reply);
		expect(await complete({ deadlineMs: PATIENCE_MS })).toMatchObject({ type: 'failed', failure });
	});

	it('does not mind a long answer below the limit', async () => {
		server.reply({ type: 'text', text: `{"word":"yes"}${' '.repeat(900_000)}` });
		expect(await complete({ deadlineMs: PATIENCE_MS })).toMatchObject({ type: 'ok' });
	});

	it('reads JSON out of a code fence', async () => {
		server.reply({ type: 'text', text: '```json\n{"word":"yes"}\n```' });
		expect(await complete()).toMatchObject({ type: 'ok', value: { word: 'yes' } });
	});

	it('says what was wrong when it asks for a repair, and counts both attempts', async () => {
		server.reply({ type: 'json', value: { words: 1 }, usage: { inputTokens: 7, outputTokens: 5 } }, good);
		const outcome = await complete({ deadlineMs: PATIENCE_MS });
		expect(outcome).toMatchObject({
			type: 'ok',
			usage: { inputTokens: 107, outputTokens: 25, requestId: 'req_fake_2' },
		});
		expect(server.requests[0]?.input).toBe(TYPED);
		expect(server.requests[1]?.input).toMatch(/^canary[^\n]*\n\nYour previous output .*schema/u);
	});

	it('reports what a failed call used', async () => {
		server.reply({ type: 'refusal' });
		expect(await complete()).toMatchObject({ failure: 'refused', usage: { inputTokens: 100, outputTokens: 20 } });
		server.reply({ type: 'error', status: 400 });
		expect(await complete()).toMatchObject({ failure: 'bad_request', usage: null });
	});

	it('survives a host without an address and a port without a server', async () => {
		expect(await complete({ baseUrl: 'http://no-such-host.invalid/v1', deadlineMs: PATIENCE_MS })).toMatchObject({
			type: 'failed',
			failure: 'unreachable',
		});
		expect(await complete({ baseUrl: await deadAddress(), deadlineMs: PATIENCE_MS })).toMatchObject({
			type: 'failed',
			failure: 'unreachable',
			detail: expect.stringContaining('ECONNREFUSED'),
		});
	});

	it('survives a server that speaks no HTTP', async () => {
		const chatter = createServer((socket) => {
			socket.on('error', () => socket.destroy());
			socket.write('220 ready\r\n', () => socket.destroy());
		}).listen(0, '127.0.0.1');
		await new Promise((resolve) => chatter.once('listening', resolve));
		const address = chatter.address();
		const port = typeof address === 'object' ? address?.port : 0;
		expect(await complete({ baseUrl: `http://127.0.0.1:${port}/v1`, deadlineMs: PATIENCE_MS })).toMatchObject({
			type: 'failed',
			failure: 'unreachable',
		});
		await new Promise((resolve) => chatter.close(resolve));
	});

	it('sends nothing for a caller who has already gone', async () => {
		server.reply(good);
		expect(await complete({}, { signal: AbortSignal.abort() })).toMatchObject({ failure: 'aborted' });
		expect(server.requests).toHaveLength(0);
	});

	it.each<[string, ModelReply]>([
		['in the middle of a body', { type: 'stall-mid-body' }],
		['while it waits to try again', { type: 'error', status: 500, headers: { 'retry-after': '20' } }],
	])('ends when the caller goes %s', async (_, reply) => {
		server.reply(reply);
		const abort = new AbortController();
		setTimeout(() => abort.abort(), 150);
		expect(await complete({ deadlineMs: 60_000 }, { signal: abort.signal })).toMatchObject({ failure: 'aborted' });
		expect(server.requests).toHaveLength(1);
	});

	it('says no to a schema that JSON Schema cannot say', async () => {
		const asked = { ...request, schema: z.object({ word: z.string().transform((word) => word) }) };
		expect(await complete({}, { asked })).toMatchObject({ type: 'failed', failure: 'bad_request' });
		expect(server.requests).toHaveLength(0);
	});

	describe('with a budget', () => {
		/** A budget that grants everything and remembers what it was asked. */
		function recordingBudget() {
			const reserved: TokenCount[] = [];
			const settled: TokenCount[] = [];
			const budget: Budget = {
				reserve: async (_, worst) => {
					reserved.push(worst);
					return {
						settle: async (used) => {
							settled.push(used);
						},
					};
				},
			};
			return { budget, reserved, settled };
		}

		it('sets more aside than both attempts can cost', async () => {
			const { budget, reserved, settled } = recordingBudget();
			server.reply({ type: 'text', text: '{', usage: { inputTokens: 60, outputTokens: 50, cacheWriteTokens: 60 } });
			await complete({ deadlineMs: PATIENCE_MS }, { budget });
			expect(settled).toEqual([{ input: 120, cachedInput: 0, cacheWrite: 120, output: 100 }]);
			const [worst, used] = [...reserved, ...settled].map((tokens) => budgetedUsd('gpt-6-luna', tokens));
			expect(worst).toBeGreaterThan(used ?? 0);
		});

		it('counts the input of a call that came to nothing, and nothing where nothing was sent or billed', async () => {
			const { budget, settled } = recordingBudget();
			server.reply({ type: 'hang' });
			await complete({ deadlineMs: 200 }, { budget });
			server.reply({ type: 'error', status: 400 });
			await complete({}, { budget });
			await complete({ baseUrl: await deadAddress() }, { budget });
			expect(settled.map(({ input }) => input > 0)).toEqual([true, false, false]);
			expect(settled.map(({ output }) => output)).toEqual([0, 0, 0]);
		});

		it('counts the worst case where a server does not say what it used', async () => {
			const { budget, reserved, settled } = recordingBudget();
			const text = '{"word":"yes"}';
			server.reply({
				type: 'body',
				body: {
					status: 'completed',
					output: [{ type: 'message', content: [{ type: 'output_text', text }] }],
					choices: [{ finish_reason: 'stop', message: { content: text } }],
				},
			});
			expect(await complete({}, { budget })).toMatchObject({ type: 'ok' });
			expect(settled[0]?.output).toBe(50);
			expect(settled[0]?.input).toBe((reserved[0]?.input ?? 0) / 2);
		});

		it('spends nothing while nobody knows what is left', async () => {
			server.reply(good);
			const broken: Budget = { reserve: () => Promise.reject(new Error('store down')) };
			expect(await complete({}, { budget: broken })).toMatchObject({ type: 'failed', failure: 'over_budget' });
			const full: Budget = { reserve: async () => null };
			expect(await complete({}, { budget: full })).toMatchObject({ type: 'failed', failure: 'over_budget' });
			const hanging: Budget = { reserve: () => new Promise(() => undefined) };
			expect(await complete({ deadlineMs: 100 }, { budget: hanging })).toMatchObject({ failure: 'timeout' });
			expect(server.requests).toHaveLength(0);
		});

		it('gives back a reservation that came too late', async () => {
			const { budget, settled } = recordingBudget();
			const late: Budget = {
				reserve: async (...asked) => {
					await new Promise((resolve) => setTimeout(resolve, 150));
					return budget.reserve(...asked);
				},
			};
			expect(await complete({ deadlineMs: 50 }, { budget: late })).toMatchObject({ failure: 'timeout' });
			await expect.poll(() => settled).toEqual([{ input: 0, cachedInput: 0, cacheWrite: 0, output: 0 }]);
		});

		it('gives the answer although the reservation cannot be settled', async () => {
			server.reply(good);
			for (const settle of [() => Promise.reject(new Error('store down')), () => new Promise<void>(() => undefined)])
				expect(await complete({}, { budget: { reserve: async () => ({ settle }) } })).toMatchObject({ type: 'ok' });
		});
	});
});

describe('the check of the model', () => {
	const check = async (
		models: Parameters<typeof startModelServer>[0],
		changed: Partial<OpenAiOptions> = {},
	): Promise<string> => {
		const server = await startModelServer(models);
		const found = await checkModel({
			apiKey: KEY,
			baseUrl: server.baseUrl,
			model: 'gpt-6-luna',
			mode: 'responses',
			deadlineMs: 1000,
			...changed,
		});
		await server.close();
		expect(found.text).not.toContain(KEY);
		return `${found.type}: ${found.text}`;
	};

	it.each<[string, Parameters<typeof startModelServer>[0], RegExp]>([
		['a model that is there', { models: [{ id: 'gpt-6-luna' }] }, /^works: gpt-6-luna/u],
		['one that ends', { models: [{ id: 'gpt-6-luna', shutdown_date: '2999-01-31' }] }, /^works: .*2999-01-31/u],
		['one that has ended', { models: [{ id: 'gpt-6-luna', shutdown_date: '2020-01-31' }] }, /^broken: .*2020-01-31/u],
		['one that is not there', { models: [{ id: 'llama3' }] }, /^broken: .*OPENAI_MODEL.*llama3/u],
		['a server without models', { models: [] }, /^broken: .*OPENAI_MODEL.*none/u],
		['a proxy', { models: 'html' }, /^broken: .*proxy.*OPENAI_BASE_URL/u],
		['an address without an API', { models: 'missing' }, /^broken: .*OPENAI_BASE_URL/u],
		['a server that hangs', { models: 'hang' }, /^broken: .*cannot be reached/u],
		['a key that is refused', { apiKey: 'another' }, /^broken: .*401.*OPENAI_API_KEY/u],
	])('names %s', async (_, models, expected) => {
		expect(await check(models)).toMatch(expected);
	});

	it('names a host that does not exist', async () => {
		expect(await check({}, { baseUrl: 'http://no-such-host.invalid/v1' })).toMatch(/^broken: .*cannot be reached/u);
	});
});
