import { readFile, writeFile } from 'node:fs/promises';
import type { Change } from '../personas/ports.ts';
import { UserFacingError } from '../personas/user-facing-error.ts';
import type { Base } from './convert.ts';
import type { Fault } from './faults.ts';
import { type FileFormat, parseBaseFile } from './parse.ts';
import { NOTHING_KNOWN } from './references.ts';
import { type BaseStores, type Counts, type ImportOutcome, importBase, knownIds } from './transfer.ts';
import { canonicalHash, writeBaseFile } from './write.ts';

/** A file as it is named on the command line, with the format of its ending. */
export type BaseFile = { file: string; format: FileFormat; reviewEveryDays: number };

/** `lines` are for people: what was done, or every fault. */
export type FileOutcome = { type: 'imported' | 'faulty'; lines: string[] };

/** Reads a file into the base; a faulty one changes nothing. */
export async function importFile(
	{ file, format, reviewEveryDays }: BaseFile,
	stores: BaseStores,
	change: Omit<Change, 'reason'>,
): Promise<FileOutcome> {
	const outcome = parseBaseFile(await readText(file), format, await knownIds(stores), reviewEveryDays);
	if (outcome.type === 'faulty') return { type: 'faulty', lines: faultLines(file, outcome.faults) };
	const result = await importBase(stores, outcome.parsed, { ...change, reason: `import of ${file}` });
	if (result.type === 'faulty') return { type: 'faulty', lines: faultLines(file, result.faults) };
	const replaced = result.replacedStarter ? ['The base held only the example personas; they were replaced.'] : [];
	return { type: 'imported', lines: [...replaced, importLine(file, result)] };
}

/** The base that a file holds by itself, without any store; a `UserFacingError` names every fault. */
export async function readBaseFile({ file, format, reviewEveryDays }: BaseFile): Promise<Base> {
	const outcome = parseBaseFile(await readText(file), format, NOTHING_KNOWN, reviewEveryDays);
	if (outcome.type === 'parsed') return outcome.parsed.base;
	throw new UserFacingError(faultLines(file, outcome.faults).join('\n'));
}

/** A base as the text of a file, with what it holds and its hash for people. */
export function exportText(base: Base, format: FileFormat): { text: string; holds: string; hash: string } {
	const { personas, segments, feedback } = base;
	return {
		text: writeBaseFile(base, format),
		holds: `${personas.length} personas, ${segments.length} segments, ${feedback.length} feedback entries`,
		hash: `sha256 ${canonicalHash(base)}`,
	};
}

/** A text file; a `UserFacingError` names it where it cannot be read. */
export function readText(file: string): Promise<string> {
	return onFile(file, 'read', readFile(file, 'utf8'));
}

/** The same for writing. */
export function writeText(file: string, text: string): Promise<void> {
	return onFile(file, 'written', writeFile(file, text));
}

async function onFile<Result>(file: string, done: 'read' | 'written', work: Promise<Result>): Promise<Result> {
	try {
		return await work;
	} catch (error) {
		const why = error instanceof Error ? error.message : 'unknown reason';
		throw new UserFacingError(`${file} cannot be ${done} (${why}).`, { cause: error });
	}
}

/** What an import did, in one line. */
function importLine(file: string, { personas, segments, feedback }: ImportOutcome & { type: 'imported' }): string {
	return `${file}: ${counted('persona', personas)}; ${counted('segment', segments)}; ${counted('feedback entry', feedback)}.`;
}

function counted(noun: string, { added, changed, unchanged }: Counts): string {
	const plural = noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`;
	return `${plural} ${added} added, ${changed} changed, ${unchanged} unchanged`;
}

/** Every fault of a file, a line each, under a line that says that nothing was written. */
function faultLines(file: string, faults: Fault[]): string[] {
	const count = faults.length === 1 ? 'One fault' : `${faults.length} faults`;
	return [
		`${file} was not imported; nothing was written. ${count}:`,
		...faults.map(({ place, line, message }) => `  ${line === null ? '' : `line ${line}: `}${place} ${message}`),
	];
}
