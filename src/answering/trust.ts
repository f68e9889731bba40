import type { Persona } from '../personas/persona.ts';
import { reviewState } from '../personas/review-dates.ts';
import type { BaseIndex } from './base-index.ts';
import { dateInWords } from './wording.ts';

/** How far to trust what a persona says: when it was reviewed and by whom, what has come in since. `today` is YYYY-MM-DD. */
export function trustLine(persona: Persona, index: BaseIndex, today: string): string {
	const parts = [
		reviewPart(persona, today),
		newerPart(persona, index),
		persona.status === 'draft' ? 'This persona is a draft' : null,
		persona.example ? 'Example persona of the starter base' : null,
	];
	return `${parts.filter((part) => part !== null).join('. ')}.`;
}

function reviewPart({ stewardship }: Persona, today: string): string {
	const state = reviewState(stewardship, today);
	const by = stewardship.lastReviewedBy === null ? '' : ` by ${stewardship.lastReviewedBy}`;
	switch (state.type) {
		case 'never_reviewed':
			return stewardship.dueOn === null ? 'Never reviewed' : `Never reviewed, due ${dateInWords(stewardship.dueOn)}`;
		case 'reviewed':
			return `Reviewed ${ago(state.daysAgo)}${by}${Number.isFinite(state.dueInDays) ? `, due in ${days(state.dueInDays)}` : ''}`;
		case 'due':
			return `${state.daysAgo === null ? 'Never reviewed' : `Reviewed ${ago(state.daysAgo)}${by}`}, review due today`;
		case 'overdue':
			return `${state.daysAgo === null ? 'Never reviewed' : `Reviewed ${ago(state.daysAgo)}${by}`}, review overdue by ${days(state.byDays)}: check before you rely on it`;
	}
}

function ago(count: number): string {
	return count <= 0 ? 'today' : `${days(count)} ago`;
}

function days(count: number): string {
	return count === 1 ? '1 day' : `${count} days`;
}

function newerPart({ id, stewardship }: Persona, index: BaseIndex): string | null {
	const since = stewardship.lastReviewed ?? '';
	const newer = index.feedbackOf(id).filter((entry) => entry.status === 'new' && (entry.at ?? '') > since).length;
	if (newer === 0) return null;
	return newer === 1 ? '1 newer entry is not reviewed yet' : `${newer} newer entries are not reviewed yet`;
}
