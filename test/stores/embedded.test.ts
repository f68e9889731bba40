import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { StoredDocument } from '../../src/stores/collection.ts';
import { createCollection } from '../../src/stores/embedded/collection.ts';
import { openDisk } from '../../src/stores/embedded/disk.ts';
import { openEmbedded } from '../../src/stores/embedded/engine.ts';
import { createPopulation, MANY_DOCUMENTS } from '../../src/stores/embedded/population.ts';
import { createTable } from '../../src/stores/embedded/table.ts';
import { openStore } from '../../src/stores/open.ts';
import { collectionContract } from '../contracts/collection-contract.ts';
import { inboxContract } from '../contracts/inbox-contract.ts';
import { revisionContract } from '../contracts/revision-contract.ts';
import { storeContract } from '../contracts/store-contract.ts';

collectionContract(async () => openEmbedded(':memory:'));
revisionContract(async () => openEmbedded(':memory:'));
storeContract(() => openStore({ mongodbUri: null, mongodbDatabase: 'unused', dataDir: ':memory:' }));
inboxContract(() => openStore({ mongodbUri: null, mongodbDatabase: 'unused', dataDir: ':memory:' }));

type Item = StoredDocument & { key?: string; n?: number };
const declaration = { name: 'items', indexes: [{ name: 'key', keys: { key: 1 as const }, unique: true }] };

describe('the embedded engine', () => {
	let folder: string;
	beforeAll(() => {
		folder = mkdtempSync(join(tmpdir(), 'persona-bot-'));
	});
	afterAll(() => rmSync(folder, { recursive: true, force: true }));

	it('gives everything back after it was closed, unique keys included', async () => {
		const place = join(folder, 'again');
		const first = openEmbedded(place);
		const items = first.collection<Item>(declaration);
		await items.replaceAll([
			{ _id: 'a', key: 'k', n: 1 },
			{ _id: 'b', key: 'l' },
		]);
		await items.updateOne({ _id: 'a' }, { $inc: { n: 1 } });
		await items.delete({ _id: 'b' });
		await first.close();
		const second = openEmbedded(place);
		const again = second.collection<Item>(declaration);
		expect(await again.find({})).toEqual([{ _id: 'a', key: 'k', n: 2 }]);
		expect(await again.insert({ _id: 'c', key: 'k' })).toEqual({ type: 'duplicate' });
		expect(await again.insert({ _id: 'd', key: 'l' })).toEqual({ type: 'inserted' });
		await second.close();
	});

	it('keeps the folder to its user', async () => {
		const place = join(folder, 'private');
		await openEmbedded(place).close();
		expect(statSync(place).mode & 0o777).toBe(0o700);
	});

	it('says what to do where the folder cannot be', () => {
		const file = join(folder, 'a-file');
		writeFileSync(file, '');
		expect(() => openEmbedded(file)).toThrow(/Choose another DATA_DIR/u);
	});

	it('frees a unique key when its holder changes, and lets two swap theirs', async () => {
		const engine = openEmbedded(':memory:');
		const items = engine.collection<Item>(declaration);
		await items.insert({ _id: 'a', key: 'one' });
		await items.updateOne({ _id: 'a' }, { $set: { key: 'two' } });
		expect(await items.insert({ _id: 'b', key: 'one' })).toEqual({ type: 'inserted' });
		const moved = [
			{ _id: 'a', key: 'three' },
			{ _id: 'b', key: 'two' },
			{ _id: 'c', key: 'one' },
		];
		expect(await items.replaceAll(moved)).toEqual([]);
		expect(await items.insert({ _id: 'd', key: 'two' })).toEqual({ type: 'duplicate' });
		expect(
			await items.replaceAll([
				{ _id: 'd', key: 'four' },
				{ _id: 'e', key: 'four' },
			]),
		).toEqual(['e']);
		await engine.close();
	});

	it('changes memory only after the disk took the change', async () => {
		const disk = openDisk(':memory:');
		let full = false;
		const write: typeof disk.write = (...change) => {
			if (full) throw new Error('disk full');
			disk.write(...change);
		};
		const items = createCollection<Item>(
			createTable(
				declaration,
				{ ...disk, write },
				createPopulation(() => undefined),
			),
		);
		await items.insert({ _id: 'a', key: 'k', n: 1 });
		full = true;
		await expect(items.insert({ _id: 'b', key: 'l' })).rejects.toThrow('disk full');
		await expect(items.updateOne({ _id: 'a' }, { $set: { key: 'm' }, $inc: { n: 1 } })).rejects.toThrow('disk full');
		await expect(items.delete({ _id: 'a' })).rejects.toThrow('disk full');
		full = false;
		expect(await items.find({})).toEqual([{ _id: 'a', key: 'k', n: 1 }]);
		expect(await items.count({ key: 'k' })).toBe(1);
		expect(await items.insert({ _id: 'c', key: 'm' })).toEqual({ type: 'inserted' });
		disk.close();
	});

	it('writes all of a change or nothing', () => {
		const disk = openDisk(':memory:');
		disk.write('items', [{ id: 'a', json: '1' }]);
		const broken = [
			{ id: 'b', json: '2' },
			{ id: 'c', json: undefined as never },
		];
		expect(() => disk.write('items', broken)).toThrow();
		expect([...disk.load('items')]).toEqual(['1']);
		disk.write('items', [{ id: 'a', json: null }]);
		expect([...disk.load('items')]).toEqual([]);
		disk.close();
	});

	it('warns once when the base outgrows it, counting all collections and what leaves', async () => {
		const warnings: number[] = [];
		const engine = openEmbedded(':memory:', (documents) => warnings.push(documents));
		const half = Array.from({ length: MANY_DOCUMENTS / 2 }, (_, number) => ({ _id: `${number}` }));
		const [left, right] = [
			engine.collection({ name: 'left', indexes: [] }),
			engine.collection({ name: 'right', indexes: [] }),
		];
		await left.replaceAll(half);
		await right.replaceAll(half.slice(1));
		await left.replaceAll(half);
		await left.delete({ _id: '1' });
		await right.insert({ _id: 'more' });
		expect(warnings).toEqual([]);
		await right.insert({ _id: 'too many' });
		await right.insert({ _id: 'and more' });
		expect(warnings).toEqual([MANY_DOCUMENTS]);
		await engine.close();
	});
});
