import type { Attempt } from './attempt.ts';
import type { ModelUsage } from './language-model.ts';
import { costInUsd, NO_TOKENS, type TokenCount } from './prices.ts';

/** What a call has used so far, over all its attempts. */
export type Spending = {
	/** What servers reported: for people. */
	reported: TokenCount;
	/** What the budget counts: with an estimate where nothing was reported. */
	counted: TokenCount;
	requestId: string | null;
	attempts: number;
};

export const NOTHING_SPENT: Spending = { reported: NO_TOKENS, counted: NO_TOKENS, requestId: null, attempts: 0 };

/** English has about four bytes a token, Japanese three, hexadecimal strings two. */
const BYTES_PER_TOKEN = 2;
/** Room for what a server adds to a request (roles, schema wrapping) and for the note of a repair. */
const EXTRA_INPUT_TOKENS = 200;

/** The most that one attempt can use. Writing the whole input to the provider's cache is the dearest way to be read. */
export function worstCase(inputBytes: number, maxOutputTokens: number): TokenCount {
	const input = Math.ceil(inputBytes / BYTES_PER_TOKEN) + EXTRA_INPUT_TOKENS;
	return { input, cachedInput: 0, cacheWrite: input, output: maxOutputTokens };
}

/**
 * Where a server does not say what an answer used, the worst case is counted. Where no answer came, the input: it
 * was sent and may be billed, while nobody was there to be written to; with the full worst case, an hour of
 * outages would eat a month's budget.
 */
export function addAttempt(spending: Spending, attempt: Attempt, worst: TokenCount): Spending {
	const silent = attempt.result.type === 'text' ? worst : attempt.mayHaveCost ? { ...worst, output: 0 } : NO_TOKENS;
	return {
		reported: plus(spending.reported, attempt.tokens ?? NO_TOKENS),
		counted: plus(spending.counted, attempt.tokens ?? silent),
		requestId: attempt.requestId ?? spending.requestId,
		attempts: spending.attempts + 1,
	};
}

export function plus(one: TokenCount, other: TokenCount): TokenCount {
	return {
		input: one.input + other.input,
		cachedInput: one.cachedInput + other.cachedInput,
		cacheWrite: one.cacheWrite + other.cacheWrite,
		output: one.output + other.output,
	};
}

/** For people: what servers reported; null when none reported anything. */
export function reportedUsage(spending: Spending, model: string, latencyMs: number): ModelUsage | null {
	const { reported } = spending;
	return reported.input + reported.output === 0 ? null : usageOf(spending, model, latencyMs);
}

export function usageOf({ reported, requestId }: Spending, model: string, latencyMs: number): ModelUsage {
	return {
		model,
		inputTokens: reported.input,
		outputTokens: reported.output,
		costUsd: costInUsd(model, reported),
		latencyMs: Math.round(latencyMs),
		requestId,
	};
}
