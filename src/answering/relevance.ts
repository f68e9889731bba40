import type { FeedbackEntry } from '../feedback/entry.ts';
import type { BaseIndex, IndexedStatement } from './base-index.ts';
import { type Word, wordsOf } from './words.ts';

/**
 * The share of the wanted words that a text with these stems holds, 0..1, rare words counting more; a word that means
 * about the same counts as part of a match. 0 when nothing is wanted.
 */
export function coverage(wanted: Word[], held: ReadonlySet<string>, index: BaseIndex): number {
	if (wanted.length === 0) return 0;
	let whole = 0;
	let part = 0;
	for (const word of wanted) {
		const worth = index.personaRanking.rarity(word.stem);
		whole += worth;
		part += worth * (held.has(word.stem) ? 1 : nearness(word, held, index));
	}
	return part / whole;
}

function nearness(word: Word, held: ReadonlySet<string>, index: BaseIndex): number {
	const alike = index.likeness.alike(word);
	let best = 0;
	if (held.size < alike.size) {
		for (const stem of held) best = Math.max(best, alike.get(stem) ?? 0);
		return best;
	}
	for (const [stem, worth] of alike) if (worth > best && held.has(stem)) best = worth;
	return best;
}

export type Scored<Item> = { item: Item; score: number };

/** Statements with their coverage of the wanted words, best first; equal ones keep the order of the base. */
export function rankStatements(
	wanted: Word[],
	statements: IndexedStatement[],
	index: BaseIndex,
): Scored<IndexedStatement>[] {
	return statements
		.map((item) => ({ item, score: coverage(wanted, item.stems, index) }))
		.sort((a, b) => b.score - a.score);
}

/** Entries with their coverage, best first; equal ones newest first. */
export function rankEntries(wanted: Word[], entries: FeedbackEntry[], index: BaseIndex): Scored<FeedbackEntry>[] {
	return entries
		.map((item) => ({
			item,
			score: wanted.length === 0 ? 0 : coverage(wanted, stemsOf(item), index),
		}))
		.sort((a, b) => b.score - a.score || newestFirst(a.item, b.item));
}

const entryStems = new WeakMap<FeedbackEntry, ReadonlySet<string>>();

function stemsOf(entry: FeedbackEntry): ReadonlySet<string> {
	const known = entryStems.get(entry) ?? new Set(wordsOf(entryText(entry)).map(({ stem }) => stem));
	entryStems.set(entry, known);
	return known;
}

function entryText({ text, response, account, industry, jobTitle }: FeedbackEntry): string {
	return [text, response, account, industry, jobTitle].filter((part) => part !== null).join(' · ');
}

/** By date, undated last; the id decides between entries of one day so that the order is always the same. */
export function newestFirst(a: FeedbackEntry, b: FeedbackEntry): number {
	return (b.at ?? '').localeCompare(a.at ?? '') || a.id.localeCompare(b.id);
}
