import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createBaseIndex } from '../../../src/answering/base-index.ts';
import { findSubject } from '../../../src/answering/find.ts';
import { readQuestion, withoutNames } from '../../../src/answering/question.ts';
import { type Features, featuresOf, SOMEBODY } from '../../../src/answering/topic-features.ts';
import type { StoredModel, TopicLabel } from '../../../src/answering/topic-model.ts';
import topics from '../../../src/answering/topics.json' with { type: 'json' };
import { topicsIn } from '../../../src/answering/topics.ts';
import { fold } from '../../../src/answering/words.ts';
import { type QuestionSet, readBase, readSet, SETS } from '../sets.ts';

/**
 * Trains the model that says what a question asks for, on the labelled wordings beside this file (`{P}` stands for
 * whoever is named). The order is fixed, so that the same wordings always give the same model:
 *
 *   npm run train
 */
const FOLDER = new URL('./wordings/', import.meta.url);
const TARGET = new URL('../../../src/answering/topic-model.json', import.meta.url);
const LEAST_SEEN = 2;
const ROUNDS = 30;
const RATE = 0.1;
const DECAY = 1e-4;

export type Wording = { label: TopicLabel; features: Features };

/** One JSON object a line: `t` the label, `q` the question. */
function readWordings(name: string): Wording[] {
	return readFileSync(new URL(name, FOLDER), 'utf8')
		.split('\n')
		.filter((line) => line !== '')
		.map((line) => {
			const { t, q } = JSON.parse(line) as { t: TopicLabel; q: string };
			return { label: t, features: featuresIn(fold(q).replaceAll(/\{p\}(?:'?s\b)?/gu, SOMEBODY)) };
		});
}

function featuresIn(folded: string): Features {
	return featuresOf(folded, topicsIn(folded));
}

/** The tuning questions, too, with the topic that the section they expect belongs to. */
function wordingsOfTuning(set: QuestionSet): Wording[] {
	const index = createBaseIndex(readBase(set.base));
	return readSet(set).flatMap(({ question, expect }) => {
		const label = labelOf(expect);
		if (label === null) return [];
		const typed = readQuestion(question, index);
		return [{ label, features: featuresIn(withoutNames(typed.folded, findSubject(typed, index).names)) }];
	});
}

function labelOf({
	anySection,
	reason,
}: {
	anySection?: string[] | undefined;
	reason?: string | undefined;
}): TopicLabel | null {
	if (reason === 'out_of_scope') return 'offtopic';
	const labels = new Set((anySection ?? []).map(topicOfSection));
	const [only] = labels;
	return labels.size === 1 && only ? only : null;
}

function topicOfSection(section: string): TopicLabel | null {
	if (section === 'summary') return 'overview';
	if (section.startsWith('guidance.')) return 'pitch';
	const found = Object.entries(topics).find(([, { sections }]) => sections[0] === section);
	return found ? (found[0] as TopicLabel) : null;
}

export function allWordings(): Wording[] {
	return [...readdirSync(FOLDER).sort().flatMap(readWordings), ...SETS.tuning.flatMap(wordingsOfTuning)];
}

type Example = { label: number; inputs: [number, number][] };

/** Softmax regression by stochastic gradient descent with per-weight rates (AdaGrad; Duchi, Hazan and Singer 2011). */
export function trainTopics(wordings: Wording[]): StoredModel {
	const labels = [...new Set(wordings.map(({ label }) => label))].sort();
	const features = featuresSeenOften(wordings);
	const rows = new Map(features.map((feature, row) => [feature, row]));
	const examples = wordings.map(({ label, features: held }) => ({
		label: labels.indexOf(label),
		inputs: [...held].flatMap(([name, strength]): [number, number][] => {
			const row = rows.get(name);
			return row === undefined ? [] : [[row, strength]];
		}),
	}));
	const width = labels.length;
	const weights = new Float32Array(features.length * width);
	const steps = new Float32Array(weights.length).fill(1e-3);
	const random = createRandom();
	for (let round = 0; round < ROUNDS; round += 1)
		for (const example of shuffled(examples, random)) learn(example, weights, steps, width);
	return { labels, features, ...rounded(weights) };
}

function featuresSeenOften(wordings: Wording[]): string[] {
	const counts = new Map<string, number>();
	for (const { features } of wordings)
		for (const name of features.keys()) counts.set(name, (counts.get(name) ?? 0) + 1);
	return [...counts].filter(([, count]) => count >= LEAST_SEEN).map(([name]) => name);
}

function learn({ label, inputs }: Example, weights: Float32Array, steps: Float32Array, width: number): void {
	const errors = probabilities(inputs, weights, width);
	errors[label] = (errors[label] ?? 0) - 1;
	for (const [row, strength] of inputs) {
		for (let column = 0; column < width; column += 1) {
			const place = row * width + column;
			const slope = (errors[column] ?? 0) * strength + DECAY * (weights[place] ?? 0);
			steps[place] = (steps[place] ?? 0) + slope * slope;
			weights[place] = (weights[place] ?? 0) - (RATE * slope) / Math.sqrt(steps[place] ?? 1);
		}
	}
}

function probabilities(inputs: [number, number][], weights: Float32Array, width: number): number[] {
	const scores = new Array<number>(width).fill(0);
	for (const [row, strength] of inputs)
		for (let column = 0; column < width; column += 1)
			scores[column] = (scores[column] ?? 0) + (weights[row * width + column] ?? 0) * strength;
	const highest = Math.max(...scores);
	const powers = scores.map((score) => Math.exp(score - highest));
	const sum = powers.reduce((total, power) => total + power, 0);
	return powers.map((power) => power / sum);
}

/** A linear congruential generator (Park and Miller 1988): the same numbers on every machine. */
function createRandom(): () => number {
	let state = 1;
	return () => {
		state = (state * 48_271) % 2_147_483_647;
		return state / 2_147_483_647;
	};
}

function shuffled(examples: Example[], random: () => number): Example[] {
	const order = [...examples];
	for (let position = order.length - 1; position > 0; position -= 1) {
		const other = Math.floor(random() * (position + 1));
		[order[position], order[other]] = [order[other] as Example, order[position] as Example];
	}
	return order;
}

function rounded(weights: Float32Array): { scale: number; weights: string } {
	const scale = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0) / 127;
	const bytes = Int8Array.from(weights, (weight) => Math.round(weight / scale));
	return { scale, weights: Buffer.from(bytes.buffer).toString('base64') };
}

if (import.meta.main) {
	const model = trainTopics(allWordings());
	writeFileSync(TARGET, `${JSON.stringify(model)}\n`);
}
