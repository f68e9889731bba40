/** A stored document: JSON values only (texts, numbers, booleans, nulls, lists, objects), with a text id chosen by us. */
export type StoredDocument = { _id: string };

export type Scalar = string | number | boolean | null;

/** Conditions on one field. A range never matches another type; null matches a missing field. */
export type Condition =
	| Scalar
	| {
			$eq?: Scalar;
			$ne?: Scalar;
			$in?: Scalar[];
			$nin?: Scalar[];
			$gt?: string | number;
			$gte?: string | number;
			$lt?: string | number;
			$lte?: string | number;
			$exists?: boolean;
	  };

/** All conditions must hold; keys are dotted paths. */
export type Filter = { [path: string]: Condition };

export type Update = {
	$set?: Record<string, unknown>;
	$unset?: Record<string, ''>;
	$inc?: Record<string, number>;
	/** Only with `upsert`: fields of a new document. */
	$setOnInsert?: Record<string, unknown>;
};

export type FindOptions = { sort?: Record<string, 1 | -1>; limit?: number };

/** A second document under the same id or unique key is an expected outcome, not an error. */
export type InsertOutcome = { type: 'inserted' } | { type: 'duplicate' };

/**
 * All that the repositories need of a database; one implementation for MongoDB, one for the embedded
 * engine, the same contract suite for both. A write is durable when its promise resolves. Filters and
 * updates outside these types are refused at run time as well (`UnsupportedOperation`), by both engines.
 */
export interface Collection<Stored extends StoredDocument> {
	insert(document: Stored): Promise<InsertOutcome>;
	get(id: string): Promise<Stored | null>;
	find(filter: Filter, options?: FindOptions): Promise<Stored[]>;
	/** How many matched: 0 or 1. */
	updateOne(filter: Filter, update: Update, options?: { upsert?: boolean }): Promise<number>;
	/** The document after the update, null when none matched. With a sort, the first. */
	findOneAndUpdate(
		filter: Filter,
		update: Update,
		options?: { sort?: Record<string, 1 | -1>; upsert?: boolean },
	): Promise<Stored | null>;
	/** Inserts or replaces by id; safe to repeat, and each document is written whole or not at all. */
	replaceAll(documents: Stored[]): Promise<void>;
	/** How many were deleted. */
	delete(filter: Filter): Promise<number>;
	count(filter: Filter): Promise<number>;
	/** Counts per value of a field, most first; documents without it count under null. */
	countBy(filter: Filter, path: string): Promise<{ value: Scalar; count: number }[]>;
}

export type Index = { name: string; keys: Record<string, 1 | -1>; unique?: boolean };

/** A collection's name and its indexes; the same declaration serves both engines. */
export type CollectionDeclaration = { name: string; indexes: Index[] };

export interface Engine {
	readonly kind: 'mongodb' | 'embedded';
	/** Where the data is, for people; without credentials. */
	readonly place: string;
	collection<Stored extends StoredDocument>(declaration: CollectionDeclaration): Collection<Stored>;
	/** Creates collections and indexes; safe to repeat and to run in parallel. */
	prepare(declarations: CollectionDeclaration[]): Promise<void>;
	close(): Promise<void>;
}
