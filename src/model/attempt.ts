import { z } from 'zod';
import type { ModelFailure } from './language-model.ts';
import type { TokenCount } from './prices.ts';

/** What one request brought. */
export type Attempt = {
	result: { type: 'text'; text: string } | AttemptFailure;
	/** As the server reported it; null where it reported nothing. */
	tokens: TokenCount | null;
	requestId: string | null;
	/** The request may have reached a model although nothing about its cost came back. */
	mayHaveCost: boolean;
};

export type AttemptFailure = {
	type: 'failed';
	failure: ModelFailure;
	/** Short and English, for logs: never a key, never what people typed. */
	detail: string;
	/** How long the server asks us to stay away. */
	retryAfterMs: number | null;
};

export function failedAttempt(
	failure: ModelFailure,
	detail: string,
	rest: { mayHaveCost: boolean; requestId?: string | null; retryAfterMs?: number | null },
): Attempt {
	return {
		result: { type: 'failed', failure, detail, retryAfterMs: rest.retryAfterMs ?? null },
		tokens: null,
		requestId: rest.requestId ?? null,
		mayHaveCost: rest.mayHaveCost,
	};
}

const count = z.number().nonnegative().catch(0);
const details = z.object({ cached_tokens: count, cache_write_tokens: count }).partial().nullish();

const responseSchema = z.object({
	status: z.string().nullish(),
	incomplete_details: z.object({ reason: z.string().nullish() }).nullish(),
	output: z.array(
		z.looseObject({
			type: z.string(),
			content: z
				.array(z.looseObject({ type: z.string(), text: z.string().nullish() }))
				.nullish()
				.catch(null),
		}),
	),
	usage: z.object({ input_tokens: count, output_tokens: count, input_tokens_details: details }).nullish().catch(null),
});

/** Reads the body of a Responses API answer. Not trusted to be one: proxies and half-compatible servers answer too. */
export function readResponse(body: unknown, requestId: string | null): Attempt {
	const parsed = responseSchema.safeParse(body);
	if (!parsed.success) return notTheApi(requestId);
	const { status, incomplete_details: incomplete, output, usage } = parsed.data;
	const parts = output.flatMap(({ type, content }) => (type === 'message' ? (content ?? []) : []));
	const text = parts.map((part) => (part.type === 'output_text' ? (part.text ?? '') : '')).join('');
	const refused = parts.some(({ type }) => type === 'refusal') || incomplete?.reason === 'content_filter';
	return {
		result: resultOf(text, { refused, cut: status === 'incomplete', failed: status === 'failed' }, requestId),
		tokens: usage ? tokensOf(usage.input_tokens, usage.output_tokens, usage.input_tokens_details) : null,
		requestId,
		mayHaveCost: true,
	};
}

const completionSchema = z.object({
	choices: z
		.array(
			z.object({
				finish_reason: z.string().nullish(),
				message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
			}),
		)
		.min(1),
	usage: z
		.object({ prompt_tokens: count, completion_tokens: count, prompt_tokens_details: details })
		.nullish()
		.catch(null),
});

/** Reads the body of a chat completion; as little trusted as a response. */
export function readCompletion(body: unknown, requestId: string | null): Attempt {
	const parsed = completionSchema.safeParse(body);
	const choice = parsed.data?.choices[0];
	if (!choice) return notTheApi(requestId);
	const usage = parsed.data?.usage;
	const refused = Boolean(choice.message.refusal) || choice.finish_reason === 'content_filter';
	const cut = choice.finish_reason === 'length';
	return {
		result: resultOf(choice.message.content ?? '', { refused, cut, failed: false }, requestId),
		tokens: usage ? tokensOf(usage.prompt_tokens, usage.completion_tokens, usage.prompt_tokens_details) : null,
		requestId,
		mayHaveCost: true,
	};
}

type Ending = { refused: boolean; cut: boolean; failed: boolean };

function resultOf(text: string, { refused, cut, failed }: Ending, requestId: string | null): Attempt['result'] {
	const fail = (failure: ModelFailure, why: string): AttemptFailure => ({
		type: 'failed',
		failure,
		detail: withRequest(why, requestId),
		retryAfterMs: null,
	});
	if (refused) return fail('refused', 'the model or its content filter refused');
	if (cut) return fail('incomplete', 'the output was cut at the token limit');
	if (failed) return fail('server_error', 'the server reports a failed response');
	if (text.trim() === '') return fail('bad_output', 'the output is empty');
	return { type: 'text', text };
}

export function notTheApi(requestId: string | null): Attempt {
	const detail = withRequest('the answer does not come from this API, perhaps from a proxy', requestId);
	return failedAttempt('bad_output', detail, { mayHaveCost: true, requestId });
}

export function withRequest(detail: string, requestId: string | null): string {
	return requestId === null ? detail : `${detail}, request ${requestId}`;
}

function tokensOf(input: number, output: number, detail: z.infer<typeof details>): TokenCount {
	return {
		input,
		cachedInput: detail?.cached_tokens ?? 0,
		cacheWrite: detail?.cache_write_tokens ?? 0,
		output,
	};
}
