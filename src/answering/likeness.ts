import { contentSynonyms, roleSynonyms } from './synonyms.ts';
import { cosine, vectorOf } from './word-vectors.ts';
import type { Word } from './words.ts';

/** Words of the base that mean about the same as a word of a question, by stem, each with its worth below 1. */
export type Likeness = { alike(word: Word): ReadonlyMap<string, number> };

const SYNONYM_WORTH = 0.6;
/** Words that stand in the same sentences are alike from here on; tuned on the tuning questions. */
const LEAST_COSINE = 0.42;
const HIGHEST_WORTH = 0.75;
const MOST_REMEMBERED = 5_000;

/** `words` are those of the base; a word of a question is compared with all of them once and remembered. */
export function createLikeness(words: Iterable<Word>): Likeness {
	const vocabulary = vocabularyOf(words);
	const remembered = new Map<string, ReadonlyMap<string, number>>();
	return {
		alike: (word) => {
			const known = remembered.get(word.form);
			if (known) return known;
			const alike = compare(word, vocabulary);
			if (remembered.size >= MOST_REMEMBERED) remembered.clear();
			remembered.set(word.form, alike);
			return alike;
		},
	};
}

type Known = { stem: string; vector: Int8Array };

function vocabularyOf(words: Iterable<Word>): Known[] {
	const known = new Map<string, Known>();
	for (const { form, stem } of words) {
		if (known.has(form)) continue;
		const vector = vectorOf(form);
		if (vector) known.set(form, { stem, vector });
	}
	return [...known.values()];
}

function compare(word: Word, vocabulary: Known[]): ReadonlyMap<string, number> {
	const alike = new Map<string, number>();
	for (const synonym of [...contentSynonyms(word.stem), ...roleSynonyms(word.stem)]) alike.set(synonym, SYNONYM_WORTH);
	const vector = vectorOf(word.form);
	if (!vector) return alike;
	for (const { stem, vector: other } of vocabulary) {
		const likeness = cosine(vector, other);
		if (likeness < LEAST_COSINE || stem === word.stem) continue;
		const worth = (HIGHEST_WORTH * (likeness - LEAST_COSINE)) / (1 - LEAST_COSINE) + 0.1;
		alike.set(stem, Math.max(alike.get(stem) ?? 0, Math.min(worth, HIGHEST_WORTH)));
	}
	return alike;
}
