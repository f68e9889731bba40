import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InboxItem } from '../../src/delivery/inbox.ts';
import type { Store } from '../../src/stores/open.ts';

const at = (second: number) => new Date(Date.UTC(2026, 10, 24, 10, 0, second)).toISOString();

/** What the inbox promises on every engine. */
export function inboxContract(open: () => Promise<Store>): void {
	describe('inbox contract', () => {
		let store: Store;
		beforeAll(async () => {
			store = await open();
		});
		afterAll(() => store.close());

		const take = async (id: string, second = 0) => {
			await store.inbox.accept({ id, surface: id, job: { text: 'typed' } }, at(second));
			return claimed(await store.inbox.claim(id, at(second), at(second + 60)));
		};

		it('takes a delivery once, however often it comes', async () => {
			const delivery = { id: 'ev:1', surface: 'once', job: { n: 1 } };
			const outcomes = await Promise.all(Array.from({ length: 5 }, () => store.inbox.accept(delivery, at(0))));
			expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(1);
			expect(await store.inbox.open('once')).toBe(1);
		});

		it('gives each item to one worker, the longest waiting first', async () => {
			for (let number = 0; number < 20; number += 1)
				await store.inbox.accept({ id: `many:${number}`, surface: 'many', job: { number } }, at(number));
			const claims = await Promise.all(Array.from({ length: 30 }, () => store.inbox.claim('many', at(40), at(100))));
			const ids = claims.flatMap((item) => item?.id ?? []);
			expect(new Set(ids).size).toBe(20);
			expect(ids).toHaveLength(20);
		});

		it('forgets what was typed when it is done', async () => {
			const item = await take('done');
			expect(await store.inbox.finish(item, at(1))).toBe(true);
			expect(await store.inbox.claim('done', at(500), at(600))).toBeNull();
			expect(await store.inbox.accept({ id: 'done', surface: 'done', job: {} }, at(2))).toBe('duplicate');
		});

		it('keeps only the key of what was done while the platform waited', async () => {
			expect(await store.inbox.accept({ id: 'at-once', surface: 'at-once', job: null }, at(0))).toBe('accepted');
			expect(await store.inbox.open('at-once')).toBe(0);
		});

		it('takes the item from a worker whose lease ended, and refuses what that one still writes', async () => {
			const first = await take('lease');
			expect(await store.inbox.claim('lease', at(59), at(120))).toBeNull();
			await store.inbox.markSending(first, at(2));
			const second = claimed(await store.inbox.claim('lease', at(60), at(120)));
			expect(second).toMatchObject({ attempts: 2, sendingAt: at(2) });
			for (const late of [
				store.inbox.markSending(first, at(61)),
				store.inbox.finish(first, at(61)),
				store.inbox.release(first, at(61), null),
				store.inbox.bury(first, at(61), 'late'),
			])
				expect(await late).toBe(false);
			expect(await store.inbox.finish(second, at(62))).toBe(true);
		});

		it('is done by whoever took it in, or by a worker once that one is gone', async () => {
			const taken = claimed(await store.inbox.acceptLeased({ id: 'mine', surface: 'mine', job: {} }, at(0), at(60)));
			expect(await store.inbox.acceptLeased({ id: 'mine', surface: 'mine', job: {} }, at(0), at(60))).toBeNull();
			expect(await store.inbox.claim('mine', at(59), at(120))).toBeNull();
			expect(await store.inbox.finish(taken, at(1))).toBe(true);
			await store.inbox.acceptLeased({ id: 'orphan', surface: 'mine', job: {} }, at(0), at(60));
			expect(await store.inbox.claim('mine', at(60), at(120))).toMatchObject({ id: 'orphan', attempts: 2, fence: 2 });
		});

		it('ends the leases of a process that is gone, where nobody else can hold any', async () => {
			await take('gone');
			expect(await store.inbox.claim('gone', at(30), at(90))).toBeNull();
			expect(await store.inbox.recover(at(30))).toBeGreaterThan(0);
			expect(await store.inbox.claim('gone', at(30), at(90))).toMatchObject({ attempts: 2, fence: 2 });
		});

		it('waits for the next try', async () => {
			const item = await take('later');
			await store.inbox.release(item, at(30), 'rate_limited');
			expect(await store.inbox.claim('later', at(29), at(90))).toBeNull();
			expect(await store.inbox.claim('later', at(30), at(90))).toMatchObject({ failure: 'rate_limited', attempts: 2 });
		});

		it('lists dead letters and brings one back', async () => {
			const item = await take('dead');
			await store.inbox.bury(item, at(5), 'channel_not_found');
			expect((await store.inbox.dead(10)).map(({ id, failure }) => [id, failure])).toEqual([
				['dead', 'channel_not_found'],
			]);
			expect(await store.inbox.revive('dead', at(10))).toBe(true);
			expect(await store.inbox.revive('dead', at(10))).toBe(false);
			expect(await store.inbox.claim('dead', at(10), at(70))).toMatchObject({ attempts: 1, job: { text: 'typed' } });
		});

		it('purges what ended long ago, and nothing that waits', async () => {
			await store.inbox.finish(await take('old'), at(1));
			await store.inbox.accept({ id: 'waits', surface: 'waits', job: {} }, at(1));
			expect(await store.inbox.purge(at(100))).toBeGreaterThan(0);
			expect(await store.inbox.open('waits')).toBe(1);
			expect(await store.inbox.accept({ id: 'old', surface: 'old', job: {} }, at(2))).toBe('accepted');
		});
	});
}

function claimed(item: InboxItem | null): InboxItem {
	if (!item) throw new Error('the item could not be claimed');
	return item;
}
