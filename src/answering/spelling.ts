import { editDistance } from '../personas/nearest.ts';
import { type Word, wordsOf } from './words.ts';

/** Corrects words that the base does not know towards those it does. */
export type Spelling = { correct(words: Word[]): Word[] };

const SHORTEST_WITH_TYPO = 4;
const SHORTEST_WITH_TWO_TYPOS = 9;
/** A word with two errors must at least begin alike. */
const ALIKE_BEGINNING = 3;

export type Vocabulary = {
	/** What a correction may become. */
	candidates: Iterable<string>;
	/** Words of names: a long word that only shares its stem with the base may still be a misspelt name. */
	names: Iterable<string>;
	/** Written just so somewhere. */
	isWritten(word: Word): boolean;
	/** Another form of a word that is written somewhere. */
	isKnown(word: Word): boolean;
};

export function createSpelling({ candidates, names, isWritten, isKnown }: Vocabulary): Spelling {
	const anything = byLength(candidates);
	const named = byLength(names);
	const correct = (word: Word): Word => {
		if (word.form.length < SHORTEST_WITH_TYPO || /\p{N}/u.test(word.form) || isWritten(word)) return word;
		const known = isKnown(word);
		if (known && word.form.length <= SHORTEST_WITH_TWO_TYPOS) return word;
		const form = closest(word.form, known ? named : anything);
		const stem = form === null ? word.stem : (wordsOf(form)[0]?.stem ?? word.stem);
		return form === null || stem === word.stem ? word : { ...word, form, stem };
	};
	return { correct: (words) => words.map(correct) };
}

function byLength(forms: Iterable<string>): Map<number, string[]> {
	const lengths = new Map<number, string[]>();
	for (const form of forms) {
		if (form.length < SHORTEST_WITH_TYPO) continue;
		const list = lengths.get(form.length);
		if (list) list.push(form);
		else lengths.set(form.length, [form]);
	}
	return lengths;
}

function closest(form: string, lengths: Map<number, string[]>): string | null {
	const most = form.length >= SHORTEST_WITH_TWO_TYPOS ? 2 : 1;
	let best: { candidate: string; distance: number } | null = null;
	for (const candidate of candidatesAround(form, most, lengths)) {
		const distance = editDistance(form, candidate, (best?.distance ?? most + 1) + 1);
		if (distance > most || (distance > 1 && !beginsAlike(form, candidate))) continue;
		if (
			best === null ||
			distance < best.distance ||
			(distance === best.distance && isBetter(candidate, best.candidate, form))
		) {
			best = { candidate, distance };
		}
	}
	return best?.candidate ?? null;
}

/** Of about the same length; hardly anybody errs in the first two letters at once. */
function* candidatesAround(form: string, most: number, lengths: Map<number, string[]>): Iterable<string> {
	for (let length = form.length - most; length <= form.length + most; length += 1) {
		for (const candidate of lengths.get(length) ?? []) {
			if (candidate[0] === form[0] || candidate[1] === form[1]) yield candidate;
		}
	}
}

function beginsAlike(form: string, candidate: string): boolean {
	return candidate.slice(0, ALIKE_BEGINNING) === form.slice(0, ALIKE_BEGINNING);
}

/** Of two that are equally near, the one with the right first letter. */
function isBetter(candidate: string, best: string, form: string): boolean {
	return candidate[0] === form[0] && best[0] !== form[0];
}
