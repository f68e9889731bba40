import { readFileSync } from 'node:fs';
import { featuresOf } from './topic-features.ts';
import type { TopicMatch, TopicName } from './topics.ts';

/** `matter`: one thing that is no section of a persona; `offtopic`: nothing about customers. */
export type TopicLabel = TopicName | 'matter' | 'offtopic';
export type TopicGuess = { label: TopicLabel; probability: number };

type Model = { labels: TopicLabel[]; rows: Map<string, Int8Array>; scale: number };

let model: Model | null = null;

/** Made by `npm run train`: multinomial logistic regression, weights rounded to a byte. */
function readModel(): Model {
	if (model) return model;
	const stored = JSON.parse(readFileSync(new URL('./topic-model.json', import.meta.url), 'utf8')) as StoredModel;
	const weights = Buffer.from(stored.weights, 'base64');
	const bytes = new Int8Array(weights.buffer, weights.byteOffset, weights.length);
	const width = stored.labels.length;
	const rows = new Map(
		stored.features.map((feature, row) => [feature, bytes.subarray(row * width, (row + 1) * width)]),
	);
	model = { labels: stored.labels, rows, scale: stored.scale };
	return model;
}

/** `weights`: base64 of one signed byte a feature and label, row by row; a byte times `scale` is the weight. */
export type StoredModel = { labels: TopicLabel[]; features: string[]; scale: number; weights: string };

/** What a folded question asks for, most probable first; names are replaced by `SOMEBODY` before, `worded` are its wordings. */
export function guessTopics(folded: string, worded: TopicMatch[]): TopicGuess[] {
	const { labels, rows, scale } = readModel();
	const scores = new Float64Array(labels.length);
	for (const [feature, strength] of featuresOf(folded, worded)) {
		const row = rows.get(feature);
		if (!row) continue;
		const factor = scale * strength;
		for (let label = 0; label < row.length; label += 1)
			scores[label] = (scores[label] ?? 0) + (row[label] ?? 0) * factor;
	}
	const highest = Math.max(...scores);
	const powers = scores.map((score) => Math.exp(score - highest));
	const sum = powers.reduce((total, power) => total + power, 0);
	return labels
		.map((label, position) => ({ label, probability: (powers[position] ?? 0) / sum }))
		.sort((a, b) => b.probability - a.probability);
}
