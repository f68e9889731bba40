import {
	type Collection as AnyCollection,
	type Document,
	type Filter as DriverFilter,
	MongoClient,
	MongoServerError,
} from 'mongodb';
import { UserFacingError } from '../../personas/user-facing-error.ts';
import type {
	Collection,
	CollectionDeclaration,
	Engine,
	Filter,
	Scalar,
	StoredDocument,
	Update,
} from '../collection.ts';
import { guardDocument, guardFilter, guardUpdate } from '../guard.ts';

/** Our ids are texts; the driver would assume ObjectIds. */
type MongoDocument = Document & StoredDocument;
type DriverCollection = AnyCollection<MongoDocument>;

const DUPLICATE_KEY = 11000;
/** Long enough for an election (5-12 s), short enough for somebody who waits at a prompt. */
const SERVER_SELECTION_MS = 5000;
const SOCKET_MS = 30_000;

/** Opens MongoDB through the official driver; fails with a readable error when no server answers. */
export async function openMongo(uri: string, database: string): Promise<Engine> {
	const client = createClient(uri);
	try {
		await client.connect();
		await client.db(database).command({ ping: 1 });
	} catch (error) {
		await client.close();
		throw new UserFacingError(
			`MongoDB at ${placeOf(uri)} does not answer. Check that it runs, and that MONGODB_URI and its user and password are right.`,
			{ cause: error },
		);
	}
	const db = client.db(database);
	return {
		kind: 'mongodb',
		place: `${placeOf(uri)}/${database}`,
		collection: (declaration) => createCollection(db.collection<MongoDocument>(declaration.name)),
		prepare: async (declarations) => {
			await Promise.all(
				declarations.map((declaration) => createIndexes(db.collection<MongoDocument>(declaration.name), declaration)),
			);
		},
		close: () => client.close(),
	};
}

function createClient(uri: string): MongoClient {
	try {
		return new MongoClient(uri, {
			appName: 'persona-bot',
			ignoreUndefined: true,
			writeConcern: { w: 'majority', journal: true },
			readConcernLevel: 'majority',
			serverSelectionTimeoutMS: SERVER_SELECTION_MS,
			socketTimeoutMS: SOCKET_MS,
		});
	} catch (error) {
		throw new UserFacingError(
			'MONGODB_URI is no MongoDB address. It looks like mongodb://user:password@host:27017 or mongodb+srv://…',
			{ cause: error },
		);
	}
}

/** Hosts only: user and password never reach a log or a screen. */
function placeOf(uri: string): string {
	return /^mongodb(?:\+srv)?:\/\/(?:[^@/]*@)?([^/?]+)/u.exec(uri)?.[1] ?? 'the given address';
}

async function createIndexes(collection: DriverCollection, { indexes }: CollectionDeclaration): Promise<void> {
	if (indexes.length === 0) return;
	await collection.createIndexes(
		indexes.map(({ name, keys, unique }) => ({ name, key: keys, ...(unique ? { unique } : {}) })),
	);
}

function createCollection<Stored extends StoredDocument>(collection: DriverCollection): Collection<Stored> {
	const typed = (document: Document | null) => document as Stored | null;
	return {
		insert: (document) => insert(collection, document),
		get: async (id) => typed(await collection.findOne(toFilter({ _id: id }))),
		find: async (filter, { sort, limit } = {}) => {
			const cursor = collection.find(toFilter(filter));
			if (sort) cursor.sort(sort);
			if (limit !== undefined) cursor.limit(limit);
			return (await cursor.toArray()) as Document[] as Stored[];
		},
		updateOne: (filter, update, { upsert = false } = {}) => updateOne(collection, filter, update, upsert),
		findOneAndUpdate: async (filter, update, { sort, upsert = false } = {}) => {
			guardUpdate(update);
			const options = { returnDocument: 'after', upsert, ...(sort ? { sort } : {}) } as const;
			return typed(
				await onceMoreOnDuplicate(upsert, () => collection.findOneAndUpdate(toFilter(filter), update, options)),
			);
		},
		replaceAll: (documents) => replaceAll(collection, documents),
		delete: async (filter) => (await collection.deleteMany(toFilter(filter))).deletedCount,
		count: (filter) => collection.countDocuments(toFilter(filter)),
		countBy: (filter, path) => countBy(collection, filter, path),
	};
}

function toFilter(filter: Filter): DriverFilter<MongoDocument> {
	guardFilter(filter);
	return filter as DriverFilter<MongoDocument>;
}

async function insert(collection: DriverCollection, document: StoredDocument) {
	guardDocument(document);
	try {
		await collection.insertOne({ ...document });
		return { type: 'inserted' } as const;
	} catch (error) {
		if (isDuplicate(error)) return { type: 'duplicate' } as const;
		throw error;
	}
}

function isDuplicate(error: unknown): boolean {
	return error instanceof MongoServerError && error.code === DUPLICATE_KEY;
}

async function updateOne(
	collection: DriverCollection,
	filter: Filter,
	update: Update,
	upsert: boolean,
): Promise<number> {
	guardUpdate(update);
	const result = await onceMoreOnDuplicate(upsert, () => collection.updateOne(toFilter(filter), update, { upsert }));
	return result.matchedCount;
}

/** Two upserts of one key may both find nothing and both insert; the loser finds the winner's document. */
async function onceMoreOnDuplicate<Result>(upsert: boolean, attempt: () => Promise<Result>): Promise<Result> {
	try {
		return await attempt();
	} catch (error) {
		if (upsert && isDuplicate(error)) return attempt();
		throw error;
	}
}

const BATCH = 1000;

async function replaceAll(collection: DriverCollection, documents: StoredDocument[]): Promise<void> {
	documents.forEach(guardDocument);
	for (let start = 0; start < documents.length; start += BATCH) {
		const operations = documents.slice(start, start + BATCH).map((document) => ({
			replaceOne: {
				filter: { _id: document._id } as DriverFilter<MongoDocument>,
				replacement: document as MongoDocument,
				upsert: true,
			},
		}));
		await collection.bulkWrite(operations, { ordered: false });
	}
}

async function countBy(
	collection: DriverCollection,
	filter: Filter,
	path: string,
): Promise<{ value: Scalar; count: number }[]> {
	const groups = await collection
		.aggregate<{ _id: Scalar; count: number }>([
			{ $match: toFilter(filter) },
			{ $group: { _id: { $ifNull: [`$${path}`, null] }, count: { $sum: 1 } } },
			{ $sort: { count: -1, _id: 1 } },
		])
		.toArray();
	return groups.map(({ _id, count }) => ({ value: _id, count }));
}
