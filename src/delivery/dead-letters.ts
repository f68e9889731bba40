import type { InboxStore } from './inbox.ts';

const MOST_LETTERS = 50;

/** What was given up, newest first, a line each and without anything that people typed. */
export async function deadLetterLines(inbox: InboxStore): Promise<string[]> {
	const letters = await inbox.dead(MOST_LETTERS);
	const summary =
		letters.length === 0 ? 'Nothing was given up.' : `${letters.length} given up; inbox retry ID tries one again.`;
	return [...letters.map(({ id, endedAt, failure }) => `${id}  ${endedAt}  ${failure}`), summary];
}
