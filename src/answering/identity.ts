import type { Persona } from '../personas/persona.ts';
import type { Segment } from '../personas/segment.ts';
import { abbreviatedWindows, abbreviates } from './abbreviations.ts';
import { rankOf } from './role-words.ts';
import { roleSynonyms, spellOut } from './synonyms.ts';
import { isStopWord, type Word, wordsOf } from './words.ts';

/** A name that people use for a persona. `weight` says how sure it points there: its own name more than a role line. */
type Phrase = { persona: number; words: Word[]; weight: number };

/** A persona named in a question: word positions `start` up to, not including, `end`. */
export type Mention = { start: number; end: number; personas: { persona: number; weight: number }[] };

export type IdentityIndex = {
	/** Names, aliases, roles and initials as they stand in the text; the longest wins where two overlap. */
	mentions(words: Word[]): Mention[];
	/**
	 * How well a run of words ("the procurement head") fits each persona, 0..1: what share of the
	 * persona's name the run covers and the other way round. Only personas above 0, best first.
	 */
	resemblance(run: Word[]): { persona: number; score: number }[];
	/** True when some name, alias or role holds the word. */
	knows(stem: string): boolean;
	/** Every word of names, aliases and roles, for correcting typing errors. */
	vocabulary: Set<string>;
};

const NAME_WEIGHT = 1;
const ALIAS_WEIGHT = 0.98;
const INITIALS_WEIGHT = 0.95;
const ROLE_WEIGHT = 0.8;
const ABBREVIATED_WEIGHT = 0.9;

export function createIdentityIndex(personas: Persona[], segments: Segment[]): IdentityIndex {
	const phrases = personas.flatMap((persona, index) => phrasesOf(persona, index));
	const byFirst = Map.groupBy(phrases, (phrase) => phrase.words[0]?.stem ?? '');
	const byLetter = Map.groupBy(phrases, (phrase) => phrase.words[0]?.form[0] ?? '');
	const byStem = phrasesByTellingStem(phrases);
	const weights = wordWeights(phrases, personas.length);
	const contexts = personas.map((persona) => contextOf(persona, segments));
	const vocabulary = new Set(phrases.flatMap((phrase) => phrase.words.map((word) => word.form)));
	return {
		mentions: (words) => longest([...phrasesIn(words, byFirst), ...phrasesInShort(words, byLetter)]),
		resemblance: (run) => resemblances(run, byStem, contexts, weights),
		knows: (stem) => weights.has(stem),
		vocabulary,
	};
}

function phrasesOf(persona: Persona, index: number): Phrase[] {
	const named = (text: string, weight: number): Phrase[] => {
		const words = wordsOf(text);
		const variants = [words, spelled(words), initials(words)];
		return variants.flatMap((variant, position) =>
			variant === null || variant.length === 0
				? []
				: [{ persona: index, words: variant, weight: position === 2 ? Math.min(weight, INITIALS_WEIGHT) : weight }],
		);
	};
	return [
		...named(persona.name, NAME_WEIGHT),
		...named(persona.id.replaceAll('-', ' '), NAME_WEIGHT),
		...persona.aliases.flatMap((alias) => named(alias, ALIAS_WEIGHT)),
		...persona.roles.flatMap((role) => named(role.text, ROLE_WEIGHT)),
	];
}

/** The same words with abbreviations written out, null when there are none. */
function spelled(words: Word[]): Word[] | null {
	if (!words.some((word) => spellOut(word))) return null;
	return words.flatMap((word) => spellOut(word) ?? [word]);
}

const SHORTEST_INITIALS = 3;

function initials(words: Word[]): Word[] | null {
	const telling = words.filter((word) => !isStopWord(word));
	if (telling.length < SHORTEST_INITIALS) return null;
	return wordsOf(telling.map((word) => word.raw[0] ?? '').join(''));
}

/** Words that place a persona without naming it: industry, segment, size. */
function contextOf(persona: Persona, segments: Segment[]): Set<string> {
	const own = new Set(persona.segments.map((segment) => segment.id));
	const texts = [
		persona.type,
		...persona.industries.map((line) => line.text),
		persona.companySize ?? '',
		...segments.filter((segment) => own.has(segment.id)).flatMap((segment) => [segment.name, ...segment.traits]),
	];
	return new Set(wordsOf(texts.join(' · ')).map((word) => word.stem));
}

/** Rare words tell personas apart; ranks and fillers hardly do. */
function wordWeights(phrases: Phrase[], personas: number): Map<string, number> {
	const holders = new Map<string, Set<number>>();
	for (const { words, persona } of phrases) {
		for (const { stem } of words) holders.set(stem, (holders.get(stem) ?? new Set()).add(persona));
	}
	const scale = Math.log(1 + personas);
	return new Map(
		[...holders].map(([stem, set]) => [
			stem,
			rankOf(stem) ? RANK_WEIGHT : Math.max(0.3, Math.log(1 + personas / set.size) / scale),
		]),
	);
}

const RANK_WEIGHT = 0.3;
const GENERIC_WEIGHT = 0.1;
const UNKNOWN_WEIGHT = 1;

function weightOf(word: Word, weights: Map<string, number>): number {
	if (isStopWord(word)) return 0;
	const rank = rankOf(word.stem);
	if (rank) return rank === 'generic' ? GENERIC_WEIGHT : RANK_WEIGHT;
	return weights.get(word.stem) ?? UNKNOWN_WEIGHT;
}

function phrasesIn(words: Word[], byFirst: Map<string, Phrase[]>): Mention[] {
	const found = new Map<string, Mention>();
	words.forEach((word, start) => {
		for (const phrase of byFirst.get(word.stem) ?? []) {
			const end = start + phrase.words.length;
			if (!phrase.words.every((part, offset) => isSameWord(part, words[start + offset]))) continue;
			if (isPlainWord(phrase, words[start])) continue;
			const mention = found.get(`${start}-${end}`) ?? { start, end, personas: [] };
			addPersona(mention, phrase);
			found.set(`${start}-${end}`, mention);
		}
	});
	return [...found.values()];
}

/** Names that are only written in short ("maint mgr"); what stands there in full is found anyway. */
function phrasesInShort(words: Word[], byLetter: Map<string, Phrase[]>): Mention[] {
	return abbreviatedWindows(words).flatMap(({ start, end }) => {
		const tokens = words.slice(start, end);
		const mention: Mention = { start, end, personas: [] };
		for (const phrase of byLetter.get(tokens[0]?.form[0] ?? '') ?? []) {
			if (phrase.words.length < tokens.length || !abbreviates(tokens, phrase.words)) continue;
			addPersona(mention, { ...phrase, weight: phrase.weight * ABBREVIATED_WEIGHT });
		}
		return mention.personas.length > 0 ? [mention] : [];
	});
}

/** The same word but for number; "reported" is no reporter, though both have one stem. */
function isSameWord(part: Word, word: Word | undefined): boolean {
	if (word?.stem !== part.stem) return false;
	return singular(part.form) === singular(word.form);
}

function singular(form: string): string {
	return form.replace(/(?<=[^s])s$/u, '').replace(/ie$/u, 'y');
}

/** "it" or "us" as a whole name would be found everywhere. */
function isPlainWord(phrase: Phrase, word: Word | undefined): boolean {
	return phrase.words.length === 1 && word !== undefined && isStopWord(word) && word.raw !== word.raw.toUpperCase();
}

function addPersona(mention: Mention, { persona, weight }: Phrase): void {
	const known = mention.personas.find((entry) => entry.persona === persona);
	if (known) known.weight = Math.max(known.weight, weight);
	else mention.personas.push({ persona, weight });
}

function longest(mentions: Mention[]): Mention[] {
	const kept: Mention[] = [];
	for (const mention of mentions.toSorted((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start)) {
		if (kept.every((other) => mention.end <= other.start || mention.start >= other.end)) kept.push(mention);
	}
	return kept.toSorted((a, b) => a.start - b.start);
}

/** Only phrases that share a telling word with the run are compared: a base of 1,000 personas has 10,000. */
function phrasesByTellingStem(phrases: Phrase[]): Map<string, Phrase[]> {
	const byStem = new Map<string, Phrase[]>();
	for (const phrase of phrases) {
		const telling = phrase.words.filter((word) => !(isStopWord(word) || rankOf(word.stem)));
		for (const stem of new Set((telling.length > 0 ? telling : phrase.words).map((word) => word.stem))) {
			const list = byStem.get(stem);
			if (list) list.push(phrase);
			else byStem.set(stem, [phrase]);
		}
	}
	return byStem;
}

function resemblances(
	run: Word[],
	byStem: Map<string, Phrase[]>,
	contexts: Set<string>[],
	weights: Map<string, number>,
) {
	const words = spelled(run) ?? run;
	const stems = new Set(words.flatMap((word) => [word.stem, ...roleSynonyms(word.stem)]));
	const best = new Map<number, number>();
	for (const phrase of new Set([...stems].flatMap((stem) => byStem.get(stem) ?? []))) {
		const score = phrase.weight * agreement(words, phrase.words, contexts[phrase.persona] ?? new Set(), weights);
		if (score > (best.get(phrase.persona) ?? 0)) best.set(phrase.persona, score);
	}
	return [...best]
		.map(([persona, score]) => ({ persona, score }))
		.sort((a, b) => b.score - a.score || a.persona - b.persona);
}

/** Harmonic mean of both coverages; 0 when no word that says what somebody does is shared. */
function agreement(run: Word[], phrase: Word[], context: Set<string>, weights: Map<string, number>): number {
	const covered = share(phrase, (word) => likeness(word, run), weights);
	if (covered === 0) return 0;
	const explained = share(
		run,
		(word) => Math.max(likeness(word, phrase), context.has(word.stem) ? CONTEXT_LIKENESS : 0),
		weights,
	);
	if (isFullTitle(run) && Math.min(covered, explained) < FULL_TITLE_AGREEMENT) return 0;
	const telling = phrase.some((word) => !(isStopWord(word) || rankOf(word.stem)) && likeness(word, run) > 0);
	if (!telling && phrase.some((word) => !(isStopWord(word) || rankOf(word.stem)))) return 0;
	return (2 * covered * explained) / (covered + explained);
}

/** "Chief … officer" leaves no room: another word in the middle is another job. */
function isFullTitle(run: Word[]): boolean {
	return run[0]?.form === 'chief' && run.at(-1)?.form === 'officer';
}

const FULL_TITLE_AGREEMENT = 0.8;
const SYNONYM_LIKENESS = 0.85;
const CONTEXT_LIKENESS = 0.8;
const NEIGHBOUR_RANK_LIKENESS = 0.5;

function share(words: Word[], like: (word: Word) => number, weights: Map<string, number>): number {
	let whole = 0;
	let part = 0;
	for (const word of words) {
		const weight = weightOf(word, weights);
		whole += weight;
		part += weight * like(word);
	}
	return whole === 0 ? 0 : part / whole;
}

function likeness(word: Word, others: Word[]): number {
	if (others.some((other) => other.stem === word.stem)) return 1;
	const synonyms = roleSynonyms(word.stem);
	if (others.some((other) => synonyms.has(other.stem))) return SYNONYM_LIKENESS;
	const rank = rankOf(word.stem);
	if (!rank) return 0;
	if (rank === 'generic') return 1;
	const ranks = others.map((other) => rankOf(other.stem));
	if (ranks.includes(rank)) return 1;
	return ranks.some((other) => other === 'leader' || other === 'manager') ? NEIGHBOUR_RANK_LIKENESS : 0;
}
