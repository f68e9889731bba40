import type { BaseIndex } from './base-index.ts';
import type { Term } from './ranking.ts';
import { coverage } from './relevance.ts';
import { contentSynonyms, roleSynonyms } from './synonyms.ts';
import type { Word } from './words.ts';

/**
 * A persona found by what it says. `coverage` is the share of the question's telling words that it holds,
 * `line` the share that its best single line holds, `exact` the same for words as typed that the base knows; all 0..1.
 */
export type ContentHit = { persona: number; score: number; coverage: number; line: number; exact: number };

/** Feedback entries vote for their persona; values from the tuning questions. */
const VOTE_WEIGHT = 0.5;
const MOST_VOTERS = 40;
const MOST_HITS = 12;

/** Personas whose lines, or whose feedback, hold the words; best first. Drafts are left out. */
export function searchContent(words: Word[], index: BaseIndex): ContentHit[] {
	const terms = termsOf(words);
	if (terms.length === 0) return [];
	const scores = new Map<number, number>();
	for (const { document, score } of index.personaRanking.search(terms, MOST_HITS * 2)) scores.set(document, score);
	addVotes(terms, index, scores);
	const hits = [...scores]
		.filter(([persona]) => index.personas[persona]?.status === 'active')
		.sort(([, a], [, b]) => b - a)
		.slice(0, MOST_HITS);
	const strongest = hits[0]?.[1] ?? 1;
	const known = words.filter(({ stem }) => index.personaRanking.holds(stem));
	return hits
		.map(([persona, score]) => {
			const line = bestLine(words, persona, index);
			return {
				persona,
				score: score / strongest + LINE_WEIGHT * line,
				coverage: coverageOf(words, persona, index),
				line,
				exact: exactLine(known, persona, index),
			};
		})
		.sort((a, b) => b.score - a.score || a.persona - b.persona);
}

/** People ask about one line at a time: words that stand together in a line count for more than scattered ones. */
const LINE_WEIGHT = 1.5;

function bestLine(words: Word[], persona: number, index: BaseIndex): number {
	return Math.max(0, ...index.statements(persona).map(({ stems }) => coverage(words, stems, index)));
}

/** `known` are the words of the question that the base holds somewhere. */
function exactLine(known: Word[], persona: number, index: BaseIndex): number {
	let best = 0;
	for (const { stems } of index.statements(persona)) {
		let held = 0;
		for (const { stem } of known) if (stems.has(stem)) held += 1;
		best = Math.max(best, held);
	}
	return best / Math.max(known.length, 1);
}

/** The words and, worth less, others that mean the same. */
function termsOf(words: Word[]): Term[] {
	const terms = new Map<string, number>();
	for (const { stem } of words) {
		terms.set(stem, 1);
		for (const synonym of [...contentSynonyms(stem), ...roleSynonyms(stem)]) {
			if (!terms.has(synonym)) terms.set(synonym, SYNONYM_WEIGHT);
		}
	}
	return [...terms].map(([stem, weight]) => ({ stem, weight }));
}

const SYNONYM_WEIGHT = 0.5;

function addVotes(terms: Term[], index: BaseIndex, scores: Map<number, number>): void {
	const voters = index.feedbackRanking.search(terms, MOST_VOTERS);
	const strongest = voters[0]?.score ?? 1;
	const reach = Math.max(...scores.values(), 1);
	const counted = new Map<number, number>();
	for (const { document, score } of voters) {
		const persona = index.numberOf(index.feedback[document]?.persona ?? '');
		if (persona === undefined) continue;
		const earlier = counted.get(persona) ?? 0;
		counted.set(persona, earlier + 1);
		const vote = (VOTE_WEIGHT * reach * (score / strongest)) / 2 ** (earlier + 1);
		scores.set(persona, (scores.get(persona) ?? 0) + vote);
	}
}

function coverageOf(words: Word[], persona: number, index: BaseIndex): number {
	return coverage(words, stemsOf(persona, index), index);
}

const heldStems = new WeakMap<BaseIndex, Map<number, Set<string>>>();

function stemsOf(persona: number, index: BaseIndex): Set<string> {
	const byPersona = heldStems.get(index) ?? new Map<number, Set<string>>();
	heldStems.set(index, byPersona);
	const known = byPersona.get(persona);
	if (known) return known;
	const stems = new Set(index.statements(persona).flatMap((statement) => statement.words.map((word) => word.stem)));
	for (const word of index.identityWords(persona)) stems.add(word.stem);
	byPersona.set(persona, stems);
	return stems;
}
