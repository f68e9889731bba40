import { update as applyUpdate, Query } from 'mingo';
import type {
	Collection,
	CollectionDeclaration,
	Filter,
	Index,
	Scalar,
	StoredDocument,
	Update,
} from '../collection.ts';
import { guardDocument, guardFilter, guardUpdate } from '../guard.ts';
import type { Disk } from './disk.ts';

/** MongoDB's semantics by mingo over documents in memory; memory changes only after the disk has. */
export function createCollection<Stored extends StoredDocument>(
	declaration: CollectionDeclaration,
	disk: Disk,
): Collection<Stored> {
	const table = createTable<Stored>(declaration, disk);
	return {
		insert: async (document) => (table.insert(document) ? { type: 'inserted' } : { type: 'duplicate' }),
		get: async (id) => copyOrNull(table.get(id)),
		find: async (filter, { sort, limit } = {}) => sorted(table.matching(filter), sort).slice(0, limit).map(copyOf),
		updateOne: async (filter, update, { upsert = false } = {}) =>
			table.updateFirst(filter, update, undefined, upsert)?.before ? 1 : 0,
		findOneAndUpdate: async (filter, update, { sort, upsert = false } = {}) =>
			copyOrNull(table.updateFirst(filter, update, sort, upsert)?.after),
		replaceAll: async (replacements) => {
			replacements.forEach(guardDocument);
			table.store(replacements.map(copyOf));
		},
		delete: async (filter) => table.delete(filter),
		count: async (filter) => table.matching(filter).length,
		countBy: async (filter, path) => countValues(table.matching(filter).map((document) => valueAt(document, path))),
	};
}

type Change<Stored> = { before: Stored | null; after: Stored };

type Table<Stored> = {
	get(id: string): Stored | undefined;
	matching(filter: Filter): Stored[];
	/** Disk first, memory after. */
	store(changed: Stored[]): void;
	/** False: the id or a unique key is taken. */
	insert(document: Stored): boolean;
	/** Null: nothing matched and nothing was inserted. */
	updateFirst(
		filter: Filter,
		update: Update,
		sort: Record<string, 1 | -1> | undefined,
		upsert: boolean,
	): Change<Stored> | null;
	delete(filter: Filter): number;
};

function createTable<Stored extends StoredDocument>(
	{ name, indexes }: CollectionDeclaration,
	disk: Disk,
): Table<Stored> {
	const documents = new Map<string, Stored>();
	for (const { id, json } of disk.load(name)) documents.set(id, JSON.parse(json));
	const unique = createUniqueKeys(indexes, documents.values());
	const matching = (filter: Filter) => documentsMatching(filter, documents);
	const store = (changed: Stored[]) => {
		disk.write(
			name,
			changed.map((document) => ({ id: document._id, json: JSON.stringify(document) })),
		);
		for (const document of changed) {
			unique.forget(documents.get(document._id));
			documents.set(document._id, document);
			unique.remember(document);
		}
	};
	const remove = (leaving: Stored[]) => {
		disk.write(
			name,
			leaving.map(({ _id }) => ({ id: _id, json: null })),
		);
		for (const document of leaving) {
			unique.forget(document);
			documents.delete(document._id);
		}
		return leaving.length;
	};
	return {
		get: (id) => documents.get(id),
		matching,
		store,
		insert: (document) => {
			guardDocument(document);
			const fresh = copyOf(document);
			if (documents.has(fresh._id) || unique.taken(fresh)) return false;
			store([fresh]);
			return true;
		},
		updateFirst: (filter, update, sort, upsert) => {
			const change = changeFirst(sorted(matching(filter), sort)[0], filter, update, upsert);
			if (!change) return null;
			if (unique.taken(change.after)) throw new Error(`duplicate key in ${name}`);
			store([change.after]);
			return change;
		},
		delete: (filter) => remove(matching(filter)),
	};
}

function documentsMatching<Stored extends StoredDocument>(filter: Filter, documents: Map<string, Stored>): Stored[] {
	guardFilter(filter);
	const id = filter._id;
	const query = new Query(filter);
	if (typeof id === 'string') {
		const document = documents.get(id);
		return document && query.test(document) ? [document] : [];
	}
	return [...documents.values()].filter((document) => query.test(document));
}

function changeFirst<Stored extends StoredDocument>(
	current: Stored | undefined,
	filter: Filter,
	update: Update,
	upsert: boolean,
): Change<Stored> | null {
	guardUpdate(update);
	if (current) return { before: current, after: updated(current, update) };
	return upsert ? { before: null, after: created<Stored>(filter, update) } : null;
}

function copyOf<Stored>(document: Stored): Stored {
	return JSON.parse(JSON.stringify(document));
}

function copyOrNull<Stored>(document: Stored | null | undefined): Stored | null {
	return document ? copyOf(document) : null;
}

function updated<Stored extends StoredDocument>(current: Stored, { $setOnInsert: _, ...rest }: Update): Stored {
	const copy = copyOf(current);
	for (const [operator, fields] of Object.entries(rest)) applyUpdate(copy, { [operator]: fields });
	return copy;
}

/** What an upsert makes: the equalities of the filter, then the update. */
function created<Stored extends StoredDocument>(filter: Filter, { $setOnInsert = {}, ...rest }: Update): Stored {
	const equal = Object.entries(filter).flatMap(([path, condition]): [string, unknown][] => {
		if (typeof condition !== 'object' || condition === null) return [[path, condition]];
		return condition.$eq === undefined ? [] : [[path, condition.$eq]];
	});
	const fields = Object.entries($setOnInsert).concat(equal.filter(([path]) => path !== '_id'));
	const document = { _id: String(equal.find(([path]) => path === '_id')?.[1] ?? '') };
	if (fields.length > 0) applyUpdate(document, { $set: Object.fromEntries(fields) });
	guardDocument(document);
	return updated(document, rest) as Stored;
}

function sorted<Stored extends StoredDocument>(
	documents: Stored[],
	sort: Record<string, 1 | -1> | undefined,
): Stored[] {
	if (!sort) return documents;
	const query = new Query({});
	return query.find<Stored>(documents).sort(sort).all();
}

function valueAt(document: object, path: string): unknown {
	let value: unknown = document;
	for (const part of path.split('.'))
		value = typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined;
	return value;
}

function countValues(values: unknown[]): { value: Scalar; count: number }[] {
	const counts = new Map<Scalar, number>();
	for (const value of values) {
		const key = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
		counts.set(key, (counts.get(key) ?? 0) + 1);
	}
	return [...counts]
		.map(([value, count]) => ({ value, count }))
		.sort((a, b) => b.count - a.count || compareValues(a.value, b.value));
}

/** As MongoDB sorts what the groups are counted under: null first. */
function compareValues(a: Scalar, b: Scalar): number {
	if (a === null || b === null) return a === null ? -1 : 1;
	return a < b ? -1 : 1;
}

type UniqueKeys<Stored> = {
	taken(document: Stored): boolean;
	remember(document: Stored): void;
	forget(document: Stored | undefined): void;
};

function createUniqueKeys<Stored extends StoredDocument>(
	indexes: Index[],
	documents: Iterable<Stored>,
): UniqueKeys<Stored> {
	const holders = indexes
		.filter((index) => index.unique)
		.map((index) => ({ paths: Object.keys(index.keys), ids: new Map<string, string>() }));
	const keyOf = (document: Stored, paths: string[]) =>
		JSON.stringify(paths.map((path) => valueAt(document, path) ?? null));
	const keys: UniqueKeys<Stored> = {
		taken: (document) =>
			holders.some(({ paths, ids }) => (ids.get(keyOf(document, paths)) ?? document._id) !== document._id),
		remember: (document) => {
			for (const { paths, ids } of holders) ids.set(keyOf(document, paths), document._id);
		},
		forget: (document) => {
			if (document) for (const { paths, ids } of holders) ids.delete(keyOf(document, paths));
		},
	};
	for (const document of documents) keys.remember(document);
	return keys;
}
