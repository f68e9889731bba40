import type { MongoClient } from 'mongodb';
import { UserFacingError } from '../../personas/user-facing-error.ts';
import type { CollectionDeclaration, Engine, Urgency } from '../collection.ts';
import { createClient, placeOf } from './client.ts';
import { createCollection, type DriverCollection } from './collection.ts';

/** Opens MongoDB through the official driver; a `UserFacingError` within seconds when no server answers. */
export async function openMongo(uri: string, database: string): Promise<Engine> {
	const clients = createClients(uri);
	const work = clients.of('work').db(database);
	const collectionOf = ({ name }: CollectionDeclaration, urgency: Urgency): DriverCollection =>
		clients.of(urgency).db(database).collection(name);
	try {
		await work.command({ ping: 1 });
	} catch (error) {
		await clients.close();
		throw unreachable(uri, error);
	}
	return {
		kind: 'mongodb',
		place: `${placeOf(uri)}/${database}`,
		collection: (declaration, urgency = 'work') => createCollection(collectionOf(declaration, urgency)),
		prepare: async (declarations) => {
			await Promise.all(
				declarations.map((declaration) => createIndexes(collectionOf(declaration, 'work'), declaration)),
			);
		},
		close: clients.close,
	};
}

/** One client for each urgency, made when it is first needed. */
function createClients(uri: string): { of(urgency: Urgency): MongoClient; close(): Promise<void> } {
	const made = new Map<Urgency, MongoClient>();
	return {
		of: (urgency) => {
			const client = made.get(urgency) ?? createClient(uri, urgency);
			made.set(urgency, client);
			return client;
		},
		close: async () => {
			await Promise.all([...made.values()].map((client) => client.close()));
		},
	};
}

function unreachable(uri: string, cause: unknown): Error {
	return new UserFacingError(
		`MongoDB at ${placeOf(uri)} does not answer. Check that it runs, and that MONGODB_URI and its user and password are right.`,
		{ cause },
	);
}

async function createIndexes(collection: DriverCollection, { indexes }: CollectionDeclaration): Promise<void> {
	if (indexes.length === 0) return;
	await collection.createIndexes(
		indexes.map(({ name, keys, unique }) => ({ name, key: keys, ...(unique ? { unique } : {}) })),
	);
}
