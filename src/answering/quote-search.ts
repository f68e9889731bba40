import type { FeedbackEntry } from '../feedback/entry.ts';
import type { Source } from './answer.ts';
import type { BaseIndex } from './base-index.ts';
import { isFrameWord } from './frame-words.ts';
import type { Question } from './question.ts';
import { coverage } from './relevance.ts';
import { rankOf } from './role-words.ts';
import { contentWords, type Word, wordsOf } from './words.ts';

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
	const pairs = pairsOf(words);
	let best: QuoteHit | null = null;
	let highest = 0;
	for (const { persona, source, words: held } of storedQuotes(index)) {
		const likeness = pairsShared(pairs, held);
		if (likeness <= highest) continue;
		highest = likeness;
		best = { persona, source };
	}
	return highest < REMEMBERED ? null : best;
}

const ASKS_WHO_SAID =
	/\b(?:who|whose|which (?:of (?:our|the) )?(?:personas?|customers?|buyers?|users?|visitors?|one|accounts?))\b/u;
const SPEAKS =
	/\b(?:said|says|say|saying|told|tells|joked|jokes|moaned|moans|complained|complains|complaining|compared|claimed|claims|argued|grumbled|quipped|put it|statement|quote)\b/u;
const MOST_NEAR = 3;
const NEAR_ENOUGH = 0.25;
/** Of an entry, which nobody has put into the persona's quotes yet. */
const ENTRY_WORTH = 0.95;
const MOST_ENTRIES_READ = 40;

/** "Somebody moaned that …, who was that?": the statements that come nearest in meaning, best first. */
export function nearestQuotes(question: Question, index: BaseIndex): QuoteHit[] {
	if (!(ASKS_WHO_SAID.test(question.folded) && SPEAKS.test(question.folded))) return [];
	const words = contentWords(question.words).filter(
		(word) => !isFrameWord(word.stem) && rankOf(word.stem) !== 'generic' && !SPEAKS.test(word.form),
	);
	if (words.length < FEWEST) return [];
	const near = [...ownQuotes(index), ...entriesNear(words, index)]
		.map((stored) => ({ ...stored, likeness: stored.worth * coverage(words, stored.stems, index) }))
		.filter(({ likeness }) => likeness >= NEAR_ENOUGH)
		.sort((a, b) => b.likeness - a.likeness);
	return near.slice(0, MOST_NEAR);
}

const FEWEST = 2;

type Stored = QuoteHit & { stems: ReadonlySet<string>; worth: number };

function* ownQuotes(index: BaseIndex): Iterable<Stored> {
	for (const [number, persona] of index.personas.entries()) {
		if (persona.status !== 'active') continue;
		for (const statement of index.statements(number)) {
			if (statement.section !== 'quotes') continue;
			const source: Source = { kind: 'persona', persona: persona.id, statement };
			yield { persona: number, source, stems: statement.stems, worth: 1 };
		}
	}
}

function entriesNear(words: Word[], index: BaseIndex): Stored[] {
	const terms = new Map(words.flatMap((word) => [...index.likeness.alike(word)]));
	for (const { stem } of words) terms.set(stem, 1);
	const hits = index.feedbackRanking.search(
		[...terms].map(([stem, weight]) => ({ stem, weight })),
		MOST_ENTRIES_READ,
	);
	return hits.flatMap(({ document }) => {
		const entry = index.feedback[document];
		if (!entry) return [];
		const stems = new Set(quoteWords(entry).map(({ stem }) => stem));
		return [
			{
				persona: index.numberOf(entry.persona ?? '') ?? null,
				source: { kind: 'feedback', entry },
				stems,
				worth: ENTRY_WORTH,
			},
		];
	});
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
function pairsShared(pairs: string[], stored: Word[]): number {
	const held = pairsHeld.get(stored) ?? new Set(pairsOf(stored));
	pairsHeld.set(stored, held);
	let shared = 0;
	for (const pair of pairs) if (held.has(pair)) shared += 1;
	return shared / pairs.length;
}

const pairsHeld = new WeakMap<Word[], ReadonlySet<string>>();

function pairsOf(words: Word[]): string[] {
	return words.slice(1).map((word, position) => `${words[position]?.stem} ${word.stem}`);
}
