import type { BaseIndex } from './base-index.ts';
import { SOMEBODY } from './topic-features.ts';
import { fold, type Word, wordsOf } from './words.ts';

/** A question read once; everything later works on this. Typing errors are mended in `words` and `folded`. */
export type Question = { text: string; folded: string; words: Word[] };

/** Longer questions are cut: nobody types 2,000 characters, and every step is linear in them. */
const LONGEST = 2000;

export function readQuestion(text: string, index: BaseIndex): Question {
	const cut = text.slice(0, LONGEST).replace(/\s+/gu, ' ').trim();
	const typed = wordsOf(cut);
	const words = index.spelling.correct(typed);
	const folded = words.reduce((soFar, word, position) => mended(soFar, typed[position], word), fold(cut));
	return { text: cut, folded, words };
}

function mended(folded: string, typed: Word | undefined, word: Word): string {
	return typed === undefined || typed.form === word.form ? folded : folded.replace(fold(typed.raw), word.form);
}

/** The question without the words that name somebody or a segment, which may sound like topics ("shift planner"). */
export function withoutNames(folded: string, names: string[]): string {
	return names.reduce((rest, name) => (name === '' ? rest : rest.replaceAll(wordingOf(name), SOMEBODY)), folded);
}

/** A name as it may stand in a text: with hyphens, slashes or dots between its words, in the plural or possessive. */
function wordingOf(name: string): RegExp {
	const words = fold(name)
		.split(/[^\p{L}\p{N}&]+/u)
		.map((word) => RegExp.escape(word));
	return new RegExp(`(?<![\\p{L}\\p{N}])${words.join('[^\\p{L}\\p{N}]+')}(?:'?s)?(?![\\p{L}\\p{N}])`, 'gu');
}
