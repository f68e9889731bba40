import type { ModelUsage } from './language-model.ts';
import type { BudgetStore } from './ports.ts';
import { costInUsd, dearestCostInUsd } from './prices.ts';

const MICRO = 1_000_000;

/** Keeps a month's spending within a limit, before the money is spent and across processes. */
export type Budget = {
	/** Sets the worst case aside; null when that would go over the limit. */
	reserve(model: string, inputTokens: number, outputTokens: number): Promise<Reservation | null>;
};

export type Reservation = {
	/** Puts the true cost in the place of the worst case; null where nothing tells it, then the worst case stays. */
	settle(usage: ModelUsage | null): Promise<void>;
};

export function createBudget(store: BudgetStore, limitUsd: number, now: () => Date): Budget {
	return {
		reserve: async (model, inputTokens, outputTokens) => {
			const month = now().toISOString().slice(0, 7);
			const worst = microUsd(model, inputTokens, outputTokens);
			if (!(await store.reserve(month, worst, Math.floor(limitUsd * MICRO)))) return null;
			return {
				settle: async (usage) => {
					if (!usage) return;
					await store.settle(month, microUsd(model, usage.inputTokens, usage.outputTokens) - worst);
				},
			};
		},
	};
}

function microUsd(model: string, inputTokens: number, outputTokens: number): number {
	return Math.ceil(
		(costInUsd(model, inputTokens, outputTokens) ?? dearestCostInUsd(inputTokens, outputTokens)) * MICRO,
	);
}
