import { type TopicMatch, topicsIn } from './topics.ts';
import { fold, type Word, wordsOf } from './words.ts';

/** A question read once; everything later works on this. */
export type Question = { text: string; folded: string; words: Word[]; topics: TopicMatch[] };

/** Longer questions are cut: nobody types 2,000 characters, and every step is linear in them. */
const LONGEST = 2000;

export function readQuestion(text: string): Question {
	const cut = text.slice(0, LONGEST).replace(/\s+/gu, ' ').trim();
	const folded = fold(cut);
	return { text: cut, folded, words: wordsOf(cut), topics: topicsIn(folded) };
}
