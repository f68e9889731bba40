import { randomUUID } from 'node:crypto';
import { describe, expect, inject, it } from 'vitest';
import { openMongo } from '../../src/stores/mongo/engine.ts';
import { openStore } from '../../src/stores/open.ts';
import { collectionContract } from '../contracts/collection-contract.ts';
import { storeContract } from '../contracts/store-contract.ts';

const uri = inject('mongodbUri');

describe.skipIf(uri === null)('on MongoDB', () => {
	collectionContract(() => openMongo(uri ?? '', `test-${randomUUID()}`));
	storeContract(() => openStore({ mongodbUri: uri, mongodbDatabase: `test-${randomUUID()}`, dataDir: 'unused' }));
});

describe('a MongoDB that cannot be had', () => {
	it('is named without its password', async () => {
		const opening = openMongo('mongodb://anna:hunter2@127.0.0.1:9/?serverSelectionTimeoutMS=300', 'x');
		await expect(opening).rejects.toThrow(/127\.0\.0\.1:9 does not answer/u);
		await expect(opening).rejects.not.toThrow(/hunter2/u);
	});

	it('is told apart from a wrong address', async () => {
		await expect(openMongo('postgres://x', 'x')).rejects.toThrow(/MONGODB_URI is no MongoDB address/u);
	});
});
