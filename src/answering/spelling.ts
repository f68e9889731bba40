import { editDistance } from '../personas/nearest.ts';
import { type Word, wordsOf } from './words.ts';

/** Corrects words that the base does not know towards those it does. */
export type Spelling = { correct(words: Word[]): Word[] };

const SHORTEST_WITH_TYPO = 4;
const SHORTEST_WITH_TWO_TYPOS = 8;

/** `known` says which forms need no correction; `candidates` are what a correction may become. */
export function createSpelling(candidates: Iterable<string>, known: (word: Word) => boolean): Spelling {
	const byLength = new Map<number, string[]>();
	for (const form of candidates) {
		if (form.length < SHORTEST_WITH_TYPO) continue;
		const list = byLength.get(form.length);
		if (list) list.push(form);
		else byLength.set(form.length, [form]);
	}
	const correct = (word: Word): Word => {
		if (word.form.length < SHORTEST_WITH_TYPO || known(word) || /\p{N}/u.test(word.form)) return word;
		const form = closest(word.form, byLength);
		return form === null ? word : { ...word, form, stem: wordsOf(form)[0]?.stem ?? word.stem };
	};
	return { correct: (words) => words.map(correct) };
}

function closest(form: string, byLength: Map<number, string[]>): string | null {
	const most = form.length >= SHORTEST_WITH_TWO_TYPOS ? 2 : 1;
	let best: string | null = null;
	let bestDistance = most + 1;
	for (let length = form.length - most; length <= form.length + most; length += 1) {
		for (const candidate of byLength.get(length) ?? []) {
			if (candidate[0] !== form[0] && candidate[1] !== form[1]) continue;
			const distance = editDistance(form, candidate, bestDistance);
			if (
				distance < bestDistance ||
				(distance === bestDistance && best !== null && candidate[0] === form[0] && best[0] !== form[0])
			) {
				best = candidate;
				bestDistance = distance;
			}
		}
	}
	return bestDistance <= most ? best : null;
}
