import { readFileSync } from 'node:fs';

/** Numbers a word. */
export const VECTOR_LENGTH = 64;

const FOLDER = new URL('./word-vectors/', import.meta.url);

type Table = { positions: Map<string, number>; vectors: Int8Array };

let table: Table | null = null;

/** Read when the first word is looked up: 40,000 words, made by `test/answers/training/make-word-vectors.ts`. */
function readTable(): Table {
	if (table) return table;
	const words = readFileSync(new URL('words.txt', FOLDER), 'utf8').split('\n');
	const bytes = readFileSync(new URL('vectors.bin', FOLDER));
	table = {
		positions: new Map(words.map((word, position) => [word, position])),
		vectors: new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length),
	};
	return table;
}

/** The word's direction among words that are used alike, about 127 long; null for a word that is hardly ever used. */
export function vectorOf(form: string): Int8Array | null {
	const { positions, vectors } = readTable();
	const position = positions.get(form) ?? positions.get(form.replace(/(?<=[^s])s$/u, ''));
	if (position === undefined) return null;
	return vectors.subarray(position * VECTOR_LENGTH, (position + 1) * VECTOR_LENGTH);
}

/** Rarer words are as often typing errors of common ones. */
const COMMON = 12_000;

/** True for the words that English texts hold most often: no typing errors. */
export function isCommonWord(form: string): boolean {
	return (readTable().positions.get(form) ?? COMMON) < COMMON;
}

/** Cosine of two vectors. */
export function cosine(a: Int8Array, b: Int8Array): number {
	let sum = 0;
	for (let axis = 0; axis < VECTOR_LENGTH; axis += 1) sum += (a[axis] ?? 0) * (b[axis] ?? 0);
	return sum / (127 * 127);
}
