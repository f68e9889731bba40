import { nearest } from '../personas/nearest.ts';
import type { Persona } from '../personas/persona.ts';
import type { Base } from './convert.ts';
import type { Path } from './faults.ts';

/** Ids that the base already holds. */
export type KnownIds = { personas: ReadonlySet<string>; segments: ReadonlySet<string>; feedback: ReadonlySet<string> };

export const NOTHING_KNOWN: KnownIds = { personas: new Set(), segments: new Set(), feedback: new Set() };

type PathFault = { path: Path; message: string };

/** Ids that are empty, stand twice, or name nothing. */
export function referenceFaults(base: Base, known: KnownIds): PathFault[] {
	const ids = {
		personas: union(known.personas, base.personas),
		segments: union(known.segments, base.segments),
		feedback: union(known.feedback, base.feedback),
	};
	return [
		...idFaults('personas', base.personas),
		...idFaults('segments', base.segments),
		...idFaults('feedback', base.feedback),
		...base.personas.flatMap((persona, position) => personaFaults(persona, ['personas', position], ids)),
		...base.feedback.flatMap(({ persona }, position) =>
			persona === null || ids.personas.has(persona)
				? []
				: [{ path: ['feedback', position, 'persona'], message: namesNothing('persona', persona, ids.personas) }],
		),
	];
}

function union(known: ReadonlySet<string>, items: { id: string }[]): Set<string> {
	return new Set([...known, ...items.map(({ id }) => id)]);
}

function idFaults(list: string, items: { id: string }[]): PathFault[] {
	const first = new Map<string, number>();
	return items.flatMap(({ id }, position): PathFault[] => {
		if (id === '') return [{ path: [list, position], message: 'has a name without letters or digits: give it an id' }];
		const earlier = first.get(id);
		if (earlier === undefined) {
			first.set(id, position);
			return [];
		}
		return [
			{
				path: [list, position],
				message: `has the same id "${id}" as number ${earlier + 1} of the list: give one of them another id`,
			},
		];
	});
}

type Ids = { personas: Set<string>; segments: Set<string>; feedback: Set<string> };

function personaFaults(persona: Persona, path: Path, ids: Ids): PathFault[] {
	const segments = persona.segments.flatMap(({ id }, position): PathFault[] =>
		ids.segments.has(id)
			? []
			: [{ path: [...path, 'segments', position], message: namesNothing('segment', id, ids.segments) }],
	);
	const bodies: [Path, unknown][] = [
		[path, { ...persona, segments: [] }],
		...persona.segments.map(({ lines }, position): [Path, unknown] => [
			[...path, 'segments', position, 'lines'],
			lines,
		]),
	];
	return [...segments, ...bodies.flatMap(([at, body]) => [...lineFaults(body, at, ids), ...repeatedIds(body, at)])];
}

/** Walks every line, wherever it stands, for evidence and influencers that name nothing. */
function lineFaults(value: unknown, path: Path, ids: Ids): PathFault[] {
	if (typeof value !== 'object' || value === null) return [];
	if (Array.isArray(value)) return value.flatMap((item, position) => lineFaults(item, [...path, position], ids));
	const own: PathFault[] = [];
	if ('evidence' in value && Array.isArray(value.evidence)) {
		value.evidence.forEach((id: unknown, position) => {
			if (typeof id === 'string' && !ids.feedback.has(id))
				own.push({ path: [...path, 'evidence', position], message: namesNothing('feedback entry', id, ids.feedback) });
		});
	}
	if ('part' in value && 'persona' in value && typeof value.persona === 'string' && !ids.personas.has(value.persona)) {
		own.push({ path: [...path, 'persona'], message: namesNothing('persona', value.persona, ids.personas) });
	}
	return [...own, ...Object.entries(value).flatMap(([key, item]) => lineFaults(item, [...path, key], ids))];
}

function repeatedIds(body: unknown, path: Path): PathFault[] {
	const seen = new Set<string>();
	return linesIn(body, path).flatMap(({ id, at }): PathFault[] => {
		if (!seen.has(id)) {
			seen.add(id);
			return [];
		}
		return [{ path: at, message: `has the same line id "${id}" as another line: give one of them another id` }];
	});
}

function linesIn(value: unknown, path: Path): { id: string; at: Path }[] {
	if (typeof value !== 'object' || value === null) return [];
	if (Array.isArray(value)) return value.flatMap((item, position) => linesIn(item, [...path, position]));
	const isLine = 'evidence' in value && 'id' in value && typeof value.id === 'string';
	if (isLine) return [{ id: String(value.id), at: path }];
	return Object.entries(value).flatMap(([key, item]) => linesIn(item, [...path, key]));
}

function namesNothing(kind: string, id: string, known: Iterable<string>): string {
	const meant = nearest(id, known);
	return `names the ${kind} "${id}", which neither this file nor the base holds${meant === null ? '' : `; did you mean "${meant}"?`}`;
}
