import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportBase, importBase } from '../../src/basefile/transfer.ts';
import { canonicalHash } from '../../src/basefile/write.ts';
import type { Store } from '../../src/stores/open.ts';
import { exampleBase } from '../fakes/example-base.ts';

const change = { by: 'local', at: '2026-11-24T10:00:00.000Z', reason: 'test' };

/** What the repositories promise on every engine. */
export function storeContract(open: () => Promise<Store>): void {
	describe('store contract', () => {
		let store: Store;
		beforeAll(async () => {
			store = await open();
		});
		afterAll(() => store.close());

		it('keeps a base and gives it back equal', async () => {
			const parsed = exampleBase();
			await importBase(store, parsed, change);
			expect(canonicalHash(await exportBase(store))).toBe(canonicalHash(parsed.base));
			const again = await importBase(store, parsed, change);
			expect(again).toMatchObject({
				type: 'imported',
				personas: { added: 0, changed: 0 },
				feedback: { added: 0, changed: 0 },
			});
		});

		it('lets one of 50 parallel edits win each revision, and overwrites none', async () => {
			const [original] = (await store.personas.list()).filter(({ status }) => status === 'active');
			if (!original) throw new Error('the example base holds a persona');
			const edit = async (number: number) => {
				for (;;) {
					const current = await store.personas.get(original.id);
					if (!current) throw new Error('the persona is gone');
					const outcome = await store.personas.save(
						{ ...current, aliases: [...current.aliases, `edit ${number}`] },
						current.rev,
						{ ...change, reason: `edit ${number}` },
					);
					if (outcome.type === 'saved') return;
				}
			};
			await Promise.all(Array.from({ length: 50 }, (_, number) => edit(number)));
			const head = await store.personas.get(original.id);
			expect(head?.rev).toBe(original.rev + 50);
			expect(head?.aliases).toHaveLength(original.aliases.length + 50);
			const revs = (await store.personas.history(original.id)).map(({ rev }) => rev);
			expect(revs).toEqual(Array.from({ length: 51 }, (_, number) => original.rev + number));
		});

		it('moves the version with every write to the base', async () => {
			const before = await store.state.version();
			await store.segments.save({ id: 'new', name: 'New', definition: null, traits: [], example: false });
			expect(await store.state.version()).toBeGreaterThan(before);
		});

		it('never reserves more than the budget, however many ask at once', async () => {
			const granted = await Promise.all(Array.from({ length: 100 }, () => store.budget.reserve('2026-11', 30, 1000)));
			expect(granted.filter(Boolean)).toHaveLength(33);
			expect(await store.budget.spent('2026-11')).toBe(990);
			await store.budget.settle('2026-11', -90);
			expect(await store.budget.spent('2026-11')).toBe(900);
		});

		it('remembers questions newest first and forgets old ones', async () => {
			const question = {
				by: 'local',
				team: 'sales' as const,
				question: 'q',
				outcome: 'answered' as const,
				reason: null,
				personas: [],
				promptVersion: null,
				usage: null,
				ms: 1,
			};
			await store.questions.record({ ...question, id: 'old', at: '2025-01-01T00:00:00.000Z' });
			await store.questions.record({ ...question, id: 'new', at: '2026-11-01T00:00:00.000Z' });
			expect((await store.questions.recent(5)).map(({ id }) => id)).toEqual(['new', 'old']);
			expect(await store.questions.purgeBefore('2026-01-01T00:00:00.000Z')).toBe(1);
		});
	});
}
