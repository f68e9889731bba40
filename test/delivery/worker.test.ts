import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Lease, LeaseLost, type Performed, startWorker, type Worker } from '../../src/delivery/worker.ts';
import { openStore, type Store } from '../../src/stores/open.ts';

const soon = () => new Date().toISOString();

describe('the worker of the inbox', () => {
	let store: Store;
	let worker: Worker | null = null;
	beforeEach(async () => {
		store = await openStore({ mongodbUri: null, mongodbDatabase: 'unused', dataDir: ':memory:' });
	});
	afterEach(async () => {
		await worker?.stop(1_000);
		await store.close();
	});

	const start = (perform: (job: unknown, lease: Lease) => Promise<Performed>, more: { leaseMs?: number } = {}) => {
		const dead: unknown[] = [];
		worker = startWorker({
			surface: 'test',
			store: store.inbox,
			perform,
			onDead: async (job) => {
				dead.push(job);
			},
			pollMs: 10,
			leaseMs: 5_000,
			...more,
		});
		return dead;
	};
	const accept = (id: string) => store.inbox.accept({ id, surface: 'test', job: { id } }, soon());

	it('does everything once and keeps nothing of it', async () => {
		const done: unknown[] = [];
		start(async (job) => {
			done.push(job);
			return { type: 'done' };
		});
		for (let number = 0; number < 50; number += 1) await accept(`i${number}`);
		await vi.waitFor(async () => expect(await store.inbox.open('test')).toBe(0));
		expect(done).toHaveLength(50);
	});

	it('tries again after a failure, and buries what will never work', async () => {
		let tries = 0;
		const dead = start(async () => {
			tries += 1;
			return tries === 1
				? { type: 'again', afterMs: 5, failure: 'busy' }
				: { type: 'hopeless', failure: 'channel_not_found' };
		});
		await accept('x');
		await vi.waitFor(() => expect(dead).toEqual([{ id: 'x' }]));
		expect(await store.inbox.dead(5)).toMatchObject([{ id: 'x', failure: 'channel_not_found', attempts: 2 }]);
	});

	it('lets nobody send whose lease has ended, and tells the next that something may have been sent', async () => {
		const seen: boolean[] = [];
		let lost: unknown = null;
		start(
			async (_, lease) => {
				seen.push(lease.mayHaveSent);
				if (seen.length > 1) return { type: 'done' };
				await lease.beforeSending();
				await new Promise((resolve) => setTimeout(resolve, 150));
				await lease.beforeSending().catch((error: unknown) => {
					lost = error;
				});
				return { type: 'done' };
			},
			{ leaseMs: 50 },
		);
		await accept('slow');
		await vi.waitFor(async () => expect(await store.inbox.open('test')).toBe(0));
		await vi.waitFor(() => expect(lost).toBeInstanceOf(LeaseLost));
		expect(seen).toEqual([false, true]);
	});

	it('ends what is under way before it stops, and takes nothing new', async () => {
		let ended = 0;
		start(async () => {
			await new Promise((resolve) => setTimeout(resolve, 50));
			ended += 1;
			return { type: 'done' };
		});
		await accept('running');
		await new Promise((resolve) => setTimeout(resolve, 20));
		const stopping = worker?.stop(1_000);
		await accept('later');
		await stopping;
		expect(ended).toBe(1);
		expect(await store.inbox.open('test')).toBe(1);
	});
});
