import type { z } from 'zod';

/** What one call used. Cost is in US dollars, null when the model's price is not known. */
export type ModelUsage = {
	model: string;
	inputTokens: number;
	outputTokens: number;
	costUsd: number | null;
	latencyMs: number;
	requestId: string | null;
};

export type ModelRequest<Output> = {
	/** Stable text first (it is cached by prefix), the part that varies in `input`. */
	instructions: string;
	input: string;
	/** Name and shape of the JSON that must come back; nullable instead of optional keys. */
	schemaName: string;
	schema: z.ZodType<Output>;
	maxOutputTokens: number;
	/** Stable pseudonym of the asker; never a name or an address. */
	safetyIdentifier: string | null;
};

export type ModelFailure =
	| 'timeout'
	| 'aborted'
	| 'unreachable'
	| 'rate_limited'
	| 'quota'
	| 'authentication'
	| 'refused'
	| 'incomplete'
	| 'bad_output'
	| 'server_error'
	/** The server refuses the request as such: a wrong model name, an unknown option. */
	| 'bad_request'
	| 'over_budget';

/** Expected outcomes are values: a model that fails in any way never throws. */
export type ModelOutcome<Output> =
	| { type: 'ok'; value: Output; usage: ModelUsage }
	| { type: 'failed'; failure: ModelFailure; detail: string; usage: ModelUsage | null };

export interface LanguageModel {
	readonly name: string;
	/** Resolves within the deadline the model was made with, retries included; `signal` ends it sooner. */
	complete<Output>(request: ModelRequest<Output>, signal?: AbortSignal): Promise<ModelOutcome<Output>>;
}
