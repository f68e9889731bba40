import { describe, expect, it } from 'vitest';
import { createBudget } from '../../src/model/budget.ts';
import { budgetedUsd, costInUsd, NO_TOKENS } from '../../src/model/prices.ts';
import { openStore } from '../../src/stores/open.ts';

const tokens = (input: number, output: number) => ({ ...NO_TOKENS, input, output });
const openMemory = () => openStore({ mongodbUri: null, mongodbDatabase: 'unused', dataDir: ':memory:' });

describe('prices', () => {
	it('are per million tokens, dated names included', () => {
		expect(costInUsd('gpt-6-luna', tokens(1_000_000, 1_000_000))).toBeCloseTo(0.6, 9);
		expect(costInUsd('gpt-6-sol-2026-09-22', tokens(500_000, 0))).toBeCloseTo(1, 9);
	});

	it('know that cached input is cheap and writing to the cache is not', () => {
		expect(costInUsd('gpt-6-luna', { ...tokens(1_000_000, 0), cachedInput: 1_000_000 })).toBeCloseTo(0.01, 9);
		expect(costInUsd('gpt-6-luna', { ...tokens(1_000_000, 0), cacheWrite: 1_000_000 })).toBeCloseTo(0.125, 9);
		expect(
			costInUsd('gpt-6-luna', { input: 1_000_000, cachedInput: 400_000, cacheWrite: 400_000, output: 0 }),
		).toBeCloseTo(0.004 + 0.05 + 0.02, 9);
	});

	it('are null for a model nobody knows, and a budget counts it as dear as can be', () => {
		for (const model of ['llama3:70b', 'toString', '__proto__', '']) expect(costInUsd(model, tokens(1, 1))).toBeNull();
		const known = ['gpt-6-luna', 'gpt-6.1-terra', 'gpt-6-sol', 'gpt-5.6-luna', 'gpt-5.6-terra'];
		for (const model of known)
			expect(budgetedUsd('llama3:70b', tokens(1000, 100))).toBeGreaterThanOrEqual(
				costInUsd(model, tokens(1000, 100)) ?? Number.POSITIVE_INFINITY,
			);
	});
});

describe('the budget', () => {
	it('is never overdrawn by calls at the same time', async () => {
		const store = await openMemory();
		const budget = createBudget(store.budget, 0.01, () => new Date('2026-11-24T12:00:00Z'));
		const reservations = await Promise.all(
			Array.from({ length: 100 }, () => budget.reserve('gpt-6-luna', tokens(1000, 1000))),
		);
		// Each reserves 600 micro-dollars of 10,000.
		expect(reservations.filter((reservation) => reservation !== null)).toHaveLength(16);
		expect(await store.budget.spent('2026-11')).toBe(9600);
		await store.close();
	});

	it('gives back what was not used, to the month it was taken from', async () => {
		const store = await openMemory();
		let now = new Date('2026-11-30T23:59:59Z');
		const budget = createBudget(store.budget, 0.001, () => now);
		const reservation = await budget.reserve('gpt-6-luna', tokens(1000, 1000));
		expect(await budget.reserve('gpt-6-luna', tokens(1000, 1000))).toBeNull();
		now = new Date('2026-12-01T00:00:01Z');
		await reservation?.settle(tokens(1000, 10));
		expect(await store.budget.spent('2026-11')).toBe(105);
		expect(await budget.reserve('gpt-6-luna', tokens(1000, 1000))).not.toBeNull();
		expect(await store.budget.spent('2026-12')).toBe(600);
		await store.close();
	});

	it('rounds up, so that many small calls are not free', async () => {
		const store = await openMemory();
		const budget = createBudget(store.budget, 1, () => new Date('2026-11-24'));
		await (await budget.reserve('gpt-6-luna', tokens(10, 10)))?.settle(tokens(1, 0));
		expect(await store.budget.spent('2026-11')).toBe(1);
		await store.close();
	});
});
