import type { BaseState } from '../../personas/ports.ts';
import type { Collection, CollectionDeclaration } from '../collection.ts';

type NoteDocument = { _id: string; value: unknown };
type CounterDocument = { _id: string; count: number };

export const stateDeclaration: CollectionDeclaration = { name: 'state', indexes: [] };

const VERSION = 'version';
const NOTE_PREFIX = 'note ';

/**
 * Does a write to the base and moves the version after it, so that a reader who sees the new version sees
 * the write as well; also after a failure, because a part may have been written.
 */
export type Announce = <Result>(write: () => Promise<Result>) => Promise<Result>;

export function createAnnounce(state: Collection<CounterDocument>): Announce {
	return async (write) => {
		try {
			return await write();
		} finally {
			await state.updateOne({ _id: VERSION }, { $inc: { count: 1 } }, { upsert: true });
		}
	};
}

export function createBaseState(counters: Collection<CounterDocument>, notes: Collection<NoteDocument>): BaseState {
	return {
		version: async () => (await counters.get(VERSION))?.count ?? 0,
		note: async (name) => (await notes.get(NOTE_PREFIX + name))?.value ?? null,
		setNote: async (name, value) => {
			if (value === null) await notes.delete({ _id: NOTE_PREFIX + name });
			else await notes.replaceAll([{ _id: NOTE_PREFIX + name, value }]);
		},
	};
}
