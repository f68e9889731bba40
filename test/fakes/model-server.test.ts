import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ModelServer, startModelServer } from './model-server.ts';

const schema = {
	type: 'object',
	properties: { word: { type: 'string' } },
	required: ['word'],
	additionalProperties: false,
};
const responses = {
	model: 'm',
	instructions: 'Answer.',
	input: 'Question?',
	store: false,
	max_output_tokens: 50,
	text: { format: { type: 'json_schema', name: 'answer', strict: true, schema } },
};
const chat = {
	model: 'm',
	messages: [
		{ role: 'system', content: 'Answer.' },
		{ role: 'user', content: 'Question?' },
	],
	max_tokens: 50,
	response_format: { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } },
};
const nested = (inner: unknown) => ({
	...responses,
	text: {
		format: {
			...responses.text.format,
			schema: { ...schema, properties: { word: { anyOf: [{ type: 'array', items: inner }, { type: 'null' }] } } },
		},
	},
});

describe('the fake model server is as strict as a real one', () => {
	let server: ModelServer;
	beforeAll(async () => {
		server = await startModelServer();
		server.reply({ type: 'json', value: { word: 'yes' } });
	});
	afterAll(() => server.close());

	const post = async (path: string, body: unknown, headers: Record<string, string> = { authorization: 'Bearer k' }) => {
		const response = await fetch(server.baseUrl + path, { method: 'POST', headers, body: JSON.stringify(body) });
		return { status: response.status, text: await response.text() };
	};

	it.each([
		['/responses', responses],
		['/chat/completions', chat],
		['/responses', nested(schema)],
	])('takes a good request to %s', async (path, body) => {
		expect(await post(path, body)).toMatchObject({ status: 200, text: expect.stringContaining('yes') });
	});

	it.each<[string, string, unknown, string]>([
		['that would be stored', '/responses', { ...responses, store: true }, 'store'],
		['that does not say store', '/responses', { ...responses, store: undefined }, 'store'],
		['with tools', '/responses', { ...responses, tools: [] }, 'tools'],
		['with tools in chat', '/chat/completions', { ...chat, tools: [] }, 'tools'],
		['with a field of the other API', '/responses', { ...responses, max_tokens: 5 }, 'max_tokens'],
		['with two limits', '/chat/completions', { ...chat, max_completion_tokens: 5 }, 'one output limit'],
		['that wants a stream', '/chat/completions', { ...chat, stream: true }, 'stream'],
		[
			'with an open schema',
			'/responses',
			nested({ ...schema, additionalProperties: undefined }),
			'additionalProperties',
		],
		['with an optional property', '/responses', nested({ ...schema, required: [] }), "require 'word'"],
	])('refuses a request %s', async (_, path, body, fault) => {
		const answer = await post(path, body);
		expect(answer.status).toBe(400);
		expect(answer.text).toContain(fault);
		expect(server.requests.at(-1)?.fault).toContain(fault);
	});

	it('refuses a request without a key', async () => {
		expect(await post('/responses', responses, {})).toMatchObject({ status: 401 });
	});

	it('refuses what only OpenAI knows, when it plays a local server', async () => {
		const local = await startModelServer({ strictness: 'local' });
		for (const field of ['safety_identifier', 'reasoning_effort']) {
			const response = await fetch(`${local.baseUrl}/chat/completions`, {
				method: 'POST',
				headers: { authorization: 'Bearer k' },
				body: JSON.stringify({ ...chat, [field]: 'low' }),
			});
			expect(response.status).toBe(400);
		}
		await local.close();
	});

	it('answers 500 to what nobody scripted', async () => {
		const silent = await startModelServer();
		const headers = { authorization: 'Bearer k' };
		const response = await fetch(`${silent.baseUrl}/responses`, {
			method: 'POST',
			headers,
			body: JSON.stringify(responses),
		});
		expect(response.status).toBe(500);
		await silent.close();
	});
});
