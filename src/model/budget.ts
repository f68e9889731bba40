import type { BudgetStore } from './ports.ts';
import { budgetedUsd, type TokenCount } from './prices.ts';

const MICRO = 1_000_000;

/** Keeps a month's spending within a limit, before the money is spent and across processes. */
export type Budget = {
	/** Sets the worst case aside; null when that would go over the limit. Rejects when the store does. */
	reserve(model: string, worstCase: TokenCount): Promise<Reservation | null>;
};

export type Reservation = {
	/** Puts what was used in the place of the worst case. A process that dies before leaves the worst case standing. */
	settle(used: TokenCount): Promise<void>;
};

/** The limit is in US dollars per calendar month in UTC, the month of the reservation. */
export function createBudget(store: BudgetStore, limitUsd: number, now: () => Date): Budget {
	return {
		reserve: async (model, worstCase) => {
			const month = now().toISOString().slice(0, 7);
			const reserved = microUsd(model, worstCase);
			if (!(await store.reserve(month, reserved, Math.floor(limitUsd * MICRO)))) return null;
			return { settle: (used) => store.settle(month, microUsd(model, used) - reserved) };
		},
	};
}

function microUsd(model: string, tokens: TokenCount): number {
	return Math.ceil(budgetedUsd(model, tokens) * MICRO);
}
