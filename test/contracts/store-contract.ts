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
				vote: null,
			};
			await store.questions.record({ ...question, id: 'old', at: '2025-01-01T00:00:00.000Z' });
			await store.questions.record({ ...question, id: 'new', at: '2026-11-01T00:00:00.000Z' });
			await store.questions.record({ ...question, id: 'other', by: 'slack:U2', at: '2026-10-01T00:00:00.000Z' });
			expect((await store.questions.recent(5)).map(({ id }) => id)).toEqual(['new', 'other', 'old']);
			expect((await store.questions.recentBy('slack:U2', 5)).map(({ id }) => id)).toEqual(['other']);
			const vote = {
				helpful: false,
				reason: 'wrong' as const,
				comment: null,
				by: 'local',
				at: '2026-11-02T00:00:00.000Z',
			};
			expect(await store.questions.vote('new', vote)).toBe(true);
			expect(await store.questions.vote('gone', vote)).toBe(false);
			expect((await store.questions.recent(1))[0]?.vote).toEqual(vote);
			expect(await store.questions.purgeBefore('2026-01-01T00:00:00.000Z')).toBe(1);
		});

		it('keeps the newest turns and answers of a conversation', async () => {
			for (let number = 1; number <= 10; number += 1) {
				const answer = { id: `a${number}`, question: `q${number}`, team: 'sales' as const, reply: { number } };
				await store.threads.append('t1', answer, `2026-11-24T10:00:${10 + number}.000Z`);
			}
			const thread = await store.threads.get('t1');
			expect(thread?.turns).toEqual(['q5', 'q6', 'q7', 'q8', 'q9', 'q10']);
			expect(thread?.shown.at(-1)).toEqual({ id: 'a10', question: 'q10', team: 'sales', reply: { number: 10 } });
			expect(await store.threads.purgeBefore('2026-11-25T00:00:00.000Z')).toBe(1);
			expect(await store.threads.get('t1')).toBeNull();
		});

		it('meets a member once and keeps what they chose', async () => {
			const standing = { bot: false, guest: false, foreign: false, deactivated: false };
			const profile = { name: 'Ann', timeZone: 'Europe/Berlin', standing };
			const at = '2026-11-24T10:00:00.000Z';
			const met = await Promise.all([1, 2, 3].map(() => store.members.meet('slack:U1', profile, at)));
			expect(new Set(met.map(({ createdAt }) => createdAt))).toEqual(new Set([at]));
			await store.members.prefer('slack:U1', { team: 'product', timeZone: 'Asia/Tokyo' });
			const again = await store.members.meet('slack:U1', { ...profile, name: 'Anna' }, '2026-11-25T10:00:00.000Z');
			expect(again).toMatchObject({ name: 'Anna', team: 'product', timeZone: 'Asia/Tokyo', createdAt: at });
			const claims = await Promise.all([1, 2, 3].map(() => store.members.claimWelcome('slack:U1', at)));
			expect(claims.filter(Boolean)).toHaveLength(1);
			expect(await store.members.prefer('slack:U9', { team: 'sales' })).toBeNull();
		});
	});
}
