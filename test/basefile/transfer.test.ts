import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadStarter, removeStarter, wantsStarter } from '../../src/basefile/starter.ts';
import { type BaseStores, exportBase, importBase } from '../../src/basefile/transfer.ts';
import { canonicalHash } from '../../src/basefile/write.ts';
import { openStore, type Store } from '../../src/stores/open.ts';
import { exampleBase } from '../fakes/example-base.ts';

const NOW = new Date('2026-11-24T10:00:00Z');
const change = { by: 'local', at: NOW.toISOString(), reason: 'test' };
let store: Store;

beforeEach(async () => {
	store = await openStore({ mongodbUri: null, mongodbDatabase: 'unused', dataDir: ':memory:' });
});
afterEach(() => store.close());

const load = () => loadStarter(store, '2026-11-24', NOW);

/** Fails at the nth write, as a process that is killed there. */
function dyingAt(nth: number): BaseStores {
	let writes = 0;
	const counted =
		<Arguments extends unknown[], Result>(write: (...given: Arguments) => Promise<Result>) =>
		(...given: Arguments) => {
			writes += 1;
			return writes === nth ? Promise.reject(new Error('killed')) : write(...given);
		};
	return {
		personas: { ...store.personas, save: counted(store.personas.save), remove: counted(store.personas.remove) },
		segments: { ...store.segments, save: counted(store.segments.save), remove: counted(store.segments.remove) },
		feedback: { ...store.feedback, saveAll: counted(store.feedback.saveAll), remove: counted(store.feedback.remove) },
		state: { ...store.state, setNote: counted(store.state.setNote) },
	};
}

describe('importing', () => {
	it('replaces an untouched starter base and says so, once', async () => {
		await load();
		expect(await importBase(store, exampleBase(), change)).toMatchObject({ type: 'imported', replacedStarter: true });
		expect(canonicalHash(await exportBase(store))).toBe(canonicalHash(exampleBase().base));
		expect(await importBase(store, exampleBase(), change)).toMatchObject({
			replacedStarter: false,
			personas: { unchanged: 1 },
		});
	});

	it('is finished by running it again, wherever it was cut off', async () => {
		for (let nth = 1; nth < 60; nth += 1) {
			await store.close();
			store = await openStore({ mongodbUri: null, mongodbDatabase: 'unused', dataDir: ':memory:' });
			await load();
			const cut = await importBase(dyingAt(nth), exampleBase(), change).catch(() => null);
			expect(await importBase(store, exampleBase(), change)).toMatchObject({ type: 'imported' });
			expect(canonicalHash(await exportBase(store))).toBe(canonicalHash(exampleBase().base));
			if (cut) return;
		}
		throw new Error('the import never ran through');
	});

	it('adds to a base that somebody has worked in', async () => {
		await load();
		const [persona] = await store.personas.list();
		if (!persona) throw new Error('no persona');
		await store.personas.save({ ...persona, example: false }, persona.rev, change);
		expect(await importBase(store, exampleBase(), change)).toMatchObject({ replacedStarter: false });
		expect((await store.personas.list()).length).toBe(7);
	});

	it('refuses to overwrite what changed after the export, before it writes anything', async () => {
		await importBase(store, exampleBase(), change);
		const current = await store.personas.get('enterprise-it-decision-maker');
		if (!current) throw new Error('not imported');
		await store.personas.save({ ...current, summary: 'Changed in chat' }, current.rev, change);
		const before = canonicalHash(await exportBase(store));
		const outcome = await importBase(store, exampleBase(), change);
		expect(outcome).toMatchObject({
			type: 'faulty',
			faults: [{ message: expect.stringContaining('the base holds revision 5') }],
		});
		expect(canonicalHash(await exportBase(store))).toBe(before);
		const forced = exampleBase();
		forced.revs.clear();
		expect(await importBase(store, forced, change)).toMatchObject({ type: 'imported', personas: { changed: 1 } });
		expect((await store.personas.history(current.id)).map(({ rev }) => rev)).toEqual([4, 5, 6]);
	});
});

describe('the starter base', () => {
	it('is wanted by an empty base only, and not again after it was removed', async () => {
		expect(await wantsStarter(store)).toBe(true);
		await load();
		expect(await wantsStarter(store)).toBe(false);
		await removeStarter(store);
		expect(await exportBase(store)).toEqual({ personas: [], segments: [], feedback: [] });
		expect(await wantsStarter(store)).toBe(false);
		await load();
		expect((await store.personas.list()).length).toBe(7);
	});

	it('leaves what somebody made of it', async () => {
		await load();
		const persona = await store.personas.get('vc-investor');
		if (!persona) throw new Error('no persona');
		await store.personas.save({ ...persona, example: false, summary: 'Ours now' }, persona.rev, change);
		await store.feedback.saveAll([
			{
				...(await store.feedback.list())[0],
				id: 'fb-own',
				kind: 'win',
				persona: 'dispatch-manager',
				text: 'Ours',
				example: false,
			} as never,
		]);
		expect(await removeStarter(store)).toMatchObject({ kept: ['Dispatch Manager'] });
		expect((await store.personas.list()).map(({ id }) => id)).toEqual(['dispatch-manager', 'vc-investor']);
		await load();
		expect((await store.personas.get('vc-investor'))?.summary).toBe('Ours now');
	});
});
