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

/** All conditions must hold; keys are dotted paths of names (no list positions). */
export type Filter = { [path: string]: Condition };

/** Paths never lead through a list, no two of them may overlap, and `_id` never changes. */
export type Update = {
	$set?: Record<string, unknown>;
	$unset?: Record<string, ''>;
	$inc?: Record<string, number>;
	/** Appends; a negative `$slice` keeps the last ones only. */
	$push?: Record<string, { $each: unknown[]; $slice?: number }>;
	$addToSet?: Record<string, Scalar>;
	$pull?: Record<string, Scalar>;
	/** Only with `upsert`: fields of a new document, `_id` among them unless the filter gives it. */
	$setOnInsert?: Record<string, unknown>;
};

/** Equal sort values come in any order: end with `_id` where the order matters. */
export type Sort = Record<string, 1 | -1>;
export type FindOptions = { sort?: Sort; limit?: number };
/** An upsert's filter holds equalities only; they and `$setOnInsert` make the new document. */
type UpdateOptions = { upsert?: boolean };

/** A second document under the same id or unique key is an expected outcome, not an error. */
type InsertOutcome = { type: 'inserted' } | { type: 'duplicate' };

/** `duplicate`: nothing was written, because another document holds the id or a unique key. */
export type UpdateOutcome = { type: 'updated' | 'inserted' | 'unmatched' | 'duplicate' };

export type FindAndUpdateOutcome<Stored> =
	/** The document as it is after the update. */
	{ type: 'updated' | 'inserted'; document: Stored } | { type: 'unmatched' | 'duplicate' };

/**
 * All that the repositories need of a database; one implementation for MongoDB, one for the embedded
 * engine, the same contract suite for both. A write is durable when its promise resolves; each document
 * is written whole or not at all. Filters, updates, options and documents outside these types, and
 * updates that do not fit the stored document (`$inc` of a text), reject with `UnsupportedOperation` on
 * both engines. Documents go in and out as copies.
 */
export interface Collection<Stored extends StoredDocument> {
	insert(document: Stored): Promise<InsertOutcome>;
	get(id: string): Promise<Stored | null>;
	find(filter: Filter, options?: FindOptions): Promise<Stored[]>;
	updateOne(filter: Filter, update: Update, options?: UpdateOptions): Promise<UpdateOutcome>;
	/** With a sort, the first that matches; two callers never get the same document of a queue. */
	findOneAndUpdate(
		filter: Filter,
		update: Update,
		options?: UpdateOptions & { sort?: Sort },
	): Promise<FindAndUpdateOutcome<Stored>>;
	/**
	 * Inserts or replaces by id, in bulk; safe to repeat, and the last of one id wins. Returns the ids that
	 * were left out because another document holds their unique key. A failure may leave some written.
	 */
	replaceAll(documents: Stored[]): Promise<string[]>;
	/** How many were deleted. */
	delete(filter: Filter): Promise<number>;
	count(filter: Filter): Promise<number>;
	/** Counts per value of a scalar field, most first; documents without it count under null. */
	countBy(filter: Filter, path: string): Promise<{ value: Scalar; count: number }[]>;
}

/** Keys are paths to scalars, never to lists; where `unique`, a missing field counts as null. */
export type Index = { name: string; keys: Sort; unique?: boolean };

/** A collection's name and its indexes; the same declaration serves both engines. */
export type CollectionDeclaration = { name: string; indexes: Index[] };

/**
 * `acknowledge`: somebody waits for a platform's receipt, so an operation fails within about two seconds
 * where the database does not answer (and may yet have been done: look it up by its key). `work`: all else.
 */
export type Urgency = 'acknowledge' | 'work';

export interface Engine {
	readonly kind: 'mongodb' | 'embedded';
	/** Where the data is, for people; without credentials. */
	readonly place: string;
	/** `work` unless said otherwise. */
	collection<Stored extends StoredDocument>(declaration: CollectionDeclaration, urgency?: Urgency): Collection<Stored>;
	/** Creates collections and indexes; safe to repeat and to run in parallel. */
	prepare(declarations: CollectionDeclaration[]): Promise<void>;
	close(): Promise<void>;
}
