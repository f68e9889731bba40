import type { CollectionDeclaration, Engine } from '../collection.ts';
import { createCollection } from './collection.ts';
import { openDisk } from './disk.ts';

/**
 * The store for trying and for small teams: documents in memory, each write on the disk before it counts.
 * One process at a time; `folder` may be `:memory:` for tests.
 */
export function openEmbedded(folder: string): Engine {
	const disk = openDisk(folder);
	const made = new Map<string, unknown>();
	let open = true;
	return {
		kind: 'embedded',
		place: folder,
		collection(declaration: CollectionDeclaration) {
			const known = made.get(declaration.name) ?? createCollection(declaration, disk);
			made.set(declaration.name, known);
			return known as ReturnType<typeof createCollection<never>>;
		},
		prepare: async () => undefined,
		close: async () => {
			if (open) disk.close();
			open = false;
		},
	};
}
