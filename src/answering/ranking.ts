import type { Word } from './words.ts';

/**
 * Field-weighted BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009, §3.6):
 * a term's frequency is summed over the fields, each weighted and normalised by its own length,
 * before it saturates once.
 */
const SATURATION = 1.2;
const LENGTH_NORMALISATION = 0.6;

export type Field = { weight: number; words: Word[] };
export type Hit = { document: number; score: number };
/** A query term and how much a match is worth (1 for a word as typed, less for a synonym). */
export type Term = { stem: string; weight: number };

export type RankingIndex = {
	readonly size: number;
	/** Best first, ties by document number; only documents that hold at least one term. */
	search(terms: Term[], limit: number): Hit[];
	/** Inverse document frequency; a word that no document holds is worth the most. */
	rarity(stem: string): number;
	holds(stem: string): boolean;
	stems(): Iterable<string>;
};

type Postings = { documents: Int32Array; frequencies: Float32Array };

export function createRankingIndex(documents: Iterable<Field[]>): RankingIndex {
	const collected = collect(documents);
	const postings = weigh(collected);
	const { size } = collected;
	const scores = new Float64Array(size);
	const rarity = (stem: string) => {
		const count = postings.get(stem)?.documents.length ?? 0;
		return Math.log(1 + (size - count + 0.5) / (count + 0.5));
	};
	const search = (terms: Term[], limit: number) => {
		const touched = addScores(terms, postings, rarity, scores);
		const hits = best(touched, scores, limit);
		for (const document of touched) scores[document] = 0;
		return hits;
	};
	return { size, search, rarity, holds: (stem) => postings.has(stem), stems: () => postings.keys() };
}

type Occurrence = { document: number; field: number; count: number };
type Collected = {
	size: number;
	occurrences: Map<string, Occurrence[]>;
	lengths: number[][];
	weights: number[][];
	averages: number[];
};

function collect(documents: Iterable<Field[]>): Collected {
	const occurrences = new Map<string, Occurrence[]>();
	const lengths: number[][] = [];
	const weights: number[][] = [];
	const totals: number[] = [];
	let size = 0;
	for (const fields of documents) {
		lengths.push(fields.map((field) => field.words.length));
		weights.push(fields.map((field) => field.weight));
		fields.forEach((field, position) => {
			totals[position] = (totals[position] ?? 0) + field.words.length;
			countWords(field.words, size, position, occurrences);
		});
		size += 1;
	}
	return { size, occurrences, lengths, weights, averages: totals.map((total) => total / Math.max(size, 1)) };
}

function countWords(words: Word[], document: number, field: number, occurrences: Map<string, Occurrence[]>): void {
	const counts = new Map<string, number>();
	for (const { stem } of words) counts.set(stem, (counts.get(stem) ?? 0) + 1);
	for (const [stem, count] of counts) {
		const list = occurrences.get(stem);
		if (list) list.push({ document, field, count });
		else occurrences.set(stem, [{ document, field, count }]);
	}
}

function weigh({ occurrences, lengths, weights, averages }: Collected): Map<string, Postings> {
	const postings = new Map<string, Postings>();
	for (const [stem, list] of occurrences) {
		const sums = new Map<number, number>();
		for (const { document, field, count } of list) {
			const relative = (lengths[document]?.[field] ?? 0) / Math.max(averages[field] ?? 1, 1);
			const normalised = count / (1 - LENGTH_NORMALISATION + LENGTH_NORMALISATION * relative);
			const weighted = normalised * (weights[document]?.[field] ?? 0);
			sums.set(document, (sums.get(document) ?? 0) + weighted);
		}
		postings.set(stem, { documents: Int32Array.from(sums.keys()), frequencies: Float32Array.from(sums.values()) });
	}
	return postings;
}

function addScores(
	terms: Term[],
	postings: Map<string, Postings>,
	rarity: (stem: string) => number,
	scores: Float64Array,
): number[] {
	const touched: number[] = [];
	for (const { stem, weight } of terms) {
		const found = postings.get(stem);
		if (!found) continue;
		const worth = weight * rarity(stem);
		const { documents, frequencies } = found;
		for (let position = 0; position < documents.length; position += 1) {
			const document = documents[position] ?? 0;
			const frequency = frequencies[position] ?? 0;
			if (scores[document] === 0) touched.push(document);
			scores[document] = (scores[document] ?? 0) + (worth * frequency * (SATURATION + 1)) / (SATURATION + frequency);
		}
	}
	return touched;
}

/** The best few without sorting everything that was touched: a query over 100,000 entries touches most of them. */
function best(touched: number[], scores: Float64Array, limit: number): Hit[] {
	const kept: Hit[] = [];
	let bar = Number.NEGATIVE_INFINITY;
	for (const document of touched) {
		const score = scores[document] ?? 0;
		if (score <= bar) continue;
		kept.push({ document, score });
		if (kept.length >= limit * 8) bar = prune(kept, limit);
	}
	prune(kept, limit);
	return kept;
}

function prune(kept: Hit[], limit: number): number {
	kept.sort((a, b) => b.score - a.score || a.document - b.document);
	kept.length = Math.min(kept.length, limit);
	return kept.at(-1)?.score ?? Number.NEGATIVE_INFINITY;
}
