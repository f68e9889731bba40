import { z } from 'zod';
import { nearest } from '../personas/nearest.ts';
import { baseFileSchema } from './schema.ts';

/** Something in a base file that a person has to mend. `line` counts from 1, null where it is not known. */
export type Fault = { place: string; line: number | null; message: string };

export type Path = (string | number)[];
type Issue = z.core.$ZodIssue;

/** Every fault that the schema finds in the data, each with its path. */
export function schemaFaults(data: unknown, issues: Issue[]): { path: Path; message: string }[] {
	return issues.flatMap((issue) => issueFaults(data, issue, []));
}

function issueFaults(data: unknown, issue: Issue, before: Path): { path: Path; message: string }[] {
	const path = [...before, ...(issue.path as Path)];
	if (issue.code === 'invalid_union' && issue.errors.length > 0 && isObject(valueAt(data, path))) {
		const ofObject = issue.errors.at(-1) ?? [];
		return ofObject.flatMap((inner) => issueFaults(data, inner, path));
	}
	if (issue.code === 'unrecognized_keys')
		return issue.keys.map((key) => ({ path: [...path, key], message: unknownKey(key, path) }));
	return [{ path, message: messageOf(issue, valueAt(data, path)) }];
}

function messageOf(issue: Issue, value: unknown): string {
	if (issue.code === 'invalid_value') return wrongValue(issue.values.map(String), value, issue.message);
	if (issue.code === 'invalid_type' && value === undefined) return 'is missing; add it';
	if (issue.code === 'invalid_type' && issue.expected === 'object') return `must hold keys, not ${nameOf(value)}`;
	if (issue.code === 'invalid_union')
		return value === undefined ? 'is missing; add it' : `must be a text, not ${nameOf(value)}`;
	return value === undefined && issue.code === 'invalid_type'
		? 'is missing; add it'
		: `${issue.message}, not ${nameOf(value)}`;
}

function wrongValue(allowed: string[], value: unknown, message: string): string {
	if (value === undefined) return `is missing; use one of ${allowed.join(', ')}`;
	if (message.startsWith('must be')) return message;
	const meant = typeof value === 'string' ? nearest(value, allowed) : null;
	return `cannot be ${nameOf(value)}; use one of ${allowed.join(', ')}${meant === null ? '' : `; did you mean "${meant}"?`}`;
}

const LONGEST_SHOWN = 40;

function nameOf(value: unknown): string {
	if (Array.isArray(value)) return 'a list';
	if (isObject(value)) return 'a group of keys';
	if (value === null || value === undefined) return 'nothing';
	const shown = String(value);
	return `"${shown.length > LONGEST_SHOWN ? `${shown.slice(0, LONGEST_SHOWN)}…` : shown}"`;
}

function unknownKey(key: string, path: Path): string {
	const known = keysAt(baseFileSchema, path);
	const meant = nearest(key, known);
	const hint = meant === null ? `known here: ${known.join(', ')}` : `did you mean "${meant}"?`;
	return `is no known key; ${hint}`;
}

/** The keys that may stand at a path of the file. */
function keysAt(schema: z.core.$ZodType, path: Path): string[] {
	let current: z.core.$ZodType | undefined = inner(schema);
	for (const step of path) {
		if (current instanceof z.ZodArray) current = inner(current.element);
		else if (current instanceof z.ZodObject) current = inner(current.shape[step]);
		else return [];
	}
	return current instanceof z.ZodObject ? Object.keys(current.shape) : [];
}

/** The list or object behind optional and "a text or an object". */
function inner(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
	if (schema instanceof z.ZodOptional) return inner(schema.unwrap());
	if (schema instanceof z.ZodUnion) return inner(schema.options.find((option) => option instanceof z.ZodObject));
	return schema;
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function valueAt(data: unknown, path: Path): unknown {
	let current = data;
	for (const step of path) {
		if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) return undefined;
		current = Reflect.get(current, step);
	}
	return current;
}

const KIND_NAMES: Record<string, string> = { personas: 'persona', segments: 'segment', feedback: 'feedback entry' };

/** "persona “Enterprise IT Decision-Maker”, objections, item 2, response": the path as people read a file. */
export function placeOf(data: unknown, path: Path): string {
	const [list, position, ...rest] = path;
	const kind = KIND_NAMES[String(list)];
	if (kind === undefined || typeof position !== 'number') return path.length === 0 ? 'the file' : wordsOf(path);
	const entry = valueAt(data, [list ?? '', position]);
	const name = isObject(entry) ? (entry.name ?? entry.id) : undefined;
	const called = typeof name === 'string' ? `${kind} “${name}”` : `${kind} ${position + 1}`;
	return rest.length === 0 ? called : `${called}, ${wordsOf(rest)}`;
}

function wordsOf(path: Path): string {
	return path.map((step) => (typeof step === 'number' ? `item ${step + 1}` : step)).join(', ');
}
