import type { Persona } from '../../personas/persona.ts';
import type { Change, PersonaStore, SaveOutcome } from '../../personas/ports.ts';
import type { Revision } from '../../personas/revision.ts';
import type { Collection, CollectionDeclaration } from '../collection.ts';
import type { Touch } from './state.ts';

type PersonaDocument = { _id: string; rev: number; persona: Persona };
type RevisionDocument = { _id: string } & Revision;

export const personasDeclaration: CollectionDeclaration = { name: 'personas', indexes: [] };
export const revisionsDeclaration: CollectionDeclaration = {
	name: 'revisions',
	indexes: [{ name: 'persona_rev', keys: { personaId: 1, rev: 1 }, unique: true }],
};

export function createPersonaStore(
	heads: Collection<PersonaDocument>,
	revisions: Collection<RevisionDocument>,
	touch: Touch,
): PersonaStore {
	const get = async (id: string) => (await heads.get(id))?.persona ?? null;
	return {
		get,
		list: async () => (await heads.find({}, { sort: { _id: 1 } })).map(({ persona }) => persona),
		save: async (persona, expectedRev, change) => {
			const outcome = await save(heads, revisions, persona, expectedRev, change);
			if (outcome.type === 'saved') await touch();
			return outcome;
		},
		remove: async (id) => {
			await heads.delete({ _id: id });
			await revisions.delete({ personaId: id });
			await touch();
		},
		history: async (id) =>
			(await revisions.find({ personaId: id }, { sort: { rev: 1 } })).map(({ _id, ...revision }) => revision),
	};
}

/**
 * The revision first: its key `id@rev` decides who wins when two save at once. A crash before the head
 * follows leaves a revision that is ahead; the next save brings the head up to it and reports a conflict.
 */
async function save(
	heads: Collection<PersonaDocument>,
	revisions: Collection<RevisionDocument>,
	persona: Persona,
	expectedRev: number | null,
	{ by, at, reason }: Change,
): Promise<SaveOutcome> {
	const current = await heads.get(persona.id);
	if ((current?.rev ?? null) !== expectedRev) return { type: 'conflict', current: current?.persona ?? null };
	const rev = expectedRev === null ? persona.rev : expectedRev + 1;
	const saved = { ...persona, rev };
	const _id = `${persona.id}@${rev}`;
	const inserted = await revisions.insert({ _id, personaId: persona.id, rev, at, by, reason, persona: saved });
	if (inserted.type === 'duplicate') return catchUp(heads, revisions, persona.id, _id, expectedRev);
	await moveHead(heads, saved, expectedRev);
	return { type: 'saved', persona: saved };
}

async function moveHead(
	heads: Collection<PersonaDocument>,
	persona: Persona,
	expectedRev: number | null,
): Promise<void> {
	const { id, rev } = persona;
	if (expectedRev === null) await heads.insert({ _id: id, rev, persona });
	else await heads.updateOne({ _id: id, rev: expectedRev }, { $set: { rev, persona } });
}

/** Somebody else holds the revision: they may have crashed before moving the head, so do it for them. */
async function catchUp(
	heads: Collection<PersonaDocument>,
	revisions: Collection<RevisionDocument>,
	id: string,
	revisionId: string,
	expectedRev: number | null,
): Promise<SaveOutcome> {
	const ahead = await revisions.get(revisionId);
	if (ahead) await moveHead(heads, ahead.persona, expectedRev);
	return { type: 'conflict', current: (await heads.get(id))?.persona ?? null };
}
