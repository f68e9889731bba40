import type { Persona } from './persona.ts';
import type { Revision } from './revision.ts';
import type { Segment } from './segment.ts';

/** Who saves, when (ISO instant) and why; kept in the revision. */
export type Change = { by: string; at: string; reason: string };

export type SaveOutcome =
	| { type: 'saved'; persona: Persona }
	/** Somebody else saved first; `current` is what stands now, null when it is gone. */
	| { type: 'conflict'; current: Persona | null };

export interface PersonaStore {
	/** All personas, archived ones included, ordered by id. */
	list(): Promise<Persona[]>;
	get(id: string): Promise<Persona | null>;
	/**
	 * Saves the persona and its revision, the revision first, so that a crash between the two is
	 * repaired by the next save or read. `expectedRev` null: the id must be free, and the persona keeps
	 * its own `rev`; otherwise the stored `rev` must equal `expectedRev` and becomes one more.
	 */
	save(persona: Persona, expectedRev: number | null, change: Change): Promise<SaveOutcome>;
	/** Removes the persona and its revisions; an unknown id is no error. */
	remove(id: string): Promise<void>;
	/** Oldest first. */
	history(id: string): Promise<Revision[]>;
}

export interface SegmentStore {
	/** Ordered by id. */
	list(): Promise<Segment[]>;
	save(segment: Segment): Promise<void>;
	remove(id: string): Promise<void>;
}

/** Small facts about the base itself. */
export interface BaseState {
	/**
	 * A number that differs whenever a persona, segment or feedback entry has been written since it was
	 * last read, by any process; what is kept in memory is rebuilt when it moves.
	 */
	version(): Promise<number>;
	/** A named note (a small JSON value), null when there is none. */
	note(name: string): Promise<unknown>;
	/** Null removes the note. */
	setNote(name: string, value: unknown): Promise<void>;
}
