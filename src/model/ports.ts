/** Money is counted in micro-dollars (whole numbers), so that adding up never drifts. */
export interface BudgetStore {
	/**
	 * Adds `microUsd` to the month's sum (`YYYY-MM`) only if the sum stays within `limitMicroUsd`;
	 * one atomic step, so parallel callers cannot overspend together. False: nothing was added.
	 */
	reserve(month: string, microUsd: number, limitMicroUsd: number): Promise<boolean>;
	/** Corrects a reservation once the true cost is known; negative gives back. */
	settle(month: string, deltaMicroUsd: number): Promise<void>;
	/** Sum of the month in micro-dollars. */
	spent(month: string): Promise<number>;
}
