import type { FeedbackEntry } from './entry.ts';

export interface FeedbackStore {
	/** All entries, ordered by id. */
	list(): Promise<FeedbackEntry[]>;
	get(id: string): Promise<FeedbackEntry | null>;
	/** Inserts or replaces by id; safe to repeat. All are stored when it returns. */
	saveAll(entries: FeedbackEntry[]): Promise<void>;
	remove(ids: string[]): Promise<void>;
	count(): Promise<number>;
}
