import OpenAI from 'openai';
import { zodTextFormat } from 'openai/helpers/zod';
import type { Logger } from 'pino';
import { log as defaultLog } from '../log.ts';
import { type Attempt, failedAttempt, notTheApi, readCompletion, readResponse, withRequest } from './attempt.ts';
import type { Budget } from './budget.ts';
import { type CompletionOptions, complete, type Prepared } from './completion.ts';
import { startDeadline } from './deadline.ts';
import type { LanguageModel, ModelFailure, ModelRequest } from './language-model.ts';
import { BodyTooLargeError, limitedFetch } from './limited-fetch.ts';
import { judgeModelList, type ModelCheck } from './model-check.ts';

export type OpenAiOptions = {
	/** Null: a stand-in is sent, because local servers want a key but do not look at it. */
	apiKey: string | null;
	/** Null: OpenAI itself. */
	baseUrl: string | null;
	model: string;
	mode: 'responses' | 'chat';
	/** For the whole call, its retry included. */
	deadlineMs: number;
	/** Whether the server knows OpenAI's own options; told from the address unless given. */
	dialect?: Dialect;
	/** The program's log unless given. */
	log?: Pick<Logger, 'warn' | 'debug'>;
};

/** `openai` is OpenAI or Azure; `compatible` is any other server that speaks the same API. */
type Dialect = 'openai' | 'compatible';
type Connection = OpenAiOptions & { client: OpenAI; dialect: Dialect };

const OPENAI_URL = 'https://api.openai.com/v1';

/**
 * A hosted model answers within seconds, so what takes longer than this share of the deadline is lost and worth
 * repeating. A local server is slow rather than lost, and a second request only queues behind the first.
 */
const FIRST_ATTEMPT_SHARE: Record<Dialect, number> = { openai: 0.6, compatible: 1 };

/**
 * The model behind OpenAI's API or a server that speaks it. Not streamed: an answer is checked whole before anybody
 * sees it, so its first words are of no use, and one signal ends a body that stalls and one that trickles alike.
 * The SDK's own retries are off: they sleep as long as a header says and repeat what cannot succeed.
 * Without a budget there is no limit.
 */
export function createOpenAiModel(options: OpenAiOptions, budget: Budget | null): LanguageModel {
	const connection = connect(options);
	const completion: CompletionOptions = {
		model: options.model,
		deadlineMs: options.deadlineMs,
		firstAttemptMs: options.deadlineMs * FIRST_ATTEMPT_SHARE[connection.dialect],
		budget,
		log: options.log ?? defaultLog,
		prepare: (request) => prepare(request, connection),
	};
	return { name: options.model, complete: (request, signal) => complete(request, signal ?? null, completion) };
}

function connect(options: OpenAiOptions): Connection {
	const client = new OpenAI({
		apiKey: options.apiKey ?? 'no-key-needed',
		baseURL: options.baseUrl ?? OPENAI_URL,
		organization: null,
		project: null,
		maxRetries: 0,
		timeout: options.deadlineMs,
		fetch: limitedFetch,
		// At its debug level the SDK prints whole requests to the console, whatever OPENAI_LOG asks for.
		logLevel: 'off',
	});
	return { ...options, client, dialect: options.dialect ?? dialectOf(options.baseUrl) };
}

function dialectOf(baseUrl: string | null): Dialect {
	if (baseUrl === null) return 'openai';
	return isAzure(baseUrl) || new URL(baseUrl).hostname.endsWith('.openai.com') ? 'openai' : 'compatible';
}

function isAzure(baseUrl: string | null): boolean {
	return baseUrl !== null && new URL(baseUrl).hostname.endsWith('.azure.com');
}

function prepare(request: ModelRequest<unknown>, connection: Connection): Prepared {
	const format = zodTextFormat(request.schema, request.schemaName);
	const schema = JSON.stringify(format.schema);
	const send = connection.mode === 'chat' ? sendCompletion : sendResponse;
	return {
		bytes: Buffer.byteLength(request.instructions) + Buffer.byteLength(request.input) + Buffer.byteLength(schema),
		send: async (note, signal) => {
			const input = note === null ? request.input : `${request.input}\n\n${note}`;
			try {
				return await send({ ...request, input }, format, signal, connection);
			} catch (error) {
				return fromError(error);
			}
		},
	};
}

type Format = ReturnType<typeof zodTextFormat>;

/** `store: false` goes to every server: it is stored by default, and an unknown gateway may pass it on to OpenAI. */
async function sendResponse(
	request: ModelRequest<unknown>,
	format: Format,
	signal: AbortSignal,
	{ client, model, dialect }: Connection,
): Promise<Attempt> {
	const response = await client.responses.create(
		{
			model,
			instructions: request.instructions,
			input: request.input,
			text: { format },
			max_output_tokens: request.maxOutputTokens,
			store: false,
			...(dialect === 'openai' ? safety(request) : {}),
			...(dialect === 'openai' && reasons(model) ? { reasoning: { effort: 'low' } } : {}),
		},
		{ signal },
	);
	return readResponse(response, requestIdOf(response));
}

/** Nothing is stored here unless asked for, so `store` is left out; older servers know only `max_tokens`. */
async function sendCompletion(
	request: ModelRequest<unknown>,
	{ name, schema }: Format,
	signal: AbortSignal,
	{ client, model, dialect }: Connection,
): Promise<Attempt> {
	const completion = await client.chat.completions.create(
		{
			model,
			messages: [
				{ role: 'system', content: request.instructions },
				{ role: 'user', content: request.input },
			],
			response_format: { type: 'json_schema', json_schema: { name, strict: true, schema } },
			...(dialect === 'openai'
				? { max_completion_tokens: request.maxOutputTokens, ...safety(request) }
				: { max_tokens: request.maxOutputTokens }),
			...(dialect === 'openai' && reasons(model) ? { reasoning_effort: 'low' } : {}),
		},
		{ signal },
	);
	return readCompletion(completion, requestIdOf(completion));
}

function safety({ safetyIdentifier }: ModelRequest<unknown>): { safety_identifier?: string } {
	return safetyIdentifier === null ? {} : { safety_identifier: safetyIdentifier };
}

/** Models that do not reason (gpt-4o, gpt-4.1) refuse a request that sets the effort. */
function reasons(model: string): boolean {
	return /^(?:gpt-(?:[5-9]|\d{2})|o\d)/u.test(model);
}

function requestIdOf(body: { _request_id?: string | null } | null | undefined): string | null {
	return plainId(body?._request_id);
}

/** Headers and error codes are somebody else's text: only what looks like an id is passed on. */
function plainId(text: string | null | undefined): string | null {
	return text && /^[\w.-]{1,80}$/u.test(text) ? text : null;
}

function fromError(error: unknown): Attempt {
	if (error instanceof OpenAI.APIUserAbortError)
		return failedAttempt('aborted', 'ended before it was done', { mayHaveCost: true });
	if (error instanceof OpenAI.APIConnectionTimeoutError)
		return failedAttempt('timeout', 'no whole answer in time', { mayHaveCost: true });
	if (error instanceof OpenAI.APIConnectionError) return fromConnectionError(error);
	if (error instanceof OpenAI.APIError) return fromStatus(error);
	// The SDK trips over bodies that are not JSON or not an object.
	return notTheApi(null);
}

/** Errors before a connection stands: no request went out. */
const NOT_CONNECTED = new Set([
	'ENOTFOUND',
	'EAI_AGAIN',
	'ECONNREFUSED',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'UND_ERR_CONNECT_TIMEOUT',
]);

function fromConnectionError(error: Error): Attempt {
	if (causes(error).some((cause) => cause instanceof BodyTooLargeError))
		return failedAttempt('server_error', 'the answer is larger than 1 MB', { mayHaveCost: true });
	const codes = causes(error).map((cause) => ('code' in cause && typeof cause.code === 'string' ? cause.code : null));
	const code = codes.find((found) => found !== null && /^[A-Z][A-Z0-9_]{2,40}$/u.test(found)) ?? 'no code';
	const detail =
		code === 'ENOTFOUND' || code === 'EAI_AGAIN'
			? `the host name cannot be resolved (${code})`
			: `the connection failed or broke off (${code})`;
	return failedAttempt('unreachable', detail, { mayHaveCost: !NOT_CONNECTED.has(code) });
}

function causes(error: Error): Error[] {
	return error.cause instanceof Error ? [error, ...causes(error.cause)] : [error];
}

type StatusError = InstanceType<typeof OpenAI.APIError>;

/** A request that was answered with an error is not billed. */
function fromStatus(error: StatusError): Attempt {
	const code = plainId(error.code);
	const requestId = plainId(error.requestID);
	return failedAttempt(failureOf(error), withRequest(`HTTP ${error.status}${code ? ` ${code}` : ''}`, requestId), {
		mayHaveCost: false,
		requestId,
		retryAfterMs: retryAfterMs(error),
	});
}

const QUOTA_CODES = new Set(['insufficient_quota', 'billing_hard_limit_reached', 'billing_not_active']);
const FILTER_CODES = new Set(['content_filter', 'content_policy_violation', 'invalid_prompt']);

function failureOf({ status = 0, code, type }: StatusError): ModelFailure {
	if (QUOTA_CODES.has(code ?? '') || QUOTA_CODES.has(type ?? '') || status === 402) return 'quota';
	if (FILTER_CODES.has(code ?? '')) return 'refused';
	if (status === 401 || status === 403) return 'authentication';
	if (status === 429) return 'rate_limited';
	if (status === 408 || status === 409 || status >= 500) return 'server_error';
	return 'bad_request';
}

/** Milliseconds, from OpenAI's own header or the standard one (seconds or a date); null without either. */
function retryAfterMs({ headers }: StatusError): number | null {
	const ms = Number.parseFloat(headers?.get('retry-after-ms') ?? '');
	if (ms >= 0) return ms;
	const after = headers?.get('retry-after') ?? '';
	const seconds = /^\d+(?:\.\d+)?$/u.test(after) ? Number(after) * 1000 : Date.parse(after) - Date.now();
	return Number.isFinite(seconds) ? Math.max(0, seconds) : null;
}

/** Does the server answer, take the key and have the model? Asks for the list of models, which costs nothing. */
export async function checkModel(options: OpenAiOptions): Promise<ModelCheck> {
	const { client } = connect(options);
	const server = options.baseUrl ?? 'OpenAI';
	const deadline = startDeadline(options.deadlineMs, null);
	try {
		const list = client.get<unknown>('/models', { signal: deadline.signal });
		const today = new Date().toISOString().slice(0, 10);
		return judgeModelList(await list, { model: options.model, server, today, isAzure: isAzure(options.baseUrl) });
	} catch (error) {
		return { type: 'broken', text: brokenText(fromError(error), server) };
	} finally {
		deadline.end();
	}
}

function brokenText({ result }: Attempt, server: string): string {
	if (result.type === 'text') return `${server} answers`;
	const { failure, detail } = result;
	if (failure === 'authentication') return `${server} refuses the key (${detail}); check OPENAI_API_KEY`;
	if (failure === 'quota') return `the account has no credit left (${detail}); top it up with the provider`;
	if (failure === 'rate_limited') return `${server} is busy (${detail}); try again in a minute`;
	if (detail.startsWith('HTTP 404'))
		return `there is no list of models at ${server} (${detail}); check OPENAI_BASE_URL, it usually ends in /v1`;
	if (failure === 'unreachable' || failure === 'aborted' || failure === 'timeout')
		return `${server} cannot be reached (${detail}); check OPENAI_BASE_URL, the network and the proxy`;
	return `${server} answers with a fault (${detail}); check OPENAI_BASE_URL, or try again later`;
}
