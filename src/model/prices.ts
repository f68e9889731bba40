/** What a call read and wrote; the cached and cache-written tokens are part of `input`. */
export type TokenCount = { input: number; cachedInput: number; cacheWrite: number; output: number };

export const NO_TOKENS: TokenCount = { input: 0, cachedInput: 0, cacheWrite: 0, output: 0 };

type Price = { input: number; cachedInput: number; cacheWrite: number; output: number };

/**
 * US dollars per million tokens, from the model pages of platform.openai.com, read on 2026-11-24. Prices change
 * every few months: this table is an estimate for logs and the budget, the provider's bill is the truth.
 * Where no price for cached input or cache writes is published, the input price stands.
 */
const PRICES: Record<string, Price> = {
	'gpt-6-luna': { input: 0.1, cachedInput: 0.01, cacheWrite: 0.125, output: 0.5 },
	'gpt-6.1-terra': { input: 1, cachedInput: 0.05, cacheWrite: 1, output: 5 },
	'gpt-6-sol': { input: 2, cachedInput: 0.2, cacheWrite: 2.5, output: 10 },
	'gpt-5.6-luna': { input: 0.2, cachedInput: 0.02, cacheWrite: 0.25, output: 1.2 },
	'gpt-5.6-terra': { input: 2, cachedInput: 2, cacheWrite: 2, output: 12 },
};

const MILLION = 1_000_000;

/**
 * Null for a model whose price is not known, local ones included: that a server is our own does not make it free.
 * Dated names (`gpt-6-luna-2026-09-22`) cost what their family costs.
 */
export function costInUsd(model: string, tokens: TokenCount): number | null {
	const price = priceOf(model);
	return price && costAt(price, tokens);
}

/**
 * What a budget counts: the cost, or for an unknown model what the dearest known one would cost. A limit that
 * somebody set must hold, also for a gateway whose prices we cannot know; whoever runs a free model sets no limit.
 */
export function budgetedUsd(model: string, tokens: TokenCount): number {
	return costInUsd(model, tokens) ?? Math.max(...Object.values(PRICES).map((price) => costAt(price, tokens)));
}

function priceOf(model: string): Price | null {
	const family = model.replace(/-\d{4}-\d{2}-\d{2}$/u, '');
	return Object.hasOwn(PRICES, family) ? (PRICES[family] ?? null) : null;
}

function costAt(price: Price, { input, cachedInput, cacheWrite, output }: TokenCount): number {
	const plain = Math.max(0, input - cachedInput - cacheWrite);
	const parts = plain * price.input + cachedInput * price.cachedInput + cacheWrite * price.cacheWrite;
	return (parts + output * price.output) / MILLION;
}
