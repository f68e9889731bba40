import type { BudgetStore } from '../../model/ports.ts';
import type { Collection, CollectionDeclaration } from '../collection.ts';

type MonthDocument = { _id: string; microUsd: number };

export const budgetDeclaration: CollectionDeclaration = { name: 'budget', indexes: [] };

export function createBudgetStore(months: Collection<MonthDocument>): BudgetStore {
	return {
		reserve: async (month, microUsd, limitMicroUsd) => {
			if (microUsd > limitMicroUsd) return false;
			const add = async () => {
				const room = { _id: month, microUsd: { $lte: limitMicroUsd - microUsd } };
				return (await months.updateOne(room, { $inc: { microUsd } })).type === 'updated';
			};
			if (await add()) return true;
			// Nothing matched: no room, or the month's first reservation.
			await months.insert({ _id: month, microUsd: 0 });
			return add();
		},
		settle: async (month, deltaMicroUsd) => {
			await months.updateOne({ _id: month }, { $inc: { microUsd: deltaMicroUsd } }, { upsert: true });
		},
		spent: async (month) => (await months.get(month))?.microUsd ?? 0,
	};
}
