import type { Collection, CollectionDeclaration, Engine, StoredDocument } from '../collection.ts';
import { createCollection } from './collection.ts';
import { openDisk } from './disk.ts';
import { createPopulation, warnOfMany } from './population.ts';
import { createTable, type Table } from './table.ts';

/**
 * The store for trying and for small teams: documents in memory, each write on the disk before it counts.
 * One process at a time (`BaseInUseError`); `folder` may be `:memory:` for tests.
 */
export function openEmbedded(folder: string, warn: (documents: number) => void = warnOfMany): Engine {
	const disk = openDisk(folder);
	const population = createPopulation(warn);
	const tables = new Map<string, Table<StoredDocument>>();
	let open = true;
	return {
		kind: 'embedded',
		place: folder,
		collection<Stored extends StoredDocument>(declaration: CollectionDeclaration): Collection<Stored> {
			const table = tables.get(declaration.name) ?? createTable(declaration, disk, population);
			tables.set(declaration.name, table);
			return createCollection(table as Table<StoredDocument> as Table<Stored>);
		},
		prepare: async () => undefined,
		close: async () => {
			if (open) disk.close();
			open = false;
		},
	};
}
