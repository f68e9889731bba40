import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { MongoClient, MongoError } from 'mongodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { UserFacingError } from '../../src/personas/user-facing-error.ts';
import { openMongo } from '../../src/stores/mongo/engine.ts';
import { openStore } from '../../src/stores/open.ts';
import { collectionContract } from '../contracts/collection-contract.ts';
import { inboxContract } from '../contracts/inbox-contract.ts';
import { revisionContract } from '../contracts/revision-contract.ts';
import { storeContract } from '../contracts/store-contract.ts';
import { startStallableProxy } from '../fakes/stallable-proxy.ts';

const uri = inject('mongodbUri');

describe.skipIf(uri === null)('on MongoDB', () => {
	const given = uri ?? '';
	const databases: string[] = [];
	const fresh = () => {
		const name = `test-${randomUUID()}`;
		databases.push(name);
		return name;
	};
	afterAll(async () => {
		const client = new MongoClient(given);
		for (const name of databases) await client.db(name).dropDatabase();
		await client.close();
	});

	collectionContract(() => openMongo(given, fresh()));
	revisionContract(() => openMongo(given, fresh()));
	storeContract(() => openStore({ mongodbUri: uri, mongodbDatabase: fresh(), dataDir: 'unused' }));
	inboxContract(() => openStore({ mongodbUri: uri, mongodbDatabase: fresh(), dataDir: 'unused' }));

	it('makes the declared indexes, once', async () => {
		const name = fresh();
		for (const _ of [1, 2]) {
			const store = await openStore({ mongodbUri: uri, mongodbDatabase: name, dataDir: 'unused' });
			await store.close();
		}
		const client = new MongoClient(given);
		const indexes = await client.db(name).collection('revisions').indexes();
		await client.close();
		expect(indexes.map(({ name: index, unique }) => [index, unique ?? false])).toEqual([
			['_id_', false],
			['persona_rev', true],
		]);
	});

	it('gives up soon where a platform waits, while work waits on, when the server hangs', async () => {
		const { hostname, port } = new URL(given);
		const proxy = await startStallableProxy({ host: hostname, port: Number(port || 27_017) });
		const address = new URL(given);
		address.host = `127.0.0.1:${proxy.port}`;
		address.searchParams.set('directConnection', 'true');
		const engine = await openMongo(address.href, fresh());
		const declaration = { name: 'items', indexes: [] };
		const [work, acknowledge] = [engine.collection(declaration), engine.collection(declaration, 'acknowledge')];
		expect(await acknowledge.insert({ _id: 'before' })).toEqual({ type: 'inserted' });
		expect(await work.count({})).toBe(1);
		proxy.stall();
		const working = work.insert({ _id: 'patient' });
		await expect(acknowledge.insert({ _id: 'hasty' })).rejects.toBeInstanceOf(MongoError);
		proxy.resume();
		expect(await working).toEqual({ type: 'inserted' });
		await engine.close();
		await proxy.close();
	});

	it('names the place without user and password', async () => {
		const withUser = given.replace('mongodb://', 'mongodb://anna:hunter2@');
		const opening = openMongo(withUser, 'x').then(({ place }) => place, String);
		expect(await opening).not.toMatch(/anna|hunter2/u);
	});
});

describe('a MongoDB that cannot be had', () => {
	it('is named without its password', async () => {
		const opening = openMongo('mongodb://anna:hunter2@127.0.0.1:9/', 'x').catch((error: unknown) => error);
		expect(await opening).toBeInstanceOf(UserFacingError);
		expect(String(await opening)).toMatch(/127\.0\.0\.1:9 does not answer/u);
		expect(String(await opening)).not.toMatch(/anna|hunter2/u);
	});

	it('is told apart from a wrong address', async () => {
		await expect(openMongo('postgres://x', 'x')).rejects.toThrow(/MONGODB_URI is no MongoDB address/u);
	});
});

describe('a MongoDB that takes connections and says nothing', () => {
	const sockets = new Set<Socket>();
	let server: Server;
	let place: string;
	beforeAll(async () => {
		server = createServer((socket) => sockets.add(socket)).listen(0, '127.0.0.1');
		await once(server, 'listening');
		place = `127.0.0.1:${(server.address() as AddressInfo).port}`;
	});
	afterAll(() => {
		for (const socket of sockets) socket.destroy();
		server.close();
	});

	it('is given up', async () => {
		await expect(openMongo(`mongodb://${place}/`, 'x')).rejects.toThrow(new RegExp(`${place} does not answer`, 'u'));
	});
});
