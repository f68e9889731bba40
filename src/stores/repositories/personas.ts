import type { Persona } from '../../personas/persona.ts';
import type { Change, PersonaStore, SaveOutcome } from '../../personas/ports.ts';
import type { Revision } from '../../personas/revision.ts';
import type { Collection, CollectionDeclaration } from '../collection.ts';
import type { Announce } from './state.ts';

export type PersonaDocument = { _id: string; rev: number; persona: Persona };
export type RevisionDocument = { _id: string } & Revision;
/** A persona as it stands (its head), and every state that it was ever saved in. */
export type PersonaCollections = { heads: Collection<PersonaDocument>; revisions: Collection<RevisionDocument> };

export const personasDeclaration: CollectionDeclaration = { name: 'personas', indexes: [] };
export const revisionsDeclaration: CollectionDeclaration = {
	name: 'revisions',
	indexes: [{ name: 'persona_rev', keys: { personaId: 1, rev: 1 }, unique: true }],
};

export function createPersonaStore(collections: PersonaCollections, announce: Announce): PersonaStore {
	const { heads, revisions } = collections;
	return {
		get: async (id) => (await heads.get(id))?.persona ?? null,
		list: async () => (await heads.find({}, { sort: { _id: 1 } })).map(({ persona }) => persona),
		save: async (persona, expectedRev, change) => {
			const current = await heads.get(persona.id);
			if ((current?.rev ?? null) !== expectedRev) return { type: 'conflict', current: current?.persona ?? null };
			return announce(() => save(collections, persona, expectedRev, change));
		},
		remove: async (id) => {
			await announce(() => remove(collections, id));
		},
		history: async (id) =>
			(await revisions.find({ personaId: id }, { sort: { rev: 1 } })).map(({ _id, ...revision }) => revision),
	};
}

/**
 * The revision first: its key `id@rev` decides who wins when two save at once. A crash before the head
 * follows leaves a revision that is ahead; whoever meets it next brings the head up to it, so that nothing
 * is overwritten, and reports a conflict (or `repairHeads` does, when the store opens).
 */
async function save(
	collections: PersonaCollections,
	persona: Persona,
	expectedRev: number | null,
	{ by, at, reason }: Change,
): Promise<SaveOutcome> {
	const rev = expectedRev === null ? persona.rev : expectedRev + 1;
	const saved = { ...persona, rev };
	const _id = revisionId(persona.id, rev);
	const revision = { _id, personaId: persona.id, rev, at, by, reason, persona: saved };
	const inserted = await collections.revisions.insert(revision);
	if (inserted.type === 'duplicate') return catchUp(collections, persona.id, _id, expectedRev);
	await moveHead(collections, saved, expectedRev);
	const head = await collections.heads.get(persona.id);
	if (head && head.rev >= rev) return { type: 'saved', persona: saved };
	// Somebody removed the persona in between: its last revision goes as well.
	await collections.revisions.delete({ _id });
	return { type: 'conflict', current: head?.persona ?? null };
}

function revisionId(id: string, rev: number): string {
	return `${id}@${rev}`;
}

/** Only from the revision before; where the head has moved on, others have done it. */
async function moveHead({ heads }: PersonaCollections, persona: Persona, expectedRev: number | null): Promise<void> {
	const { id, rev } = persona;
	if (expectedRev === null) await heads.insert({ _id: id, rev, persona });
	else await heads.updateOne({ _id: id, rev: expectedRev }, { $set: { rev, persona } });
}

async function catchUp(
	collections: PersonaCollections,
	id: string,
	aheadId: string,
	expectedRev: number | null,
): Promise<SaveOutcome> {
	const ahead = await collections.revisions.get(aheadId);
	if (ahead) await moveHead(collections, ahead.persona, expectedRev);
	return { type: 'conflict', current: (await collections.heads.get(id))?.persona ?? null };
}

/**
 * The head last but one: a crash midway leaves a persona that can be removed again, never revisions
 * without one, which would look like a creation cut short. Then what was saved meanwhile.
 */
async function remove({ heads, revisions }: PersonaCollections, id: string): Promise<void> {
	await revisions.delete({ personaId: id });
	await heads.delete({ _id: id });
	await revisions.delete({ personaId: id });
}

/** Finishes saves that a crash cut between revision and head; returns how many. */
export async function repairHeads(collections: PersonaCollections): Promise<number> {
	const { heads, revisions } = collections;
	const revs = new Map((await heads.find({})).map(({ _id, rev }) => [_id, rev]));
	const next = [...revs].map(([id, rev]) => revisionId(id, rev + 1));
	const ahead = await revisions.find({ _id: { $in: next } });
	const headless = (await revisions.countBy({}, 'personaId')).flatMap(({ value }) =>
		typeof value === 'string' && !revs.has(value) ? [value] : [],
	);
	const created = await revisions.find({ personaId: { $in: headless } });
	for (const { personaId, persona } of [...ahead, ...created])
		await moveHead(collections, persona, revs.get(personaId) ?? null);
	return ahead.length + created.length;
}
