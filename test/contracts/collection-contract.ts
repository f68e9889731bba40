import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
	Collection,
	CollectionDeclaration,
	Engine,
	Filter,
	StoredDocument,
	Update,
} from '../../src/stores/collection.ts';
import { UnsupportedOperation } from '../../src/stores/guard.ts';

type Item = StoredDocument & {
	name?: string | null;
	rank?: number | string | null;
	tags?: string[];
	nested?: { at?: string | null };
	key?: string;
};

const declaration: CollectionDeclaration = {
	name: 'items',
	indexes: [{ name: 'unique_key', keys: { key: 1 }, unique: true }],
};

/** What every engine must do alike; run once per engine. */
export function collectionContract(open: () => Promise<Engine>): void {
	describe('collection contract', () => {
		let engine: Engine;
		let items: Collection<Item>;
		let plain: Collection<Item>;

		beforeAll(async () => {
			engine = await open();
			await engine.prepare([declaration, { name: 'plain', indexes: [] }]);
			await Promise.all(Array.from({ length: 5 }, () => engine.prepare([declaration])));
			items = engine.collection<Item>(declaration);
			plain = engine.collection<Item>({ name: 'plain', indexes: [] });
			const documents: Item[] = [
				{ _id: 'a', name: 'Ada', rank: 3, tags: ['x'], nested: { at: '2026-01-01' } },
				{ _id: 'b', name: 'Bo', rank: 1, tags: [], nested: { at: '2026-03-01' } },
				{ _id: 'c', name: null, rank: 2, nested: { at: null } },
				{ _id: 'd', rank: '2' },
				{ _id: 'e', name: 'Ada', rank: null },
			];
			for (const document of documents) await plain.insert(document);
		});

		afterAll(() => engine.close());

		const idsOf = async (filter: Filter) =>
			(await plain.find(filter, { sort: { _id: 1 } })).map(({ _id }) => _id).join('');

		it.each<[string, Filter, string]>([
			['equality', { name: 'Ada' }, 'ae'],
			['null matches missing', { name: null }, 'cd'],
			['a range never matches another type', { rank: { $gte: 2 } }, 'ac'],
			['a range of texts', { rank: { $lte: '5' } }, 'd'],
			['a range skips null and missing', { 'nested.at': { $lt: '2026-02-01' } }, 'a'],
			['$ne matches missing', { name: { $ne: 'Ada' } }, 'bcd'],
			['$in with null', { name: { $in: ['Bo', null] } }, 'bcd'],
			['$nin', { _id: { $nin: ['a', 'b'] } }, 'cde'],
			['$exists', { name: { $exists: false } }, 'd'],
			['several conditions', { name: 'Ada', rank: { $gt: 1 } }, 'a'],
			['an element of a list', { tags: 'x' }, 'a'],
			['by id', { _id: 'c' }, 'c'],
			['nothing', { _id: 'zzz' }, ''],
		])('finds by %s', async (_, filter, expected) => {
			expect(await idsOf(filter)).toBe(expected);
			expect(await plain.count(filter)).toBe(expected.length);
		});

		it('sorts and limits', async () => {
			const found = await plain.find({ rank: { $gt: 0 } }, { sort: { rank: -1 }, limit: 2 });
			expect(found.map(({ _id }) => _id)).toEqual(['a', 'c']);
		});

		it('counts by value', async () => {
			expect(await plain.countBy({}, 'name')).toEqual([
				{ value: null, count: 2 },
				{ value: 'Ada', count: 2 },
				{ value: 'Bo', count: 1 },
			]);
		});

		it('reports a taken id or unique key as an outcome', async () => {
			expect(await items.insert({ _id: '1', key: 'k' })).toEqual({ type: 'inserted' });
			expect(await items.insert({ _id: '1', key: 'other' })).toEqual({ type: 'duplicate' });
			expect(await items.insert({ _id: '2', key: 'k' })).toEqual({ type: 'duplicate' });
			expect(await items.get('2')).toBeNull();
		});

		it('updates, counts up, removes fields and upserts', async () => {
			await items.insert({ _id: 'u', key: 'u', rank: 1, name: 'old' });
			expect(
				await items.updateOne(
					{ _id: 'u', rank: 1 },
					{ $inc: { rank: 2 }, $unset: { name: '' }, $set: { 'nested.at': 'now' } },
				),
			).toBe(1);
			expect(await items.get('u')).toEqual({ _id: 'u', key: 'u', rank: 3, nested: { at: 'now' } });
			expect(await items.updateOne({ _id: 'u', rank: 1 }, { $set: { name: 'lost' } })).toBe(0);
			await items.updateOne({ _id: 'made' }, { $inc: { rank: 5 }, $setOnInsert: { key: 'made' } }, { upsert: true });
			await items.updateOne({ _id: 'made' }, { $inc: { rank: 5 }, $setOnInsert: { key: 'again' } }, { upsert: true });
			expect(await items.get('made')).toEqual({ _id: 'made', key: 'made', rank: 10 });
		});

		it('hands out what it stores as copies', async () => {
			const given: Item = { _id: 'copy', key: 'copy', tags: ['one'] };
			await items.insert(given);
			given.tags?.push('two');
			(await items.get('copy'))?.tags?.push('three');
			expect((await items.get('copy'))?.tags).toEqual(['one']);
		});

		it('gives each of 50 claimers another document', async () => {
			const queue = engine.collection<Item>({ name: 'queue', indexes: [] });
			await queue.replaceAll(
				Array.from({ length: 50 }, (_, number) => ({ _id: `q${number}`, rank: number, name: 'free' })),
			);
			const claim = () => queue.findOneAndUpdate({ name: 'free' }, { $set: { name: 'taken' } }, { sort: { rank: 1 } });
			const claimed = await Promise.all(Array.from({ length: 60 }, claim));
			const ids = claimed.flatMap((document) => document?._id ?? []);
			expect(new Set(ids).size).toBe(50);
			expect(ids).toHaveLength(50);
		});

		it('makes one document of 20 racing upserts', async () => {
			await Promise.all(
				Array.from({ length: 20 }, () =>
					items.updateOne({ _id: 'race' }, { $inc: { rank: 1 }, $setOnInsert: { key: 'race' } }, { upsert: true }),
				),
			);
			expect((await items.get('race'))?.rank).toBe(20);
		});

		it('replaces many and deletes many', async () => {
			await plain.replaceAll([
				{ _id: 'z1', name: 'gone' },
				{ _id: 'z2', name: 'gone' },
			]);
			await plain.replaceAll([{ _id: 'z1', name: 'gone', rank: 9 }]);
			expect((await plain.get('z1'))?.rank).toBe(9);
			expect(await plain.delete({ name: 'gone' })).toBe(2);
			expect(await plain.delete({ name: 'gone' })).toBe(0);
		});

		const hostileFilters: unknown[] = [
			{ $where: '1' },
			{ name: { $regex: 'a' } },
			{ name: { $gt: null } },
			{ name: {} },
			{ name: ['a'] },
			{ name: { $in: 'a' } },
			{ 'a.$b': 1 },
			{ $or: [] },
		];
		it.each(hostileFilters)('refuses the filter %j', async (filter) => {
			await expect(plain.find(filter as Filter)).rejects.toBeInstanceOf(UnsupportedOperation);
		});

		const hostileUpdates: unknown[] = [
			{},
			{ name: 'x' },
			{ $rename: { name: 'x' } },
			{ $set: { _id: 'x' } },
			{ $inc: { rank: 'x' } },
			{ $set: { name: { $gt: 1 } } },
			{ $set: { name: new Date() } },
		];
		it.each(hostileUpdates)('refuses the update %j', async (update) => {
			await expect(plain.updateOne({ _id: 'a' }, update as Update)).rejects.toBeInstanceOf(UnsupportedOperation);
		});

		it('refuses documents that would come back different', async () => {
			await expect(plain.insert({ _id: 'bad', nested: { $at: 'x' } } as never)).rejects.toBeInstanceOf(
				UnsupportedOperation,
			);
			await expect(plain.insert({ _id: 'bad', rank: Number.NaN })).rejects.toBeInstanceOf(UnsupportedOperation);
			await expect(plain.insert({ _id: '' })).rejects.toBeInstanceOf(UnsupportedOperation);
		});
	});
}
