import type { FeedbackEntry } from '../feedback/entry.ts';
import type { BaseIndex, IndexedStatement } from './base-index.ts';
import { contentSynonyms, roleSynonyms } from './synonyms.ts';
import { type Word, wordsOf } from './words.ts';

const SYNONYM_WORTH = 0.6;

/**
 * The share of the wanted words that a text with these stems holds, 0..1, rare words counting more; a synonym counts
 * as part of a match. 0 when nothing is wanted.
 */
export function coverage(wanted: Word[], held: ReadonlySet<string>, index: BaseIndex): number {
	if (wanted.length === 0) return 0;
	let whole = 0;
	let part = 0;
	for (const { stem } of wanted) {
		const worth = index.personaRanking.rarity(stem);
		whole += worth;
		if (held.has(stem)) part += worth;
		else if (holdsSynonym(stem, held)) part += worth * SYNONYM_WORTH;
	}
	return part / whole;
}

function holdsSynonym(stem: string, held: ReadonlySet<string>): boolean {
	for (const synonym of contentSynonyms(stem)) if (held.has(synonym)) return true;
	for (const synonym of roleSynonyms(stem)) if (held.has(synonym)) return true;
	return false;
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
