import type { Condition, Filter, Index, Scalar, StoredDocument } from '../collection.ts';
import { valueAt } from './values.ts';

/** Hash indexes: which documents a filter could match at most. What they name is still to be tested. */
export type Lookups<Stored> = {
	remember(document: Stored): void;
	forget(document: Stored): void;
	/** Null: no index helps, every document has to be tested. */
	candidates(filter: Filter): Iterable<string> | null;
};

/** Lists, objects, and whatever lies behind a list: never told apart, always tested. */
const OTHER: unique symbol = Symbol('other');

type Key = Scalar | typeof OTHER;
type Lookup = { path: string; ids: Map<Key, Set<string>> };

/** One index for the first path of each declared one. */
export function createLookups<Stored extends StoredDocument>(indexes: Index[]): Lookups<Stored> {
	const paths = new Set(indexes.flatMap(({ keys }) => Object.keys(keys).slice(0, 1)));
	const lookups: Lookup[] = [...paths].map((path) => ({ path, ids: new Map() }));
	return {
		remember: (document) => {
			for (const { path, ids } of lookups) {
				const key = keyOf(document, path);
				const known = ids.get(key);
				if (known) known.add(document._id);
				else ids.set(key, new Set([document._id]));
			}
		},
		forget: (document) => {
			for (const { path, ids } of lookups) ids.get(keyOf(document, path))?.delete(document._id);
		},
		candidates: (filter) => {
			const byId = equalities(filter._id);
			if (byId) return new Set(byId.map(String));
			for (const { path, ids } of lookups) {
				const values = equalities(filter[path]);
				if (values) return idsUnder(ids, [...values, OTHER]);
			}
			return null;
		},
	};
}

function idsUnder(ids: Lookup['ids'], keys: Key[]): Set<string> {
	return new Set(keys.flatMap((key) => [...(ids.get(key) ?? [])]));
}

function keyOf(document: object, path: string): Key {
	const parts = path.split('.');
	for (let length = 1; length < parts.length; length += 1) {
		if (Array.isArray(valueAt(document, parts.slice(0, length).join('.')))) return OTHER;
	}
	const value = valueAt(document, path) ?? null;
	if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
	return value === null ? null : OTHER;
}

/** The values that an equality or `$in` allows; null where the condition is another. */
function equalities(condition: Condition | undefined): Scalar[] | null {
	if (condition === undefined) return null;
	if (typeof condition !== 'object' || condition === null) return [condition];
	if (condition.$eq !== undefined) return [condition.$eq];
	return condition.$in ?? null;
}
