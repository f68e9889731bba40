import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Persona } from '../../src/personas/persona.ts';
import type { Collection, Engine } from '../../src/stores/collection.ts';
import { createStore, type Store } from '../../src/stores/open.ts';
import {
	type PersonaDocument,
	personasDeclaration,
	type RevisionDocument,
	revisionsDeclaration,
} from '../../src/stores/repositories/personas.ts';
import { exampleBase } from '../fakes/example-base.ts';

const change = { by: 'local', at: '2026-11-24T10:00:00.000Z', reason: 'test' };

/** What a crash, or somebody else, between the steps of a save or removal may leave behind. */
export function revisionContract(open: () => Promise<Engine>): void {
	describe('revision contract', () => {
		let engine: Engine;
		let store: Store;
		let heads: Collection<PersonaDocument>;
		let revisions: Collection<RevisionDocument>;
		let example: Persona;

		beforeAll(async () => {
			engine = await open();
			store = await createStore(engine);
			heads = engine.collection(personasDeclaration);
			revisions = engine.collection(revisionsDeclaration);
			const [first] = exampleBase().base.personas;
			if (!first) throw new Error('the example base holds a persona');
			example = first;
		});
		afterAll(() => engine.close());

		const create = async (id: string) => {
			const outcome = await store.personas.save({ ...example, id, rev: 1 }, null, change);
			if (outcome.type !== 'saved') throw new Error('a free id is saved');
			return outcome.persona;
		};
		/** A save that was cut off after its revision. */
		const cutSave = (persona: Persona, rev: number, name: string) =>
			revisions.insert({
				_id: `${persona.id}@${rev}`,
				personaId: persona.id,
				rev,
				...change,
				persona: { ...persona, rev, name },
			});

		it('overwrites nothing with an outdated revision', async () => {
			const persona = await create('outdated');
			const second = await store.personas.save({ ...persona, name: 'Second' }, 1, change);
			expect(second).toMatchObject({ type: 'saved', persona: { rev: 2 } });
			const late = await store.personas.save({ ...persona, name: 'Late' }, 1, change);
			expect(late).toMatchObject({ type: 'conflict', current: { name: 'Second', rev: 2 } });
			expect(await store.personas.save(persona, null, change)).toMatchObject({ type: 'conflict' });
			expect(await store.personas.save({ ...persona, id: 'nobody' }, 1, change)).toEqual({
				type: 'conflict',
				current: null,
			});
		});

		it('finishes a save that was cut off when the next one comes, and tells readers', async () => {
			const persona = await create('cut');
			await cutSave(persona, 2, 'Cut off');
			const version = await store.state.version();
			const next = await store.personas.save({ ...persona, name: 'Next' }, 1, change);
			expect(next).toMatchObject({ type: 'conflict', current: { name: 'Cut off', rev: 2 } });
			expect(await store.state.version()).not.toBe(version);
			expect(await store.personas.save({ ...persona, name: 'Next' }, 2, change)).toMatchObject({ type: 'saved' });
			expect((await store.personas.history('cut')).map(({ persona: { name } }) => name)).toEqual([
				persona.name,
				'Cut off',
				'Next',
			]);
		});

		it('finishes saves that were cut off when it opens', async () => {
			const persona = await create('before-opening');
			await cutSave(persona, 2, 'Cut off');
			await cutSave({ ...persona, id: 'never-had-a-head' }, 1, 'New');
			const version = await store.state.version();
			const reopened = await createStore(engine);
			expect(await reopened.personas.get('before-opening')).toMatchObject({ name: 'Cut off', rev: 2 });
			expect(await reopened.personas.get('never-had-a-head')).toMatchObject({ name: 'New', rev: 1 });
			expect(await reopened.state.version()).not.toBe(version);
			const settled = await reopened.state.version();
			await createStore(engine);
			expect(await store.state.version()).toBe(settled);
		});

		it('does not say saved when the persona was removed meanwhile, and leaves no revision', async () => {
			const persona = await create('removed');
			const racing: Collection<RevisionDocument> = {
				...revisions,
				insert: async (document) => {
					const outcome = await revisions.insert(document);
					await heads.delete({ _id: 'removed' });
					return outcome;
				},
			};
			const { personas } = await createStore({
				...engine,
				collection: (declaration) =>
					declaration.name === 'revisions' ? (racing as never) : engine.collection(declaration),
			});
			expect(await personas.save(persona, 1, change)).toEqual({ type: 'conflict', current: null });
			expect((await store.personas.history('removed')).map(({ rev }) => rev)).toEqual([1]);
		});

		it('removes a persona with its history, and its id may be used anew', async () => {
			await create('leaving');
			await store.personas.remove('leaving');
			await store.personas.remove('leaving');
			expect(await store.personas.get('leaving')).toBeNull();
			expect(await store.personas.history('leaving')).toEqual([]);
			expect((await create('leaving')).rev).toBe(1);
		});

		it('refuses a base of a newer program', async () => {
			await store.state.setNote('schema version', 2);
			await expect(createStore(engine)).rejects.toThrow(/newer persona-bot \(schema 2, this one knows 1\)/u);
			await store.state.setNote('schema version', 1);
		});
	});
}
