/**
 * Everything that a platform delivers is claimed by its natural key and written here before it is
 * acknowledged; a worker then does it under a lease. A second delivery of the same key finds the first.
 */
export type InboxItem = {
	/** Natural key of the delivery, so that a repeated one is recognised. */
	id: string;
	/** Whose worker does it. */
	surface: string;
	/** What is to be done; null as soon as it is done, because it holds what people typed. */
	job: unknown;
	state: 'new' | 'leased' | 'done' | 'dead';
	/** ISO instant at which somebody must look: the start of the work, the end of a lease, the next try. */
	wakeAt: string;
	/** One more with every claim; whoever holds an older one has lost the item. */
	fence: number;
	attempts: number;
	receivedAt: string;
	/** When something was about to be shown for the first time; after a crash it may have been. */
	sendingAt: string | null;
	endedAt: string | null;
	/** What went wrong last, without anything that people typed. */
	failure: string | null;
};

/** `job` null: it was done while the platform waited, and only the key is kept. */
export type Delivery = { id: string; surface: string; job: unknown };

/** Instants are ISO. The writes that say so return false when the lease was lost; then nothing was changed. */
export interface InboxStore {
	/** Durable when it resolves; made for the time while a platform waits. */
	accept(delivery: Delivery, at: string): Promise<'accepted' | 'duplicate'>;
	/** The same, already leased to the caller, who does it while the platform waits; null for a duplicate. */
	acceptLeased(delivery: Delivery, at: string, until: string): Promise<InboxItem | null>;
	/** The item that has waited longest, leased until `until`; the lease of a crashed worker counts as waiting once it has ended. */
	claim(surface: string, now: string, until: string): Promise<InboxItem | null>;
	/** Says that something is about to be shown. */
	markSending(item: InboxItem, at: string): Promise<boolean>;
	/** Takes the mark back where it is certain that nothing was shown. */
	unmarkSending(item: InboxItem): Promise<boolean>;
	finish(item: InboxItem, at: string): Promise<boolean>;
	/** Back into the queue. */
	release(item: InboxItem, wakeAt: string, failure: string | null): Promise<boolean>;
	/** Nobody tries again; the job is kept for those who look into it. */
	bury(item: InboxItem, at: string, failure: string): Promise<boolean>;
	/** Dead letters, newest first. */
	dead(limit: number): Promise<InboxItem[]>;
	/** A dead letter back into the queue; false when there is none with this id. */
	revive(id: string, at: string): Promise<boolean>;
	/** How many wait or are being done. */
	open(surface: string): Promise<number>;
	/** Ends every lease: only for a store that no other process can have; returns how many. */
	recover(at: string): Promise<number>;
	/** Forgets what ended before the instant; returns how many. */
	purge(endedBefore: string): Promise<number>;
}
