/** US dollars per million tokens, as published by OpenAI and read in November 2026; the newest price is on their pricing page. */
const PRICES: Record<string, { input: number; output: number }> = {
	'gpt-6-luna': { input: 0.1, output: 0.5 },
	'gpt-6.1-terra': { input: 1, output: 5 },
	'gpt-6-sol': { input: 2, output: 10 },
	'gpt-5.6-luna': { input: 0.2, output: 1.2 },
	'gpt-5.6-terra': { input: 2, output: 12 },
};

const MILLION = 1_000_000;

/** Null for a model whose price is not known; dated names (`gpt-6-luna-2026-09-22`) cost what their family costs. */
export function costInUsd(model: string, inputTokens: number, outputTokens: number): number | null {
	const price = PRICES[model] ?? PRICES[model.replace(/-\d{4}-\d{2}-\d{2}$/u, '')];
	return price ? (inputTokens * price.input + outputTokens * price.output) / MILLION : null;
}

/** The dearest price known stands in where a budget must hold for a model whose price is not known. */
export function dearestCostInUsd(inputTokens: number, outputTokens: number): number {
	return Math.max(...Object.keys(PRICES).map((model) => costInUsd(model, inputTokens, outputTokens) ?? 0));
}
