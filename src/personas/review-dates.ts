import type { Stewardship } from './persona.ts';

const DAY = 86_400_000;

/** The date `days` after a calendar date (both `YYYY-MM-DD`). */
export function dueDate(lastReviewed: string, days: number): string {
	return new Date(Date.parse(`${lastReviewed}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

/** Whole days from one calendar date to a later one; negative when it is earlier. */
function daysBetween(from: string, to: string): number {
	return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY);
}

export type ReviewState =
	| { type: 'never_reviewed' }
	| { type: 'reviewed'; daysAgo: number; dueInDays: number }
	/** The due date is today. */
	| { type: 'due'; daysAgo: number | null }
	| { type: 'overdue'; daysAgo: number | null; byDays: number };

/** Where a persona stands on `today` (YYYY-MM-DD). */
export function reviewState({ lastReviewed, dueOn }: Stewardship, today: string): ReviewState {
	const daysAgo = lastReviewed === null ? null : daysBetween(lastReviewed, today);
	if (dueOn === null)
		return daysAgo === null
			? { type: 'never_reviewed' }
			: { type: 'reviewed', daysAgo, dueInDays: Number.POSITIVE_INFINITY };
	const dueInDays = daysBetween(today, dueOn);
	if (dueInDays < 0) return { type: 'overdue', daysAgo, byDays: -dueInDays };
	if (dueInDays === 0) return { type: 'due', daysAgo };
	return daysAgo === null ? { type: 'never_reviewed' } : { type: 'reviewed', daysAgo, dueInDays };
}
