import { randomUUID } from 'node:crypto';
import { LineCounter, parseDocument } from 'yaml';
import type { Persona } from '../personas/persona.ts';
import { type Base, DEFAULT_REVIEW_DAYS, feedbackFromFile, personaFromFile, segmentFromFile } from './convert.ts';
import { type Fault, type Path, placeOf, schemaFaults, valueAt } from './faults.ts';
import { type KnownIds, referenceFaults } from './references.ts';
import {
	type BaseFile,
	baseFileSchema,
	type FileFeedback,
	fileFeedbackSchema,
	filePersonaSchema,
	fileSegmentSchema,
} from './schema.ts';

export type FileFormat = 'yaml' | 'json';

/** `revs` holds the revision of each persona that the file was made from, where the file says so. */
export type ParsedBase = { base: Base; revs: Map<string, number> };
export type ParseOutcome = { type: 'parsed'; parsed: ParsedBase } | { type: 'faulty'; faults: Fault[] };

/** By the file's ending; null for any other. */
export function formatOf(file: string): FileFormat | null {
	if (/\.ya?ml$/iu.test(file)) return 'yaml';
	return /\.json$/iu.test(file) ? 'json' : null;
}

/**
 * Reads a base file and names every fault at once. Ids that the file does not hold may be in `known`.
 * Never throws for anything that stands in the text.
 */
export function parseBaseFile(
	text: string,
	format: FileFormat,
	known: KnownIds,
	reviewEveryDays = DEFAULT_REVIEW_DAYS,
): ParseOutcome {
	const read = format === 'yaml' ? readYaml(text) : readJson(text);
	if (read.type === 'faulty') return read;
	const data = withoutNulls(read.data);
	const toFault = ({ path, message }: { path: Path; message: string }): Fault => ({
		place: placeOf(data, path),
		line: read.lineOf(path),
		message,
	});
	const result = baseFileSchema.safeParse(data, { reportInput: false });
	const parsed = convert(result.data ?? readableParts(data), reviewEveryDays);
	const unreadable = result.success ? [] : schemaFaults(data, result.error.issues);
	const faults = [...unreadable, ...referenceFaults(parsed.base, known)].map(toFault);
	return faults.length > 0 ? { type: 'faulty', faults } : { type: 'parsed', parsed };
}

/**
 * What a faulty file says as far as it can be read, so that ids that name nothing are found in the same
 * run; an entry with a fault of its own is kept as its bare id.
 */
function readableParts(data: unknown): BaseFile {
	const personas = items(data, 'personas').map(
		(item) => filePersonaSchema.safeParse(item).data ?? { ...bare(item), type: 'buyer' as const },
	);
	const segments = items(data, 'segments').map((item) => fileSegmentSchema.safeParse(item).data ?? bare(item));
	const feedback = items(data, 'feedback').map(
		(item, position) => fileFeedbackSchema.safeParse(item).data ?? { ...bareFeedback(item, position) },
	);
	return { personas, segments, feedback };
}

function items(data: unknown, key: string): unknown[] {
	const list = valueAt(data, [key]);
	return Array.isArray(list) ? list : [];
}

function bare(item: unknown): { id?: string; name: string } {
	const id = valueAt(item, ['id']);
	const name = valueAt(item, ['name']);
	const named = { name: typeof name === 'string' ? name : randomUUID() };
	return typeof id === 'string' ? { ...named, id } : named;
}

function bareFeedback(item: unknown, position: number): FileFeedback {
	const id = valueAt(item, ['id']);
	return { id: typeof id === 'string' ? id : `entry ${position}`, kind: 'objection', text: 'unreadable' };
}

function convert(file: BaseFile, reviewEveryDays: number): ParsedBase {
	const personas = (file.personas ?? []).map((persona) => personaFromFile(persona, reviewEveryDays));
	const revs = new Map(
		(file.personas ?? []).flatMap(({ rev }, position): [string, number][] =>
			rev === undefined ? [] : [[idAt(personas, position), rev]],
		),
	);
	return {
		base: {
			personas,
			segments: (file.segments ?? []).map(segmentFromFile),
			feedback: (file.feedback ?? []).map(feedbackFromFile),
		},
		revs,
	};
}

function idAt(personas: Persona[], position: number): string {
	return personas[position]?.id ?? '';
}

type Read =
	| { type: 'read'; data: unknown; lineOf: (path: Path) => number | null }
	| { type: 'faulty'; faults: Fault[] };

const MOST_ALIASES = 100;

function readYaml(text: string): Read {
	const lines = new LineCounter();
	const document = parseDocument(text.replace(/^\uFEFF/u, ''), {
		lineCounter: lines,
		schema: 'core',
		uniqueKeys: true,
		prettyErrors: false,
	});
	if (document.errors.length > 0) {
		const faults = document.errors.map((error) => ({
			place: 'the file',
			line: lines.linePos(error.pos[0]).line,
			message: `is no valid YAML: ${error.message}`,
		}));
		return { type: 'faulty', faults };
	}
	try {
		return {
			type: 'read',
			data: document.toJS({ maxAliasCount: MOST_ALIASES }) ?? {},
			lineOf: (path) => lineOfNode(document, path, lines),
		};
	} catch (error) {
		const message = error instanceof Error ? error.message : 'it cannot be read';
		return { type: 'faulty', faults: [{ place: 'the file', line: null, message: `is no valid YAML: ${message}` }] };
	}
}

/** The line of the node or, where the key is missing, of what should hold it. */
function lineOfNode(document: ReturnType<typeof parseDocument>, path: Path, lines: LineCounter): number | null {
	for (let length = path.length; length > 0; length -= 1) {
		const node: unknown = document.getIn(path.slice(0, length), true);
		const start =
			typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)
				? node.range[0]
				: undefined;
		if (typeof start === 'number') return lines.linePos(start).line;
	}
	return null;
}

function readJson(text: string): Read {
	try {
		return { type: 'read', data: JSON.parse(text.replace(/^\uFEFF/u, '')), lineOf: () => null };
	} catch (error) {
		const message = error instanceof Error ? error.message : 'it cannot be read';
		return { type: 'faulty', faults: [{ place: 'the file', line: null, message: `is no valid JSON: ${message}` }] };
	}
}

const DEEPEST = 20;

/** `null` means absent, wherever it stands. What is nested absurdly deep is cut; no key of the format lies there. */
function withoutNulls(value: unknown, depth = 0): unknown {
	if (typeof value !== 'object' || value === null) return value;
	if (depth > DEEPEST) return {};
	if (Array.isArray(value)) return value.filter((item) => item !== null).map((item) => withoutNulls(item, depth + 1));
	const entries = Object.entries(value).filter(([, item]) => item !== null);
	return Object.fromEntries(entries.map(([key, item]) => [key, withoutNulls(item, depth + 1)]));
}
