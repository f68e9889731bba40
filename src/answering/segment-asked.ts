import type { BaseIndex } from './base-index.ts';
import { isRoleNoun } from './role-words.ts';
import { isStopWord, type Word, wordsOf } from './words.ts';

/** The segment that the words name in full ("in the public sector"), null when they name none. */
export function segmentAskedFor(words: Word[], index: BaseIndex): string | null {
	const stems = words.map(({ stem }) => stem);
	const named = index.segments
		.map(({ id, name }) => ({ id, names: [name, id.replaceAll('-', ' ')].map(tellingStems) }))
		.filter(({ names }) => names.some((name) => name.length > 0 && name.every((stem) => stems.includes(stem))))
		.sort((a, b) => (b.names[0]?.length ?? 0) - (a.names[0]?.length ?? 0));
	return named[0]?.id ?? null;
}

function tellingStems(name: string): string[] {
	return wordsOf(name)
		.filter((word) => !isStopWord(word))
		.map(({ stem }) => stem);
}

/** Without the words that only say which segment is meant. */
export function withoutSegment(words: Word[], segment: string | null, index: BaseIndex): Word[] {
	const name = index.segments.find(({ id }) => id === segment)?.name;
	if (name === undefined) return words;
	const stems = new Set(tellingStems(name));
	return words.filter((word) => !stems.has(word.stem) || isRoleNoun(word));
}
