import { isDeepStrictEqual } from 'node:util';
import type { FeedbackStore } from '../feedback/ports.ts';
import type { Persona } from '../personas/persona.ts';
import type { BaseState, Change, PersonaStore, SegmentStore } from '../personas/ports.ts';
import type { Base } from './convert.ts';
import type { Fault } from './faults.ts';
import type { ParsedBase } from './parse.ts';
import type { KnownIds } from './references.ts';

export type BaseStores = { personas: PersonaStore; segments: SegmentStore; feedback: FeedbackStore; state: BaseState };

export type Counts = { added: number; changed: number; unchanged: number };
export type ImportOutcome =
	| { type: 'imported'; personas: Counts; segments: Counts; feedback: Counts; replacedStarter: boolean }
	| { type: 'faulty'; faults: Fault[] };

const UNDERWAY = 'import that replaces the starter base';

export async function exportBase(stores: BaseStores): Promise<Base> {
	const [personas, segments, feedback] = await Promise.all([
		stores.personas.list(),
		stores.segments.list(),
		stores.feedback.list(),
	]);
	return { personas, segments, feedback };
}

/** What an import may refer to: the base, less the examples that the import will replace. */
export async function knownIds(stores: BaseStores): Promise<KnownIds> {
	const base = await exportBase(stores);
	const kept = (await replacesStarter(stores, base)) ? ownPart(base) : base;
	const ids = (items: { id: string }[]) => new Set(items.map(({ id }) => id));
	return { personas: ids(kept.personas), segments: ids(kept.segments), feedback: ids(kept.feedback) };
}

/**
 * Writes a parsed file into the base, by id; what says the same is left alone. Faults are found before the
 * first write, and an import cut off midway is finished by running it again. An import into a base of
 * nothing but untouched examples replaces them: the new comes first, the examples go last, and a note
 * keeps that intention across a crash.
 */
export async function importBase(
	stores: BaseStores,
	{ base, revs }: ParsedBase,
	change: Change,
): Promise<ImportOutcome> {
	const before = await exportBase(stores);
	const replacing = await replacesStarter(stores, before);
	const faults = replacing ? [] : revisionFaults(base.personas, revs, before.personas);
	if (faults.length > 0) return { type: 'faulty', faults };
	if (replacing) await stores.state.setNote(UNDERWAY, true);
	const segments = await importSegments(stores, base, before);
	const feedback = await importFeedback(stores, base, before);
	const personas = await importPersonas(stores, base, before, change);
	if (replacing) await finishReplacing(stores, base, before);
	return { type: 'imported', personas, segments, feedback, replacedStarter: replacing };
}

async function replacesStarter(stores: BaseStores, base: Base): Promise<boolean> {
	if ((await stores.state.note(UNDERWAY)) === true) return true;
	const everything = [...base.personas, ...base.segments, ...base.feedback];
	return everything.length > 0 && everything.every(({ example }) => example);
}

function ownPart(base: Base): Base {
	const own = <Item extends { example: boolean }>(items: Item[]) => items.filter(({ example }) => !example);
	return { personas: own(base.personas), segments: own(base.segments), feedback: own(base.feedback) };
}

async function finishReplacing(stores: BaseStores, base: Base, before: Base): Promise<void> {
	const leaving = <Item extends { id: string; example: boolean }>(old: Item[], imported: { id: string }[]) => {
		const kept = new Set(imported.map(({ id }) => id));
		return old.filter(({ id, example }) => example && !kept.has(id)).map(({ id }) => id);
	};
	for (const id of leaving(before.personas, base.personas)) await stores.personas.remove(id);
	await stores.feedback.remove(leaving(before.feedback, base.feedback));
	for (const id of leaving(before.segments, base.segments)) await stores.segments.remove(id);
	await stores.state.setNote(UNDERWAY, null);
}

/** Somebody changed the persona after the file was exported, and the file says something else. */
function revisionFaults(personas: Persona[], revs: Map<string, number>, stored: Persona[]): Fault[] {
	const byId = new Map(stored.map((persona) => [persona.id, persona]));
	return personas.flatMap((persona): Fault[] => {
		const current = byId.get(persona.id);
		const rev = revs.get(persona.id);
		if (!current || current.example || rev === undefined || rev === current.rev || sameContent(persona, current))
			return [];
		const message = `was made from revision ${rev}, and the base holds revision ${current.rev}: export again and repeat the change, or remove the rev line to overwrite`;
		return [{ place: `persona “${persona.name}”`, line: null, message }];
	});
}

function sameContent(a: Persona, b: Persona): boolean {
	return isDeepStrictEqual({ ...a, rev: 0, example: false }, { ...b, rev: 0, example: false });
}

/** An untouched example that is imported over makes way, revisions and all. */
async function importPersonas(stores: BaseStores, base: Base, before: Base, change: Change): Promise<Counts> {
	const counts = { added: 0, changed: 0, unchanged: 0 };
	const byId = new Map(before.personas.map((persona) => [persona.id, persona]));
	for (const persona of base.personas) {
		const current = byId.get(persona.id) ?? null;
		if (current && sameContent(persona, current) && !current.example) {
			counts.unchanged += 1;
			continue;
		}
		if (current?.example) await stores.personas.remove(persona.id);
		const outcome = await stores.personas.save(
			{ ...persona, example: false },
			current && !current.example ? current.rev : null,
			change,
		);
		if (outcome.type === 'conflict') throw new Error(`persona ${persona.id} was changed while the import was running`);
		counts[current ? 'changed' : 'added'] += 1;
	}
	return counts;
}

async function importSegments(stores: BaseStores, base: Base, before: Base): Promise<Counts> {
	const { counts, writes } = compare(base.segments, before.segments);
	for (const segment of writes) await stores.segments.save(segment);
	return counts;
}

async function importFeedback(stores: BaseStores, base: Base, before: Base): Promise<Counts> {
	const { counts, writes } = compare(base.feedback, before.feedback);
	if (writes.length > 0) await stores.feedback.saveAll(writes);
	return counts;
}

function compare<Item extends { id: string; example: boolean }>(
	items: Item[],
	stored: Item[],
): { counts: Counts; writes: Item[] } {
	const counts = { added: 0, changed: 0, unchanged: 0 };
	const byId = new Map(stored.map((item) => [item.id, item]));
	const writes = items.filter((item) => {
		const current = byId.get(item.id);
		const verdict = current === undefined ? 'added' : isDeepStrictEqual(current, item) ? 'unchanged' : 'changed';
		counts[verdict] += 1;
		return verdict !== 'unchanged';
	});
	return { counts, writes };
}
