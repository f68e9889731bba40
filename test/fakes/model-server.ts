import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ModelReply, sendError, sendJson, sendReply } from './model-replies.ts';
import { type ReadRequest, readRequest } from './model-validation.ts';

export type RecordedRequest = ReadRequest & {
	id: string;
	mode: 'responses' | 'chat';
	headers: IncomingMessage['headers'];
	body: unknown;
	/** Why the server refused the request as such, before any scripted reply; null when it did not. */
	fault: string | null;
};

type ListedModel = { id: string; shutdown_date?: string | null };

export type ModelServer = {
	/** Ends in `/v1`, as `OPENAI_BASE_URL` does. */
	baseUrl: string;
	/** Every request to the two model addresses, in order of arrival. */
	requests: RecordedRequest[];
	/**
	 * One reply per request, the last one for all that follow; calling again starts a new script.
	 * Without a script every request is an HTTP 500, so that a test notices what it forgot.
	 */
	reply(...replies: ModelReply[]): void;
	/** Breaks whatever is still open. */
	close(): Promise<void>;
};

type Options = {
	/** Accept this key alone; any key otherwise. */
	apiKey?: string;
	/** What `GET /v1/models` lists; `'html'` answers with a page and `'missing'` with 404. */
	models?: ListedModel[] | 'html' | 'missing' | 'hang';
	/** `local` also refuses what only OpenAI knows. */
	strictness?: 'openai' | 'local';
};

/** A strict server that speaks the Responses API, chat completions and the list of models; never streams. */
export async function startModelServer(options: Options = {}): Promise<ModelServer> {
	const requests: RecordedRequest[] = [];
	let script: ModelReply[] = [];
	const next = (): ModelReply => (script.length > 1 ? script.shift() : script[0]) ?? { type: 'error', status: 500 };
	const server = createServer((request, response) => {
		handle(request, response, { options, requests, next }).catch(() => response.destroy());
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		baseUrl: `http://127.0.0.1:${port}/v1`,
		requests,
		reply: (...replies) => {
			script = replies;
		},
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

type Situation = { options: Options; requests: RecordedRequest[]; next: () => ModelReply };

async function handle(request: IncomingMessage, response: ServerResponse, situation: Situation): Promise<void> {
	const route = `${request.method} ${request.url}`;
	if (!isAuthorized(request, situation.options)) return sendError(response, 401, 'invalid_api_key');
	if (route === 'GET /v1/models') return listModels(response, situation.options);
	if (route === 'POST /v1/responses') return answer('responses', request, response, situation);
	if (route === 'POST /v1/chat/completions') return answer('chat', request, response, situation);
	return sendError(response, 404, 'unknown_url');
}

function isAuthorized({ headers }: IncomingMessage, { apiKey }: Options): boolean {
	const key = /^Bearer (\S+)$/u.exec(headers.authorization ?? '')?.[1];
	return key !== undefined && (apiKey === undefined || key === apiKey);
}

function listModels(response: ServerResponse, { models = [] }: Options): void {
	if (models === 'hang') return;
	if (models === 'missing') {
		sendError(response, 404, null);
		return;
	}
	if (models === 'html') {
		response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Please sign in to the proxy</h1>');
		return;
	}
	const data = models.map((model) => ({ object: 'model', created: 1_790_000_000, owned_by: 'fake', ...model }));
	sendJson(response, 200, { object: 'list', data });
}

async function answer(
	mode: 'responses' | 'chat',
	request: IncomingMessage,
	response: ServerResponse,
	{ options, requests, next }: Situation,
): Promise<void> {
	const body = JSON.parse(await readText(request)) as unknown;
	const read = readRequest(mode, body, options.strictness ?? 'openai');
	const recorded: RecordedRequest = {
		...(read.type === 'ok' ? read.request : { model: '', instructions: '', input: '', schemaName: '', schema: {} }),
		id: `req_fake_${requests.length + 1}`,
		mode,
		headers: request.headers,
		body,
		fault: read.type === 'fault' ? read.fault : null,
	};
	requests.push(recorded);
	response.setHeader('x-request-id', recorded.id);
	if (read.type === 'fault') return sendError(response, 400, 'invalid_request_error', {}, read.fault);
	return sendReply(next(), recorded, response);
}

async function readText(request: IncomingMessage): Promise<string> {
	const parts: Buffer[] = [];
	for await (const part of request) parts.push(part as Buffer);
	return Buffer.concat(parts).toString('utf8');
}
