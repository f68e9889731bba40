import type { TopicMatch } from './topics.ts';
import { VECTOR_LENGTH, vectorOf } from './word-vectors.ts';
import { isStopWord, type Word, wordsOf } from './words.ts';

/** What the topic model sees of a question: named features, each with a strength. */
export type Features = Map<string, number>;

/** Stands for whoever is named, so that no persona's name sounds like a topic. */
export const SOMEBODY = 'xsomebody';

const VECTOR_STRENGTH = 3;
const WORDING_STRENGTH = 1.5;

/** `folded` has `SOMEBODY` in place of every name; `worded` are the wordings in it that suggest a topic. */
export function featuresOf(folded: string, worded: TopicMatch[]): Features {
	const words = wordsOf(folded);
	const features: Features = new Map([['bias', 1]]);
	const add = (name: string, strength: number) => features.set(name, (features.get(name) ?? 0) + strength);
	const strength = 1 / Math.sqrt(Math.max(words.length, 4) / 8);
	const forms = ['^', ...words.map(({ form }) => form), '$'];
	for (const { form, stem } of words) add(`w ${isStopWord({ raw: form, form, stem }) ? form : stem}`, strength);
	for (let position = 1; position < forms.length; position += 1)
		add(`b ${forms[position - 1]} ${forms[position]}`, strength);
	for (let position = 2; position < forms.length; position += 1)
		add(`t ${forms[position - 2]} ${forms[position]}`, strength * 0.6);
	for (const { name, strength: kind } of worded) add(`r ${kind} ${name}`, WORDING_STRENGTH);
	meaningOf(words).forEach((value, axis) => {
		features.set(`v ${axis}`, value * VECTOR_STRENGTH);
	});
	return features;
}

/** The common direction of the words that carry meaning; all 0 where none is known. */
function meaningOf(words: Word[]): number[] {
	const sum = new Array<number>(VECTOR_LENGTH).fill(0);
	for (const word of words) {
		const vector = isStopWord(word) || word.form === SOMEBODY ? null : vectorOf(word.form);
		if (vector) for (let axis = 0; axis < VECTOR_LENGTH; axis += 1) sum[axis] = (sum[axis] ?? 0) + (vector[axis] ?? 0);
	}
	const length = Math.sqrt(sum.reduce((total, value) => total + value * value, 0)) || 1;
	return sum.map((value) => value / length);
}
