import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createBudget } from '../../src/model/budget.ts';
import type { ModelFailure } from '../../src/model/language-model.ts';
import { checkModel, createOpenAiModel, type OpenAiOptions } from '../../src/model/openai.ts';
import { openStore } from '../../src/stores/open.ts';
import type { ModelReply } from '../fakes/model-replies.ts';
import { type ModelServer, startModelServer } from '../fakes/model-server.ts';

const KEY = 'sk-canary-0123456789';
const DEADLINE_MS = 500;
/** Far more than a loaded machine needs; what matters is that nothing waits for the server. */
const PATIENCE_MS = 5000;

const request = {
	instructions: 'Answer.',
	input: 'Question?',
	schemaName: 'answer',
	schema: z.object({ word: z.string() }),
	maxOutputTokens: 50,
	safetyIdentifier: null,
};
const good: ModelReply = { type: 'json', value: { word: 'yes' } };

describe.each(['responses', 'chat'] as const)('the model in %s mode', (mode) => {
	let server: ModelServer;
	let options: OpenAiOptions;

	beforeAll(async () => {
		server = await startModelServer({
			apiKey: KEY,
			strictness: 'local',
			models: [{ id: 'gpt-6-luna', shutdown_date: '2028-01-01' }],
		});
		options = { apiKey: KEY, baseUrl: server.baseUrl, model: 'gpt-6-luna', mode, deadlineMs: DEADLINE_MS };
	});
	afterAll(() => server.close());
	beforeEach(() => {
		server.requests.length = 0;
	});

	const complete = (changed: Partial<OpenAiOptions> = {}, signal?: AbortSignal) =>
		createOpenAiModel({ ...options, ...changed }, null).complete(request, signal);

	it('returns what fits the schema, with usage and cost', async () => {
		server.reply(good);
		const outcome = await complete();
		expect(outcome).toMatchObject({
			type: 'ok',
			value: { word: 'yes' },
			usage: { model: 'gpt-6-luna', inputTokens: 100, outputTokens: 20 },
		});
		expect(outcome.type === 'ok' && outcome.usage.costUsd).toBeCloseTo(0.00002, 8);
		expect(server.requests.map(({ fault }) => fault)).toEqual([null]);
	});

	const faults: [string, ModelReply, ModelFailure, number][] = [
		['a hang', { type: 'hang' }, 'timeout', 1],
		['a stall after the headers', { type: 'stall-after-headers' }, 'timeout', 1],
		['a stall in the body', { type: 'stall-mid-body' }, 'timeout', 1],
		['a body that drips', { type: 'drip', everyMs: 20 }, 'timeout', 1],
		['a connection dropped in the body', { type: 'drop-mid-body' }, 'unreachable', 2],
		['a connection dropped at once', { type: 'drop-connection' }, 'unreachable', 2],
		['a refusal', { type: 'refusal' }, 'refused', 1],
		['an output that was cut', { type: 'incomplete', reason: 'max_output_tokens' }, 'incomplete', 1],
		['no JSON', { type: 'text', text: 'Sure! Here you go' }, 'bad_output', 2],
		['JSON of another shape', { type: 'json', value: { words: 1 } }, 'bad_output', 2],
		['nothing', { type: 'text', text: '' }, 'bad_output', 2],
		['an empty API answer', { type: 'body', body: {} }, 'bad_output', 2],
		['a spent quota', { type: 'error', status: 429, code: 'insufficient_quota' }, 'quota', 1],
		[
			'a rate limit beyond the deadline',
			{ type: 'error', status: 429, headers: { 'retry-after': '30' } },
			'rate_limited',
			1,
		],
		['a server error', { type: 'error', status: 503 }, 'server_error', 2],
		['a request that the server refuses', { type: 'error', status: 400 }, 'bad_request', 1],
		['a page of a proxy', { type: 'html', status: 502 }, 'server_error', 2],
	];
	it.each(faults)('survives %s', async (_, reply, failure, requests) => {
		server.reply(reply);
		const started = performance.now();
		const outcome = await complete();
		expect(outcome).toMatchObject({ type: 'failed', failure });
		expect(server.requests).toHaveLength(requests);
		expect(performance.now() - started).toBeLessThan(PATIENCE_MS);
		expect(JSON.stringify(outcome)).not.toContain(KEY);
	});

	it('tries once more where that may help', async () => {
		for (const fault of [
			{ type: 'error', status: 500 },
			{ type: 'drop-connection' },
			{ type: 'text', text: '{' },
		] satisfies ModelReply[]) {
			server.reply(fault, good);
			expect(await complete({ deadlineMs: PATIENCE_MS })).toMatchObject({ type: 'ok' });
		}
	});

	it('ends when the caller says so', async () => {
		server.reply({ type: 'hang' });
		const abort = new AbortController();
		setTimeout(() => abort.abort(), 50);
		expect(await complete({ deadlineMs: 60_000 }, abort.signal)).toMatchObject({ type: 'failed', failure: 'aborted' });
	});

	it('says which setting is wrong', async () => {
		expect(await complete({ apiKey: 'sk-wrong' })).toMatchObject({ type: 'failed', failure: 'authentication' });
		expect(await checkModel({ ...options, apiKey: 'sk-wrong' })).toMatchObject({
			type: 'broken',
			text: expect.stringContaining('OPENAI_API_KEY'),
		});
		expect(await checkModel({ ...options, model: 'gpt-0' })).toMatchObject({
			type: 'broken',
			text: expect.stringContaining('OPENAI_MODEL'),
		});
		expect(await checkModel({ ...options, baseUrl: 'http://127.0.0.1:9/v1' })).toMatchObject({
			type: 'broken',
			text: expect.stringContaining('cannot be reached'),
		});
		expect(await checkModel(options)).toMatchObject({ type: 'works', text: expect.stringContaining('2028-01-01') });
	});

	it('never spends more than the month allows, however many ask at once', async () => {
		server.reply(good);
		const store = await openStore({ mongodbUri: null, mongodbDatabase: 'unused', dataDir: ':memory:' });
		const limitUsd = 0.0005;
		const model = createOpenAiModel(
			{ ...options, deadlineMs: 30_000 },
			createBudget(store.budget, limitUsd, () => new Date('2026-11-24')),
		);
		const outcomes = await Promise.all(Array.from({ length: 60 }, () => model.complete(request)));
		const served = outcomes.filter(({ type }) => type === 'ok').length;
		expect(server.requests).toHaveLength(served);
		expect(outcomes.filter((outcome) => outcome.type === 'failed' && outcome.failure === 'over_budget')).toHaveLength(
			60 - served,
		);
		expect(served).toBeGreaterThan(0);
		expect(served).toBeLessThan(60);
		expect(await store.budget.spent('2026-11')).toBeLessThanOrEqual(limitUsd * 1_000_000);
		await store.close();
	});
});
