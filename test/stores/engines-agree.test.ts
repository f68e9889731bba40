import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Collection, Engine, Filter, StoredDocument, Update } from '../../src/stores/collection.ts';
import { openEmbedded } from '../../src/stores/embedded/engine.ts';
import { UnsupportedOperation } from '../../src/stores/guard.ts';
import { openMongo } from '../../src/stores/mongo/engine.ts';

const uri = inject('mongodbUri');
const SEED = 20_261_124;

type Random = {
	below(limit: number): number;
	one<Item>(items: readonly Item[]): Item;
	some<Item>(items: readonly Item[]): Item[];
};

/** mulberry32: small, good enough here, and the same on every run. */
function createRandom(seed: number): Random {
	let state = seed;
	const next = () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
	const below = (limit: number) => Math.floor(next() * limit);
	return {
		below,
		one: (items) => {
			const item = items[below(items.length)];
			if (item === undefined) throw new Error('nothing to choose from');
			return item;
		},
		some: (items) => items.filter(() => next() < 0.4),
	};
}

const SCALARS = [null, true, false, 0, 1, 2, 2.5, -1, '', 'a', 'b', '1', '2026-01-01', 'é', '😀'] as const;
const COMPARABLE = SCALARS.filter((value) => typeof value === 'string' || typeof value === 'number');
const FIELDS = ['one', 'two', 'list', 'nested.at', 'objects.at', 'nested', 'missing'] as const;
const CONDITIONS = ['$eq', '$ne', '$in', '$nin', '$gt', '$gte', '$lt', '$lte', '$exists'] as const;

function randomDocument(random: Random, _id: string): StoredDocument {
	const value = () => random.one(SCALARS);
	const fields = {
		one: value(),
		two: value(),
		list: random.some(SCALARS),
		nested: random.below(4) === 0 ? value() : { at: value() },
		objects: random.some(SCALARS).map((at) => ({ at })),
	};
	return { _id, ...Object.fromEntries(random.some(Object.entries(fields))) };
}

function randomCondition(random: Random): Filter[string] {
	if (random.below(3) === 0) return random.one(SCALARS);
	const operator = random.one(CONDITIONS);
	if (operator === '$exists') return { $exists: random.below(2) === 0 };
	if (operator === '$in' || operator === '$nin') return { [operator]: random.some(SCALARS) };
	if (operator === '$eq' || operator === '$ne') return { [operator]: random.one(SCALARS) };
	const between = random.below(2) === 0 ? { $lte: random.one(COMPARABLE) } : {};
	return { ...between, [operator]: random.one(COMPARABLE) };
}

function randomFilter(random: Random): Filter {
	const fields = [random.one(FIELDS), random.one(FIELDS)].slice(random.below(2));
	return Object.fromEntries(fields.map((field) => [field, randomCondition(random)]));
}

const PATHS = ['one', 'two', 'list', 'nested.at', 'nested.deep.er', 'new', 'objects'] as const;

function randomUpdate(random: Random): Update {
	const changes: Update[] = [random.one(PATHS), random.one(PATHS)].slice(random.below(2)).map((path): Update => {
		const value = random.one(SCALARS);
		return random.one<Update>([
			{ $set: { [path]: value } },
			{ $set: { [path]: { at: value } } },
			{ $unset: { [path]: '' } },
			{ $inc: { [path]: random.below(9) - 4 } },
			{ $push: { [path]: { $each: random.some(SCALARS), $slice: -1 - random.below(4) } } },
			{ $push: { [path]: { $each: random.some(SCALARS) } } },
			{ $addToSet: { [path]: value } },
			{ $pull: { [path]: value } },
		]);
	});
	return Object.assign({}, ...changes);
}

describe.skipIf(uri === null)('both engines, given the same documents', () => {
	const database = `test-${randomUUID()}`;
	let engines: [Engine, Engine];
	let both: [Collection<StoredDocument>, Collection<StoredDocument>];
	const indexes = [
		{ name: 'one', keys: { one: 1 as const } },
		{ name: 'nested', keys: { 'nested.at': 1 as const } },
		{ name: 'objects', keys: { 'objects.at': 1 as const } },
	];

	beforeAll(async () => {
		engines = [openEmbedded(':memory:'), await openMongo(uri ?? '', database)];
		const open = async (engine: Engine) => {
			await engine.prepare([{ name: 'items', indexes }]);
			return engine.collection({ name: 'items', indexes });
		};
		both = [await open(engines[0]), await open(engines[1])];
		const random = createRandom(SEED);
		const documents = Array.from({ length: 150 }, (_, number) => randomDocument(random, `d${number}`));
		for (const items of both) await items.replaceAll(documents);
	});
	afterAll(async () => {
		await Promise.all(engines.map((engine) => engine.close()));
		const client = new MongoClient(uri ?? '');
		await client.db(database).dropDatabase();
		await client.close();
	});

	async function compared<Result>(ask: (items: Collection<StoredDocument>) => Promise<Result>) {
		const answer = (items: Collection<StoredDocument>) =>
			ask(items).catch((error: unknown) => {
				if (error instanceof UnsupportedOperation) return 'refused' as const;
				throw error;
			});
		return Promise.all(both.map(answer));
	}

	it('find, count and group alike by 600 filters', async () => {
		const random = createRandom(SEED + 1);
		let found = 0;
		for (let round = 0; round < 600; round += 1) {
			const filter = randomFilter(random);
			const [embedded, mongo] = await compared(async (items) => ({
				ids: (await items.find(filter)).map(({ _id }) => _id).sort(),
				count: await items.count(filter),
				groups: await items.countBy(filter, 'two'),
			}));
			expect(embedded, JSON.stringify(filter)).toEqual(mongo);
			if (typeof embedded === 'object') found += embedded.count;
		}
		expect(found).toBeGreaterThan(1000);
	});

	it('sort alike, whatever the types', async () => {
		for (const direction of [1, -1] as const) {
			for (const path of ['one', 'two', 'nested.at']) {
				const sort = { [path]: direction, _id: 1 as const };
				const [embedded, mongo] = await compared((items) => items.find({}, { sort, limit: 100 }));
				expect(embedded, JSON.stringify(sort)).toEqual(mongo);
			}
		}
	});

	it('change alike, or refuse alike, by 600 updates', async () => {
		const random = createRandom(SEED + 2);
		const seen = new Set<string>();
		for (let round = 0; round < 600; round += 1) {
			const [_id, update] = [`d${random.below(150)}`, randomUpdate(random)];
			const [embedded, mongo] = await compared((items) => items.findOneAndUpdate({ _id }, update));
			expect(embedded, JSON.stringify(update)).toEqual(mongo);
			seen.add(typeof embedded === 'object' ? embedded.type : String(embedded));
			expect(await both[0].get(_id)).toEqual(await both[1].get(_id));
		}
		expect([...seen].sort()).toEqual(['refused', 'updated']);
	});

	it('make alike what they upsert', async () => {
		const random = createRandom(SEED + 3);
		for (let round = 0; round < 100; round += 1) {
			const filter = { _id: `u${random.below(40)}`, two: random.one(SCALARS), 'nested.at': random.one(SCALARS) };
			const update = { ...randomUpdate(random), $setOnInsert: { at: 'first', two: 'again' } };
			const [embedded, mongo] = await compared((items) => items.findOneAndUpdate(filter, update, { upsert: true }));
			expect(embedded, JSON.stringify([filter, update])).toEqual(mongo);
		}
	});
});
