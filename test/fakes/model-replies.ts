import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RecordedRequest } from './model-server.ts';

/** What the fake does with one request; faults are those seen from real servers and the proxies before them. */
export type ModelReply =
	/** The output as a value, or made from the request. */
	| { type: 'json'; value: unknown | ((request: RecordedRequest) => unknown); usage?: FakeUsage; delayMs?: number }
	/** The output as raw text: broken JSON, a code fence, nothing at all. */
	| { type: 'text'; text: string; usage?: FakeUsage }
	| { type: 'refusal' }
	| { type: 'incomplete'; reason: 'max_output_tokens' | 'content_filter' }
	/** An API error in OpenAI's shape. */
	| { type: 'error'; status: number; code?: string; headers?: Record<string, string> }
	| { type: 'html'; status: number }
	/** Any body that is JSON but not the API's. */
	| { type: 'body'; body: unknown }
	/** Takes the request and never says a word. */
	| { type: 'hang' }
	| { type: 'stall-after-headers' }
	| { type: 'stall-mid-body' }
	| { type: 'drop-mid-body' }
	| { type: 'drop-connection' }
	/** Sends a byte of a valid answer every few milliseconds, without end in sight. */
	| { type: 'drip'; everyMs: number }
	/** A valid answer padded with blanks to more than this many bytes. */
	| { type: 'oversized'; bytes: number };

type FakeUsage = { inputTokens: number; outputTokens: number; cachedTokens?: number; cacheWriteTokens?: number };

const DEFAULT_USAGE: FakeUsage = { inputTokens: 100, outputTokens: 20 };

export async function sendReply(reply: ModelReply, request: RecordedRequest, response: ServerResponse): Promise<void> {
	if (reply.type === 'json') {
		await sleep(reply.delayMs ?? 0);
		const value: unknown = typeof reply.value === 'function' ? reply.value(request) : reply.value;
		return sendJson(response, 200, answerBody(request, JSON.stringify(value), reply.usage));
	}
	if (reply.type === 'text') return sendJson(response, 200, answerBody(request, reply.text, reply.usage));
	if (reply.type === 'refusal') return sendJson(response, 200, refusalBody(request));
	if (reply.type === 'incomplete') return sendJson(response, 200, incompleteBody(request, reply.reason));
	if (reply.type === 'body') return sendJson(response, 200, reply.body);
	if (reply.type === 'html') return sendHtml(response, reply.status);
	if (reply.type === 'error') return sendError(response, reply.status, reply.code ?? null, reply.headers);
	return disturb(reply, request, response);
}

/** Faults of the connection: each leaves the client without a whole answer. */
async function disturb(
	reply: Extract<ModelReply, { type: `stall-${string}` | `drop-${string}` | 'hang' | 'drip' | 'oversized' }>,
	request: RecordedRequest,
	response: ServerResponse,
): Promise<void> {
	if (reply.type === 'hang') return;
	if (reply.type === 'drop-connection') {
		response.destroy();
		return;
	}
	response.writeHead(200, { 'content-type': 'application/json', 'x-request-id': request.id });
	response.flushHeaders();
	const body = JSON.stringify(answerBody(request, '{}'));
	if (reply.type === 'stall-after-headers') return;
	if (reply.type === 'drip') return drip(response, body, reply.everyMs);
	if (reply.type === 'oversized') {
		response.end(body.padEnd(reply.bytes + 1, ' '));
		return;
	}
	response.write(body.slice(0, body.length / 2), () => {
		if (reply.type === 'drop-mid-body') response.destroy();
	});
}

async function drip(response: ServerResponse, body: string, everyMs: number): Promise<void> {
	for (const byte of body.padStart(body.length + 10_000, ' ')) {
		if (response.destroyed) return;
		response.write(byte);
		await sleep(everyMs);
	}
	response.end();
}

export function sendJson(
	response: ServerResponse,
	status: number,
	body: unknown,
	headers: Record<string, string> = {},
): void {
	response.writeHead(status, { 'content-type': 'application/json', ...headers });
	response.end(JSON.stringify(body));
}

export function sendError(
	response: ServerResponse,
	status: number,
	code: string | null,
	headers: Record<string, string> = {},
	message = 'The fake server says no.',
): void {
	sendJson(response, status, { error: { message, type: code ?? 'error', code, param: null } }, headers);
}

function sendHtml(response: ServerResponse, status: number): void {
	response.writeHead(status, { 'content-type': 'text/html' });
	response.end('<!doctype html><title>Gateway</title><h1>Please sign in to the proxy</h1>');
}

function answerBody(request: RecordedRequest, text: string, usage: FakeUsage = DEFAULT_USAGE): unknown {
	return request.mode === 'chat'
		? chatBody(request, { role: 'assistant', content: text, refusal: null }, 'stop', usage)
		: responseBody(request, [{ type: 'output_text', text, annotations: [] }], 'completed', null, usage);
}

function refusalBody(request: RecordedRequest): unknown {
	const refusal = 'I cannot help with that.';
	return request.mode === 'chat'
		? chatBody(request, { role: 'assistant', content: null, refusal }, 'stop', DEFAULT_USAGE)
		: responseBody(request, [{ type: 'refusal', refusal }], 'completed', null, DEFAULT_USAGE);
}

function incompleteBody(request: RecordedRequest, reason: 'max_output_tokens' | 'content_filter'): unknown {
	const text = '{"point":"cut o';
	if (request.mode === 'chat')
		return chatBody(
			request,
			{ role: 'assistant', content: text, refusal: null },
			reason === 'content_filter' ? 'content_filter' : 'length',
			DEFAULT_USAGE,
		);
	return responseBody(
		request,
		[{ type: 'output_text', text, annotations: [] }],
		'incomplete',
		{ reason },
		DEFAULT_USAGE,
	);
}

function responseBody(
	request: RecordedRequest,
	content: unknown[],
	status: string,
	incompleteDetails: unknown,
	usage: FakeUsage,
): unknown {
	return {
		id: `resp_${request.id}`,
		object: 'response',
		created_at: 1_790_000_000,
		model: request.model,
		status,
		error: null,
		incomplete_details: incompleteDetails,
		output: [
			{ type: 'reasoning', id: `rs_${request.id}`, summary: [] },
			{ type: 'message', id: `msg_${request.id}`, role: 'assistant', status, content },
		],
		usage: {
			input_tokens: usage.inputTokens,
			input_tokens_details: {
				cached_tokens: usage.cachedTokens ?? 0,
				cache_write_tokens: usage.cacheWriteTokens ?? 0,
			},
			output_tokens: usage.outputTokens,
			output_tokens_details: { reasoning_tokens: 0 },
			total_tokens: usage.inputTokens + usage.outputTokens,
		},
	};
}

function chatBody(request: RecordedRequest, message: unknown, finishReason: string, usage: FakeUsage): unknown {
	return {
		id: `chatcmpl_${request.id}`,
		object: 'chat.completion',
		created: 1_790_000_000,
		model: request.model,
		choices: [{ index: 0, message, finish_reason: finishReason, logprobs: null }],
		usage: {
			prompt_tokens: usage.inputTokens,
			prompt_tokens_details: {
				cached_tokens: usage.cachedTokens ?? 0,
				cache_write_tokens: usage.cacheWriteTokens ?? 0,
			},
			completion_tokens: usage.outputTokens,
			total_tokens: usage.inputTokens + usage.outputTokens,
		},
	};
}
