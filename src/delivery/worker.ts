import { log } from '../log.ts';
import type { InboxItem, InboxStore } from './inbox.ts';

/** What became of an item. */
export type Performed =
	| { type: 'done' }
	/** Nothing was shown, or it is not known; tried again after a while. */
	| { type: 'again'; afterMs: number; failure: string }
	/** Will never work. */
	| { type: 'hopeless'; failure: string };

/** The right to work on an item for a while. */
export type Lease = {
	/** A process that was here before may have shown something. */
	mayHaveSent: boolean;
	/** Call it right before anything is shown; throws `LeaseLost` when somebody else has the item by now. */
	beforeSending(): Promise<void>;
	/** The platform took nothing: a later try need not ask whether it did. */
	nothingSent(): Promise<void>;
};

export type Worker = {
	/** Something came in: look at once. */
	poke(): void;
	/** Takes nothing new; resolves when what is under way has ended, or after `withinMs`. */
	stop(withinMs: number): Promise<void>;
};

export type WorkerOptions = {
	surface: string;
	store: InboxStore;
	perform(job: unknown, lease: Lease, item: InboxItem): Promise<Performed>;
	/** While this is true nothing new is taken up: platforms wait for receipts, which come first. */
	busy?(): boolean;
	/** Somebody waits in vain and should be told; called once, after the last try. */
	onDead(job: unknown, item: InboxItem): Promise<void>;
	concurrency?: number;
	leaseMs: number;
	pollMs?: number;
};

/** The lease has ended, and another worker may have taken the item: nothing may be shown any more. */
export class LeaseLost extends Error {
	override name = 'LeaseLost';
}

/** Nothing is sent in the last part of a lease, so that no late send meets the next holder. */
const USABLE_LEASE = 0.5;

/** How long an item stays with whoever took it: a worker, or the one who answers while the platform waits. */
export type Leases = { workMs: number; atOnceMs: number };

/** Two attempts to post, of ten seconds each, must end within the second half of a lease. */
const SHORTEST_LEASE_MS = 45_000;

/** As short as the longest work allows: what a killed process left is taken up when its lease has ended. */
export function leasesFor(longestWorkMs: number): Leases {
	const workMs = Math.max(SHORTEST_LEASE_MS, Math.ceil(longestWorkMs / USABLE_LEASE));
	return { workMs, atOnceMs: SHORTEST_LEASE_MS };
}

const CONCURRENCY = 32;
const POLL_MS = 1_000;
/** When receipts kept it from looking. */
const LOOK_AGAIN_MS = 50;
/** After these the item is dead: about 20 minutes of trying. */
const MOST_ATTEMPTS = 8;
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 600_000;
const isoIn = (ms: number) => new Date(Date.now() + ms).toISOString();

/** Does what is in the inbox of one surface; any number of processes may run one. Leases follow the real clock. */
export function startWorker(options: WorkerOptions): Worker {
	const { concurrency = CONCURRENCY, pollMs = POLL_MS } = options;
	const running = new Set<Promise<void>>();
	let stopping = false;
	let looking = false;
	let lookAgain = false;
	const look = async (): Promise<void> => {
		if (looking || stopping) {
			lookAgain = true;
			return;
		}
		looking = true;
		do {
			lookAgain = false;
			await takeAll();
		} while (lookAgain && !stopping);
		looking = false;
	};
	const takeAll = async () => {
		while (!stopping && running.size < concurrency) {
			if (options.busy?.()) {
				setTimeout(() => void look(), LOOK_AGAIN_MS).unref();
				return;
			}
			const item = await claimNext(options);
			if (!item) return;
			const work = performItem(item, options).finally(() => {
				running.delete(work);
				void look();
			});
			running.add(work);
		}
	};
	const timer = setInterval(() => void look(), pollMs);
	void look();
	return {
		poke: () => void look(),
		stop: async (withinMs) => {
			stopping = true;
			clearInterval(timer);
			await Promise.race([
				Promise.allSettled(running),
				new Promise((resolve) => setTimeout(resolve, withinMs).unref()),
			]);
		},
	};
}

/** A store that does not answer is asked again at the next poll. */
async function claimNext({ store, surface, leaseMs }: WorkerOptions): Promise<InboxItem | null> {
	try {
		return await store.claim(surface, isoIn(0), isoIn(leaseMs));
	} catch (error) {
		log.warn({ event: 'inbox_unreachable', surface, err: error });
		return null;
	}
}

/** Never rejects: what cannot be settled is left to the end of the lease. */
async function performItem(item: InboxItem, options: WorkerOptions): Promise<void> {
	const { surface, perform, leaseMs } = options;
	const started = performance.now();
	const lease = createLease(item, options.store, started + leaseMs * USABLE_LEASE);
	try {
		const performed = await perform(item.job, lease, item).catch((error: unknown) => failed(error, item));
		const ms = Math.round(performance.now() - started);
		log.info({ event: 'inbox_performed', surface, outcome: performed.type, attempts: item.attempts, ms });
		await settle(item, performed, options);
	} catch (error) {
		if (error instanceof LeaseLost) log.warn({ event: 'inbox_lease_lost', surface, fence: item.fence });
		else log.error({ event: 'inbox_unsettled', surface, fence: item.fence, err: error });
	}
}

function createLease(item: InboxItem, store: InboxStore, usableUntil: number): Lease {
	let marked = item.sendingAt !== null;
	const held = (still: boolean) => {
		if (!still) throw new LeaseLost('another worker holds the item');
	};
	return {
		mayHaveSent: marked,
		beforeSending: async () => {
			if (!marked) held(await store.markSending(item, isoIn(0)));
			marked = true;
			held(performance.now() < usableUntil);
		},
		nothingSent: async () => {
			held(await store.unmarkSending(item));
			marked = false;
		},
	};
}

function failed(error: unknown, { surface, attempts }: InboxItem): Performed {
	if (error instanceof LeaseLost) throw error;
	log.error({ event: 'inbox_attempt_failed', surface, attempts, err: error });
	return { type: 'again', afterMs: waitBefore(attempts), failure: error instanceof Error ? error.name : 'unknown' };
}

function waitBefore(attempts: number): number {
	return Math.min(FIRST_WAIT_MS * 2 ** (attempts - 1), LONGEST_WAIT_MS);
}

async function settle(item: InboxItem, performed: Performed, options: WorkerOptions): Promise<void> {
	const { store } = options;
	if (performed.type === 'done') {
		await store.finish(item, isoIn(0));
		return;
	}
	if (performed.type === 'again' && item.attempts < MOST_ATTEMPTS) {
		await store.release(item, isoIn(performed.afterMs), performed.failure);
		return;
	}
	log.error({ event: 'inbox_dead', surface: item.surface, failure: performed.failure, attempts: item.attempts });
	if (await store.bury(item, isoIn(0), performed.failure)) await options.onDead(item.job, item);
}
