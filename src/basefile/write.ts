import { createHash } from 'node:crypto';
import { stringify } from 'yaml';
import type { FeedbackEntry } from '../feedback/entry.ts';
import { type Line, lineId } from '../personas/line.ts';
import type { ContentOverride, Persona } from '../personas/persona.ts';
import type { Segment } from '../personas/segment.ts';
import type { Base } from './convert.ts';
import type { FileFormat } from './parse.ts';

/**
 * The base as a file that `parseBaseFile` reads back to the same base. Written for people: a line
 * without a history is a plain text, and what is empty is left out.
 */
export function writeBaseFile(base: Base, format: FileFormat): string {
	const file = fileOf(base);
	return format === 'yaml' ? stringify(file, { lineWidth: 0 }) : `${JSON.stringify(file, null, 2)}\n`;
}

/** SHA-256 (hex) of the base as canonical JSON: keys sorted, entries sorted by id. Equal bases, equal hashes, on any store. */
export function canonicalHash(base: Base): string {
	return createHash('sha256')
		.update(JSON.stringify(sortedKeys(fileOf(base))))
		.digest('hex');
}

function fileOf({ personas, segments, feedback }: Base): object {
	return compact({
		format: 1,
		segments: byId(segments).map(segmentFile),
		personas: byId(personas).map(personaFile),
		feedback: byId(feedback).map(feedbackFile),
	});
}

function byId<Item extends { id: string }>(items: Item[]): Item[] {
	return items.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function segmentFile({ example: _, ...segment }: Segment): object {
	return compact(segment);
}

function feedbackFile({ example: _, ...entry }: FeedbackEntry): object {
	return compact({ ...entry, public: entry.public || null });
}

function personaFile({
	example: _,
	segments,
	stewardship,
	rev,
	id,
	name,
	type,
	status,
	aliases,
	summary,
	...content
}: Persona): object {
	return compact({
		id,
		name,
		type,
		status,
		aliases,
		summary,
		...contentFile(content),
		segments: segments.map((segment) => compact({ id: segment.id, lines: compact(contentFile(segment.lines)) })),
		stewardship: compact(stewardship),
		rev,
	});
}

function contentFile(content: ContentOverride): Record<string, unknown> {
	const { buying, objections, quotes, guidance, use, visit, ...flat } = content;
	return {
		...listsFile('', flat),
		buying:
			buying &&
			compact({
				...listsFile('buying.', buying),
				influencers: buying.influencers?.map((entry) =>
					lineFile('buying.influencers', `${entry.who ?? entry.persona ?? ''} ${entry.part}`, entry),
				),
			}),
		use: use && compact(listsFile('use.', use)),
		visit: visit && compact(listsFile('visit.', visit)),
		objections: objections?.map((entry) => lineFile('objections', entry.text, entry)),
		quotes: quotes?.map((entry) => lineFile('quotes', entry.text, { ...entry, public: entry.public || null })),
		guidance:
			guidance &&
			compact(
				Object.fromEntries(
					Object.entries(guidance).map(([team, parts]) => [team, compact(listsFile(`guidance.${team}.`, parts ?? {}))]),
				),
			),
	};
}

function listsFile(prefix: string, block: object): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(block).map(([key, value]) => [
			key,
			Array.isArray(value) ? value.map((line: Line) => lineFile(`${prefix}${key}`, line.text, line)) : value,
		]),
	);
}

/** A plain text where the id can be made again and nothing else is known. */
function lineFile(
	section: string,
	wording: string,
	{ id, ...line }: { id: string; text?: string; public?: boolean | null },
): unknown {
	const derived = id === lineId(section, wording);
	const rest = compact(derived ? line : { id, ...line });
	const keys = Object.keys(rest);
	return keys.length === 1 && keys[0] === 'text' ? line.text : rest;
}

/** Without nulls, undefined, empty lists and empty groups. */
function compact(value: object): Record<string, unknown> {
	return Object.fromEntries(Object.entries(value).filter(([, item]) => !isEmpty(item)));
}

function isEmpty(value: unknown): boolean {
	if (value === null || value === undefined) return true;
	return typeof value === 'object' && Object.keys(value).length === 0;
}

function sortedKeys(value: unknown): unknown {
	if (typeof value !== 'object' || value === null) return value;
	if (Array.isArray(value)) return value.map(sortedKeys);
	const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
	return Object.fromEntries(entries.map(([key, item]) => [key, sortedKeys(item)]));
}
