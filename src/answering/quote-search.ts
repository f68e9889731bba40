import type { FeedbackEntry } from '../feedback/entry.ts';
import type { Source } from './answer.ts';
import type { BaseIndex } from './base-index.ts';
import type { Question } from './question.ts';
import { type Word, wordsOf } from './words.ts';

/** A stored sentence that somebody remembers and wants to place. */
export type QuoteHit = { persona: number | null; source: Source };

const SHORTEST = 3;
/** Share of the remembered word pairs that must stand in the stored text, in that order. */
const REMEMBERED = 0.55;

/** Null when the question does not ask who said something, or nothing stored is near enough. */
export function quoteAskedFor(question: Question, index: BaseIndex): QuoteHit | null {
	const wording = remembered(question.text);
	if (wording === null) return null;
	const words = wordsOf(wording);
	if (words.length < SHORTEST) return null;
	const best = [...storedQuotes(index)]
		.map((stored) => ({ ...stored, likeness: pairsShared(words, stored.words) }))
		.sort((a, b) => b.likeness - a.likeness)[0];
	if (!best || best.likeness < REMEMBERED) return null;
	return { persona: best.persona, source: best.source };
}

/** The part in quotation marks or behind "who said". */
function remembered(text: string): string | null {
	const quoted =
		/["“„«]([^"“”„«»]{8,})["”“»]/u.exec(text)?.[1] ??
		/(?:^|\s)'([^']{8,}(?:'\w[^']*)*)'(?=[\s?.,!]|$)/u.exec(text)?.[1];
	if (quoted) return quoted;
	const asked =
		/\b(?:who|which (?:persona|buyer|user|customer|visitor|one|role|of them))\b.{0,20}?\b(?:said|says|told us|tells us|would say|complained|complains|claims|claimed|says something like|said something like)\b(?: that| something like| something about| us)?[\s:,]+(.{10,})$/iu.exec(
			text,
		)?.[1];
	return asked?.replace(/[?.!]+$/u, '') ?? null;
}

function* storedQuotes(index: BaseIndex): Iterable<QuoteHit & { words: Word[] }> {
	for (const [number, persona] of index.personas.entries()) {
		for (const statement of index.statements(number)) {
			if (statement.section !== 'quotes' && statement.section !== 'objections') continue;
			yield { persona: number, source: { kind: 'persona', persona: persona.id, statement }, words: statement.words };
		}
	}
	for (const entry of index.feedback) {
		yield {
			persona: index.numberOf(entry.persona ?? '') ?? null,
			source: { kind: 'feedback', entry },
			words: quoteWords(entry),
		};
	}
}

const entryWords = new WeakMap<FeedbackEntry, Word[]>();

function quoteWords(entry: FeedbackEntry): Word[] {
	const known = entryWords.get(entry) ?? wordsOf(entry.text);
	entryWords.set(entry, known);
	return known;
}

/** Neighbouring word pairs survive where single words are too common to tell ("show me how you fail"). */
function pairsShared(wanted: Word[], stored: Word[]): number {
	const held = new Set(pairsOf(stored));
	const pairs = pairsOf(wanted);
	return pairs.filter((pair) => held.has(pair)).length / pairs.length;
}

function pairsOf(words: Word[]): string[] {
	return words.slice(1).map((word, position) => `${words[position]?.stem} ${word.stem}`);
}
