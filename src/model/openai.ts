import OpenAI from 'openai';
import { zodResponseFormat, zodTextFormat } from 'openai/helpers/zod';
import type { z } from 'zod';
import type { Budget } from './budget.ts';
import type { LanguageModel, ModelFailure, ModelOutcome, ModelRequest, ModelUsage } from './language-model.ts';
import { costInUsd } from './prices.ts';

export type OpenAiOptions = {
	apiKey: string | null;
	/** Null: OpenAI itself. */
	baseUrl: string | null;
	model: string;
	mode: 'responses' | 'chat';
	/** For the whole call, its retry included. */
	deadlineMs: number;
};

/** What one request brought: text to be read, or why there is none. */
type Attempt =
	| { type: 'text'; text: string; usage: Tokens }
	| { type: 'failed'; failure: ModelFailure; detail: string; retryAfterMs: number | null; usage: Tokens };
type Tokens = { input: number; output: number; requestId: string | null };

const NO_TOKENS: Tokens = { input: 0, output: 0, requestId: null };
const MOST_ATTEMPTS = 2;
const PAUSE_MS = 400;
/** Text runs at about four characters a token; three leaves room for other languages. */
const CHARACTERS_PER_TOKEN = 3;

/**
 * The model behind OpenAI's API or a server that speaks it. Not streamed: an answer is checked whole before
 * anybody sees it, and one request with one deadline also ends a body that stalls. The SDK's own retries are
 * off; they wait for whatever a header says and repeat what cannot succeed. `budget` null: no limit.
 */
export function createOpenAiModel(options: OpenAiOptions, budget: Budget | null): LanguageModel {
	const client = createClient(options);
	return {
		name: options.model,
		complete: (request, signal) => complete(request, signal ?? null, { client, options, budget }),
	};
}

async function complete<Output>(
	request: ModelRequest<Output>,
	signal: AbortSignal | null,
	{ client, options, budget }: { client: OpenAI; options: OpenAiOptions; budget: Budget | null },
): Promise<ModelOutcome<Output>> {
	const started = performance.now();
	const inputTokens = Math.ceil((request.instructions.length + request.input.length) / CHARACTERS_PER_TOKEN);
	const reservation = budget
		? await budget.reserve(options.model, inputTokens * MOST_ATTEMPTS, request.maxOutputTokens * MOST_ATTEMPTS)
		: null;
	if (budget && !reservation)
		return { type: 'failed', failure: 'over_budget', detail: 'the month’s budget is spent', usage: null };
	const deadline = AbortSignal.timeout(options.deadlineMs);
	const ended = signal ? AbortSignal.any([signal, deadline]) : deadline;
	const { result, tokens } = await attempts(request, ended, client, options);
	const usage = usageOf(tokens, options.model, started);
	await reservation?.settle(tokens.input > 0 ? usage : null);
	if (result.type === 'ok') return { type: 'ok', value: result.value, usage };
	const failure = signal?.aborted ? 'aborted' : deadline.aborted ? 'timeout' : result.failure;
	return { type: 'failed', failure, detail: result.detail, usage: tokens.input > 0 ? usage : null };
}

function usageOf({ input, output, requestId }: Tokens, model: string, started: number): ModelUsage {
	const latencyMs = Math.round(performance.now() - started);
	return {
		model,
		inputTokens: input,
		outputTokens: output,
		costUsd: costInUsd(model, input, output),
		latencyMs,
		requestId,
	};
}

type Result<Output> = { type: 'ok'; value: Output } | { type: 'failed'; failure: ModelFailure; detail: string };

/** One retry, for what may pass or was badly formed, if it fits before the deadline. */
async function attempts<Output>(
	request: ModelRequest<Output>,
	ended: AbortSignal,
	client: OpenAI,
	options: OpenAiOptions,
): Promise<{ result: Result<Output>; tokens: Tokens }> {
	const started = performance.now();
	let tokens = NO_TOKENS;
	let result: Result<Output> = { type: 'failed', failure: 'server_error', detail: 'no attempt was made' };
	for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt += 1) {
		const outcome = await send(request, ended, client, options);
		tokens = {
			input: tokens.input + outcome.usage.input,
			output: tokens.output + outcome.usage.output,
			requestId: outcome.usage.requestId ?? tokens.requestId,
		};
		result = outcome.type === 'text' ? read(outcome.text, request.schema) : outcome;
		if (result.type === 'ok' || !REPEATABLE.has(result.failure) || ended.aborted) break;
		const pause = outcome.type === 'failed' ? (outcome.retryAfterMs ?? PAUSE_MS) : 0;
		if (attempt === MOST_ATTEMPTS || performance.now() - started + pause >= options.deadlineMs) break;
		await sleep(pause, ended);
	}
	return { result, tokens };
}

const REPEATABLE = new Set<ModelFailure>(['unreachable', 'rate_limited', 'server_error', 'bad_output']);

function sleep(ms: number, ended: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		const timer = setTimeout(resolve, ms);
		ended.addEventListener(
			'abort',
			() => {
				clearTimeout(timer);
				resolve();
			},
			{ once: true },
		);
	});
}

function read<Output>(text: string, schema: z.ZodType<Output>): Result<Output> {
	try {
		const parsed = schema.safeParse(JSON.parse(text));
		return parsed.success
			? { type: 'ok', value: parsed.data }
			: { type: 'failed', failure: 'bad_output', detail: 'the output does not have the agreed shape' };
	} catch {
		return { type: 'failed', failure: 'bad_output', detail: 'the output is no JSON' };
	}
}

async function send<Output>(
	request: ModelRequest<Output>,
	ended: AbortSignal,
	client: OpenAI,
	options: OpenAiOptions,
): Promise<Attempt> {
	try {
		return await untilEnded(
			options.mode === 'responses'
				? viaResponses(request, ended, client, options)
				: viaChat(request, ended, client, options),
			ended,
		);
	} catch (error) {
		return failedAttempt(error);
	}
}

/** The SDK ends a request on abort; this also ends whatever it does not. */
function untilEnded<Value>(promise: Promise<Value>, ended: AbortSignal): Promise<Value> {
	return new Promise((resolve, reject) => {
		const give = () => reject(new OpenAI.APIUserAbortError());
		if (ended.aborted) give();
		ended.addEventListener('abort', give, { once: true });
		promise.then(resolve, reject);
	});
}

/** Keys that only OpenAI itself (and Azure) knows; other servers may refuse them. */
function isOpenAi({ baseUrl }: OpenAiOptions): boolean {
	if (baseUrl === null) return true;
	const { hostname } = new URL(baseUrl);
	return hostname === 'api.openai.com' || hostname.endsWith('.openai.azure.com');
}

async function viaResponses<Output>(
	request: ModelRequest<Output>,
	ended: AbortSignal,
	client: OpenAI,
	options: OpenAiOptions,
): Promise<Attempt> {
	const response = await client.responses.create(
		{
			model: options.model,
			instructions: request.instructions,
			input: request.input,
			text: { format: zodTextFormat(request.schema, request.schemaName) },
			max_output_tokens: request.maxOutputTokens,
			store: false,
			...(isOpenAi(options) ? { reasoning: { effort: 'low' }, ...safety(request) } : {}),
		},
		{ signal: ended },
	);
	const usage = {
		input: response.usage?.input_tokens ?? 0,
		output: response.usage?.output_tokens ?? 0,
		requestId: response._request_id ?? null,
	};
	const parts = (response.output ?? []).flatMap((item) => (item.type === 'message' ? item.content : []));
	if (parts.some((part) => part.type === 'refusal')) return failed('refused', 'the model refused', usage);
	if (response.status === 'incomplete')
		return failed('incomplete', `the output was cut (${response.incomplete_details?.reason ?? 'unknown'})`, usage);
	if (response.status === 'failed') return failed('server_error', 'the response failed', usage);
	const text = parts.map((part) => (part.type === 'output_text' ? part.text : '')).join('');
	return { type: 'text', text, usage };
}

function safety({ safetyIdentifier }: { safetyIdentifier: string | null }) {
	return safetyIdentifier === null ? {} : { safety_identifier: safetyIdentifier };
}

async function viaChat<Output>(
	request: ModelRequest<Output>,
	ended: AbortSignal,
	client: OpenAI,
	options: OpenAiOptions,
): Promise<Attempt> {
	const completion = await client.chat.completions.create(
		{
			model: options.model,
			messages: [
				{ role: 'system', content: request.instructions },
				{ role: 'user', content: request.input },
			],
			response_format: zodResponseFormat(request.schema, request.schemaName),
			...(isOpenAi(options)
				? { max_completion_tokens: request.maxOutputTokens, store: false, ...safety(request) }
				: { max_tokens: request.maxOutputTokens }),
		},
		{ signal: ended },
	);
	const usage = {
		input: completion.usage?.prompt_tokens ?? 0,
		output: completion.usage?.completion_tokens ?? 0,
		requestId: completion._request_id ?? null,
	};
	const choice = completion.choices?.[0];
	if (choice?.message?.refusal) return failed('refused', 'the model refused', usage);
	if (choice?.finish_reason === 'content_filter')
		return failed('refused', 'a content filter stopped the output', usage);
	if (choice?.finish_reason === 'length') return failed('incomplete', 'the output was cut (max_output_tokens)', usage);
	return { type: 'text', text: choice?.message?.content ?? '', usage };
}

type FailedAttempt = Extract<Attempt, { type: 'failed' }>;

function failed(failure: ModelFailure, detail: string, usage: Tokens): FailedAttempt {
	return { type: 'failed', failure, detail, retryAfterMs: null, usage };
}

/** Details name the status and the request, never what was sent. */
function failedAttempt(error: unknown): Attempt {
	if (error instanceof OpenAI.APIUserAbortError) return failed('aborted', 'ended before it was done', NO_TOKENS);
	if (error instanceof OpenAI.APIConnectionTimeoutError) return failed('timeout', 'no answer in time', NO_TOKENS);
	if (error instanceof OpenAI.APIConnectionError)
		return failed('unreachable', 'the server cannot be reached', NO_TOKENS);
	if (!(error instanceof OpenAI.APIError))
		return failed('unreachable', 'the connection broke off or sent no API answer', NO_TOKENS);
	const detail = `HTTP ${error.status ?? 'unknown'}${error.requestID ? `, request ${error.requestID}` : ''}`;
	return { ...failed(failureOf(error), detail, NO_TOKENS), retryAfterMs: retryAfter(error) };
}

function failureOf({ status, code }: InstanceType<typeof OpenAI.APIError>): ModelFailure {
	if (code === 'insufficient_quota') return 'quota';
	if (status === 401 || status === 403) return 'authentication';
	if (status === 429) return 'rate_limited';
	if (status === 408 || status === 409 || (status ?? 0) >= 500) return 'server_error';
	return 'bad_request';
}

function retryAfter({ headers }: InstanceType<typeof OpenAI.APIError>): number | null {
	const seconds = Number(headers?.get('retry-after') ?? Number.NaN);
	return Number.isFinite(seconds) ? seconds * 1000 : null;
}

function createClient({ apiKey, baseUrl, deadlineMs }: OpenAiOptions): OpenAI {
	return new OpenAI({ apiKey: apiKey ?? 'none', baseURL: baseUrl, maxRetries: 0, timeout: deadlineMs });
}

export type ModelCheck = { type: 'works' | 'broken'; text: string };

/** Asks the server for the model without spending a token, and says in plain words what to mend. */
export async function checkModel(options: OpenAiOptions): Promise<ModelCheck> {
	const server = options.baseUrl ?? 'OpenAI';
	try {
		await createClient(options).models.retrieve(options.model, { signal: AbortSignal.timeout(options.deadlineMs) });
		return { type: 'works', text: `${options.model} at ${server} answers` };
	} catch (error) {
		return { type: 'broken', text: brokenText(error, options.model, server) };
	}
}

function brokenText(error: unknown, model: string, server: string): string {
	const status = error instanceof OpenAI.APIError ? error.status : undefined;
	if (status === 401 || status === 403) return `${server} refuses the key; check OPENAI_API_KEY`;
	if (status === 404) return `${server} does not know the model ${model}; check OPENAI_MODEL and OPENAI_BASE_URL`;
	if (status !== undefined) return `${server} answers with HTTP ${status}; try again later`;
	return `${server} cannot be reached; check OPENAI_BASE_URL and the network`;
}
