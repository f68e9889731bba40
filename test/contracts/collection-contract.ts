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
	log?: { at: number }[];
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
			).toEqual({ type: 'updated' });
			expect(await items.get('u')).toEqual({ _id: 'u', key: 'u', rank: 3, nested: { at: 'now' } });
			expect(await items.updateOne({ _id: 'u', rank: 1 }, { $set: { name: 'lost' } })).toEqual({ type: 'unmatched' });
			const make = (key: string) =>
				items.updateOne({ _id: 'made' }, { $inc: { rank: 5 }, $setOnInsert: { key } }, { upsert: true });
			expect(await make('made')).toEqual({ type: 'inserted' });
			expect(await make('again')).toEqual({ type: 'updated' });
			expect(await items.get('made')).toEqual({ _id: 'made', key: 'made', rank: 10 });
		});

		it('keeps lists: appends, keeps the last ones, adds and takes out', async () => {
			await items.insert({ _id: 'list', key: 'list', tags: ['a', 'b'] });
			const change = async (update: Update) => {
				const outcome = await items.findOneAndUpdate({ _id: 'list' }, update);
				return 'document' in outcome ? outcome.document : outcome;
			};
			expect(await change({ $push: { tags: { $each: ['c', 'd'], $slice: -3 } } })).toMatchObject({
				tags: ['b', 'c', 'd'],
			});
			expect(await change({ $addToSet: { tags: 'c' } })).toMatchObject({ tags: ['b', 'c', 'd'] });
			expect(await change({ $addToSet: { tags: 'e' } })).toMatchObject({ tags: ['b', 'c', 'd', 'e'] });
			expect(await change({ $pull: { tags: 'b' } })).toMatchObject({ tags: ['c', 'd', 'e'] });
			expect(await change({ $push: { log: { $each: [{ at: 1 }, { at: 2 }], $slice: -1 } } })).toMatchObject({
				log: [{ at: 2 }],
			});
		});

		it('upserts from the filter, with $setOnInsert above it, under an id of its own', async () => {
			const outcome = await items.findOneAndUpdate(
				{ key: 'by-key', 'nested.at': 'x' },
				{ $setOnInsert: { _id: 'chosen', name: 'new' }, $set: { rank: 1 } },
				{ upsert: true },
			);
			expect(outcome).toEqual({
				type: 'inserted',
				document: { _id: 'chosen', key: 'by-key', nested: { at: 'x' }, name: 'new', rank: 1 },
			});
		});

		it('never overwrites by an upsert whose id is held by a document in another state', async () => {
			await items.insert({ _id: 'lease', key: 'lease', name: 'held' });
			const take = { $set: { rank: 1 } };
			const lease = { _id: 'lease', name: 'free' };
			expect(await items.updateOne(lease, take, { upsert: true })).toEqual({ type: 'duplicate' });
			expect(await items.findOneAndUpdate(lease, take, { upsert: true })).toEqual({ type: 'duplicate' });
			expect(await items.get('lease')).toEqual({ _id: 'lease', key: 'lease', name: 'held' });
		});

		it('reports an update onto a taken unique key, and writes nothing', async () => {
			await items.insert({ _id: 'first', key: 'first' });
			await items.insert({ _id: 'second', key: 'second' });
			expect(await items.updateOne({ _id: 'second' }, { $set: { key: 'first' } })).toEqual({ type: 'duplicate' });
			expect((await items.get('second'))?.key).toBe('second');
			expect(
				await items.replaceAll([
					{ _id: 'second', key: 'first' },
					{ _id: 'third', key: 'third' },
				]),
			).toEqual(['second']);
			expect((await items.get('second'))?.key).toBe('second');
			expect((await items.get('third'))?.key).toBe('third');
		});

		it('frees a unique key when its holder leaves', async () => {
			await items.insert({ _id: 'leaver', key: 'freed' });
			await items.delete({ _id: 'leaver' });
			expect(await items.insert({ _id: 'heir', key: 'freed' })).toEqual({ type: 'inserted' });
		});

		it('finds by an index what was changed, replaced or deleted since', async () => {
			await items.insert({ _id: 'i1', key: 'i1', name: 'x' });
			expect(await items.count({ key: 'i1' })).toBe(1);
			await items.updateOne({ _id: 'i1' }, { $set: { key: 'i2' } });
			expect([await items.count({ key: 'i1' }), await items.count({ key: { $in: ['i1', 'i2'] } })]).toEqual([0, 1]);
			await items.replaceAll([{ _id: 'i1', key: 'i3' }]);
			expect([await items.count({ key: 'i2' }), await items.count({ key: { $eq: 'i3' } })]).toEqual([0, 1]);
			await items.delete({ key: 'i3' });
			expect(await items.count({ key: 'i3' })).toBe(0);
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
			const ids = claimed.flatMap((outcome) => ('document' in outcome ? outcome.document._id : []));
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
			await Promise.all(
				Array.from({ length: 20 }, (_, number) =>
					items.updateOne(
						{ key: 'race by key' },
						{ $inc: { rank: 1 }, $setOnInsert: { _id: `racer ${number}` } },
						{ upsert: true },
					),
				),
			);
			expect((await items.find({ key: 'race by key' })).map(({ rank }) => rank)).toEqual([20]);
		});

		it('lets one of 20 racing changes win each revision', async () => {
			await items.insert({ _id: 'cas', key: 'cas', rank: 0 });
			const bump = () => items.updateOne({ _id: 'cas', rank: 0 }, { $inc: { rank: 1 } });
			const outcomes = await Promise.all(Array.from({ length: 20 }, bump));
			expect(outcomes.filter(({ type }) => type === 'updated')).toHaveLength(1);
			expect((await items.get('cas'))?.rank).toBe(1);
		});

		it('replaces many and deletes many', async () => {
			await plain.replaceAll([
				{ _id: 'z1', name: 'gone' },
				{ _id: 'z2', name: 'gone' },
			]);
			await plain.replaceAll([{ _id: 'z1', name: 'gone', rank: 9 }]);
			expect((await plain.get('z1'))?.rank).toBe(9);
			expect(
				await plain.replaceAll([
					{ _id: 'z1', name: 'earlier' },
					{ _id: 'z1', name: 'gone' },
				]),
			).toEqual([]);
			expect(await plain.get('z1')).toEqual({ _id: 'z1', name: 'gone' });
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
			{ 'tags.0': 'x' },
			{ constructor: 'x' },
			{ '': 1 },
			{ name: { $eq: { $gt: '' } } },
			{ rank: Number.NaN },
		];
		it.each(hostileFilters)('refuses the filter %j', async (filter) => {
			await expect(plain.find(filter as Filter)).rejects.toBeInstanceOf(UnsupportedOperation);
		});

		const hostileFinds: unknown[] = [
			{ sort: { rank: 'asc' } },
			{ sort: { $natural: 1 } },
			{ limit: 0 },
			{ limit: 1.5 },
			{ skip: 1 },
		];
		it.each(hostileFinds)('refuses the find option %j', async (options) => {
			await expect(plain.find({}, options as never)).rejects.toBeInstanceOf(UnsupportedOperation);
		});

		it('refuses options and fields that it does not know elsewhere', async () => {
			const rename = { $set: { name: 'x' } };
			await expect(plain.updateOne({ _id: 'a' }, rename, { multi: true } as never)).rejects.toBeInstanceOf(
				UnsupportedOperation,
			);
			await expect(plain.updateOne({ rank: { $gt: 1 } }, rename, { upsert: true })).rejects.toBeInstanceOf(
				UnsupportedOperation,
			);
			await expect(plain.updateOne({ name: 'nobody' }, rename, { upsert: true })).rejects.toBeInstanceOf(
				UnsupportedOperation,
			);
			await expect(plain.countBy({}, '$name')).rejects.toBeInstanceOf(UnsupportedOperation);
			await expect(plain.get({ $ne: '' } as never)).rejects.toBeInstanceOf(UnsupportedOperation);
		});

		const unfitUpdates: Update[] = [
			{ $inc: { name: 1 } },
			{ $set: { 'name.part': 1 } },
			{ $set: { 'tags.part': 1 } },
			{ $push: { name: { $each: ['x'] } } },
			{ $addToSet: { rank: 'x' } },
			{ $pull: { name: 'x' } },
			{ $set: { rank: 77 }, $inc: { name: 1 } },
		];
		it.each(unfitUpdates)('refuses %j on a document that it does not fit, and changes nothing', async (update) => {
			const before = await plain.get('a');
			await expect(plain.updateOne({ _id: 'a' }, update)).rejects.toBeInstanceOf(UnsupportedOperation);
			await expect(plain.findOneAndUpdate({ _id: 'a' }, update)).rejects.toBeInstanceOf(UnsupportedOperation);
			expect(await plain.get('a')).toEqual(before);
		});

		const hostileUpdates: unknown[] = [
			{},
			{ $set: {} },
			{ $set: { rank: 1 }, $inc: { rank: 1 } },
			{ $set: { nested: {} }, $unset: { 'nested.at': '' } },
			{ $setOnInsert: { rank: 1 } },
			{ $push: { tags: 'x' } },
			{ $push: { tags: { $each: ['x'], $sort: 1 } } },
			{ $addToSet: { tags: { $each: ['x'] } } },
			{ $pull: { tags: { $gt: '' } } },
			{ $inc: { rank: Number.POSITIVE_INFINITY } },
			{ $set: { '__proto__.polluted': true } },
			{ $set: { 'tags.0': 'x' } },
			{ $set: { name: undefined } },
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
			const polluting = JSON.parse('{"_id":"bad","nested":{"__proto__":{"at":"x"}}}');
			await expect(plain.replaceAll([polluting])).rejects.toBeInstanceOf(UnsupportedOperation);
			expect(await plain.get('bad')).toBeNull();
		});

		it('leaves out what is undefined and keeps everything else as typed', async () => {
			const text = 'Ünïcode 😀 "quotes" $where {$ne: 1} \\ \n\u0000 end';
			await plain.insert({ _id: 'typed $in "id"', name: text, tags: undefined } as never);
			expect(await plain.get('typed $in "id"')).toStrictEqual({ _id: 'typed $in "id"', name: text });
			expect(await plain.count({ name: text })).toBe(1);
			expect(await plain.delete({ name: text })).toBe(1);
		});

		it('serves the path that somebody waits on from the same documents', async () => {
			const waiting = engine.collection<Item>(declaration, 'acknowledge');
			expect(await waiting.insert({ _id: 'inbox', key: 'inbox' })).toEqual({ type: 'inserted' });
			expect(await items.get('inbox')).toEqual({ _id: 'inbox', key: 'inbox' });
			expect(await waiting.insert({ _id: 'inbox', key: 'again' })).toEqual({ type: 'duplicate' });
		});
	});
}
