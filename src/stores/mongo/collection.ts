import {
	type AnyBulkWriteOperation,
	type Collection as AnyCollection,
	type Document,
	type Filter as DriverFilter,
	MongoBulkWriteError,
	MongoServerError,
	type UpdateFilter,
} from 'mongodb';
import type {
	Collection,
	Filter,
	FindAndUpdateOutcome,
	FindOptions,
	Scalar,
	Sort,
	StoredDocument,
	Update,
	UpdateOutcome,
} from '../collection.ts';
import { guardFilter, guardFindOptions, guardPath, guardUpdateOptions, UnsupportedOperation } from '../guard.ts';
import { guardDocument, guardId, guardUpdate } from '../guard-writes.ts';

/** Our ids are texts; the driver would assume ObjectIds. */
type MongoDocument = Document & StoredDocument;
export type DriverCollection = AnyCollection<MongoDocument>;

const DUPLICATE_KEY = 11000;
/** BadValue, TypeMismatch, PathNotViable, ConflictingUpdateOperators: the update does not fit the document. */
const UNFIT = new Set<unknown>([2, 14, 28, 40]);
const BATCH = 1000;

/** The port over the driver; the shapes are guarded first, in the same way as by the embedded engine. */
export function createCollection<Stored extends StoredDocument>(collection: DriverCollection): Collection<Stored> {
	const typed = (document: Document | null) => document as Stored | null;
	return {
		insert: async (document) => {
			guardDocument(document);
			const outcome = await unlessDuplicate(() => collection.insertOne({ ...document }));
			return { type: outcome === 'duplicate' ? 'duplicate' : 'inserted' };
		},
		get: async (id) => {
			guardId(id);
			return typed(await collection.findOne({ _id: id }));
		},
		find: async (filter, options = {}) => (await find(collection, filter, options)) as Document[] as Stored[],
		updateOne: (filter, update, options = {}) => updateOne(collection, filter, update, options),
		findOneAndUpdate: async (filter, update, options = {}) =>
			(await findOneAndUpdate(
				collection,
				filter,
				update,
				options,
			)) as FindAndUpdateOutcome<Document> as FindAndUpdateOutcome<Stored>,
		replaceAll: (documents) => replaceAll(collection, documents),
		delete: async (filter) => (await collection.deleteMany(toFilter(filter))).deletedCount,
		count: async (filter) => collection.countDocuments(toFilter(filter)),
		countBy: (filter, path) => countBy(collection, filter, path),
	};
}

function toFilter(filter: Filter): DriverFilter<MongoDocument> {
	guardFilter(filter);
	return filter as DriverFilter<MongoDocument>;
}

async function unlessDuplicate<Result>(attempt: () => Promise<Result>): Promise<Result | 'duplicate'> {
	try {
		return await attempt();
	} catch (error) {
		if (!(error instanceof MongoServerError)) throw error;
		if (error.code === DUPLICATE_KEY) return 'duplicate';
		if (UNFIT.has(error.code)) throw new UnsupportedOperation(error.message, { cause: error });
		throw error;
	}
}

/** Two upserts of one key may both find nothing and both insert; the loser then finds the winner's document. */
async function unlessTaken<Result>(upsert: boolean, attempt: () => Promise<Result>): Promise<Result | 'duplicate'> {
	const first = await unlessDuplicate(attempt);
	return first === 'duplicate' && upsert ? unlessDuplicate(attempt) : first;
}

async function find(collection: DriverCollection, filter: Filter, options: FindOptions): Promise<MongoDocument[]> {
	guardFindOptions(options);
	const cursor = collection.find(toFilter(filter));
	if (options.sort) cursor.sort(options.sort);
	if (options.limit !== undefined) cursor.limit(options.limit);
	return cursor.toArray();
}

type ChangeOptions = { sort?: Sort; upsert?: boolean };

function guarded(filter: Filter, update: Update, options: ChangeOptions) {
	guardUpdateOptions(options);
	const { upsert = false, sort } = options;
	const driverFilter = toFilter(filter);
	guardUpdate(filter, update, upsert);
	return { filter: driverFilter, update: update as UpdateFilter<MongoDocument>, upsert, sort };
}

async function updateOne(
	collection: DriverCollection,
	filter: Filter,
	update: Update,
	options: ChangeOptions,
): Promise<UpdateOutcome> {
	const call = guarded(filter, update, options);
	const result = await unlessTaken(call.upsert, () =>
		collection.updateOne(call.filter, call.update, { upsert: call.upsert }),
	);
	if (result === 'duplicate') return { type: 'duplicate' };
	if (result.upsertedCount === 1) return { type: 'inserted' };
	return { type: result.matchedCount === 1 ? 'updated' : 'unmatched' };
}

async function findOneAndUpdate(
	collection: DriverCollection,
	filter: Filter,
	update: Update,
	options: ChangeOptions,
): Promise<FindAndUpdateOutcome<MongoDocument>> {
	const call = guarded(filter, update, options);
	const result = await unlessTaken(call.upsert, () =>
		collection.findOneAndUpdate(call.filter, call.update, {
			returnDocument: 'after',
			includeResultMetadata: true,
			upsert: call.upsert,
			...(call.sort ? { sort: call.sort } : {}),
		}),
	);
	if (result === 'duplicate') return { type: 'duplicate' };
	if (!result.value) return { type: 'unmatched' };
	const existed = result.lastErrorObject?.updatedExisting === true;
	return { type: existed ? 'updated' : 'inserted', document: result.value };
}

async function replaceAll(collection: DriverCollection, documents: StoredDocument[]): Promise<string[]> {
	documents.forEach(guardDocument);
	const last = [...new Map(documents.map((document) => [document._id, document])).values()];
	const refused: string[] = [];
	for (let start = 0; start < last.length; start += BATCH)
		refused.push(...(await replaceBatch(collection, last.slice(start, start + BATCH))));
	return refused;
}

async function replaceBatch(collection: DriverCollection, documents: StoredDocument[]): Promise<string[]> {
	const operations = documents.map(
		(replacement): AnyBulkWriteOperation<MongoDocument> => ({
			replaceOne: { filter: { _id: replacement._id }, replacement, upsert: true },
		}),
	);
	try {
		await collection.bulkWrite(operations, { ordered: false });
		return [];
	} catch (error) {
		return refusedIn(error, documents);
	}
}

/** Which of a batch met a taken key; every other failure is thrown on. */
function refusedIn(error: unknown, documents: StoredDocument[]): string[] {
	if (!(error instanceof MongoBulkWriteError)) throw error;
	const faults = [error.writeErrors].flat();
	if (faults.length === 0 || faults.some(({ code }) => code !== DUPLICATE_KEY)) throw error;
	return faults.flatMap(({ index }) => documents[index]?._id ?? []);
}

async function countBy(
	collection: DriverCollection,
	filter: Filter,
	path: string,
): Promise<{ value: Scalar; count: number }[]> {
	guardPath(path);
	const groups = await collection
		.aggregate<{ _id: Scalar; count: number }>([
			{ $match: toFilter(filter) },
			{ $group: { _id: { $ifNull: [`$${path}`, null] }, count: { $sum: 1 } } },
			{ $sort: { count: -1, _id: 1 } },
		])
		.toArray();
	return groups.map(({ _id, count }) => ({ value: _id, count }));
}
