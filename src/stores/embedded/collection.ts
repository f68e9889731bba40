import type { Collection, Filter, FindAndUpdateOutcome, Scalar, Sort, StoredDocument, Update } from '../collection.ts';
import { guardFilter, guardFindOptions, guardPath, guardUpdateOptions } from '../guard.ts';
import { guardDocument, guardId, guardUpdate } from '../guard-writes.ts';
import type { Table } from './table.ts';
import { created, updated } from './updates.ts';
import { copyOf, valueAt } from './values.ts';

/** The port over one table: MongoDB's semantics by mingo, each call done in one go, so it is atomic. */
export function createCollection<Stored extends StoredDocument>(table: Table<Stored>): Collection<Stored> {
	const matching = (filter: Filter, sort?: Sort) => {
		guardFilter(filter);
		return table.matching(filter, sort);
	};
	return {
		insert: async (document) => ({ type: insert(table, document) }),
		get: async (id) => {
			guardId(id);
			return copyOf(table.get(id) ?? null);
		},
		find: async (filter, options = {}) => {
			guardFindOptions(options);
			return matching(filter, options.sort).slice(0, options.limit).map(copyOf);
		},
		updateOne: async (filter, update, options = {}) => ({ type: updateFirst(table, filter, update, options).type }),
		findOneAndUpdate: async (filter, update, options = {}) => copyOf(updateFirst(table, filter, update, options)),
		replaceAll: async (documents) => replaceAll(table, documents),
		delete: async (filter) => {
			const leaving = matching(filter);
			table.remove(leaving);
			return leaving.length;
		},
		count: async (filter) => matching(filter).length,
		countBy: async (filter, path) => {
			guardPath(path);
			return countValues(matching(filter).map((document) => valueAt(document, path)));
		},
	};
}

function insert<Stored extends StoredDocument>(table: Table<Stored>, document: Stored): 'inserted' | 'duplicate' {
	guardDocument(document);
	if (table.get(document._id)) return 'duplicate';
	return table.store([copyOf(document)]).length === 1 ? 'inserted' : 'duplicate';
}

function updateFirst<Stored extends StoredDocument>(
	table: Table<Stored>,
	filter: Filter,
	update: Update,
	options: { sort?: Sort; upsert?: boolean },
): FindAndUpdateOutcome<Stored> {
	guardUpdateOptions(options);
	const { sort, upsert = false } = options;
	guardFilter(filter);
	guardUpdate(filter, update, upsert);
	const current = table.matching(filter, sort)[0];
	if (current) {
		const document = updated(current, update);
		return table.store([document]).length === 1 ? { type: 'updated', document } : { type: 'duplicate' };
	}
	if (!upsert) return { type: 'unmatched' };
	const document = created<Stored>(filter, update);
	return insert(table, document) === 'inserted' ? { type: 'inserted', document } : { type: 'duplicate' };
}

function replaceAll<Stored extends StoredDocument>(table: Table<Stored>, documents: Stored[]): string[] {
	documents.forEach(guardDocument);
	const byId = new Map(documents.map((document) => [document._id, document]));
	const stored = new Set(table.store([...byId.values()].map(copyOf)).map(({ _id }) => _id));
	return [...byId.keys()].filter((id) => !stored.has(id));
}

function countValues(values: unknown[]): { value: Scalar; count: number }[] {
	const counts = new Map<Scalar, number>();
	for (const value of values) {
		const key = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
		counts.set(key, (counts.get(key) ?? 0) + 1);
	}
	return [...counts]
		.map(([value, count]) => ({ value, count }))
		.sort((a, b) => b.count - a.count || compareScalars(a.value, b.value));
}

const TYPE_ORDER = ['object', 'number', 'string', 'boolean'];

/** As MongoDB sorts: null, then numbers, then texts, then booleans. */
function compareScalars(a: Scalar, b: Scalar): number {
	const byType = TYPE_ORDER.indexOf(typeof a) - TYPE_ORDER.indexOf(typeof b);
	if (byType !== 0 || a === null || b === null || a === b) return byType;
	return a < b ? -1 : 1;
}
