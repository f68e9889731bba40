import { Query } from 'mingo';
import type { CollectionDeclaration, Filter, Sort, StoredDocument } from '../collection.ts';
import type { Disk } from './disk.ts';
import { createLookups } from './lookups.ts';
import type { Population } from './population.ts';
import { createUniqueKeys } from './unique-keys.ts';

/**
 * One collection in memory. What it hands out is what it holds: callers copy, and never change it. The
 * disk is written first and memory changes after, so a write that fails has not happened.
 */
export type Table<Stored> = {
	get(id: string): Stored | undefined;
	matching(filter: Filter, sort?: Sort): Stored[];
	/** Stores each document whose unique keys are free and returns those; all in one transaction. */
	store(documents: Stored[]): Stored[];
	remove(documents: Stored[]): void;
};

export function createTable<Stored extends StoredDocument>(
	{ name, indexes }: CollectionDeclaration,
	disk: Disk,
	population: Population,
): Table<Stored> {
	const documents = new Map<string, Stored>();
	const [unique, lookups] = [createUniqueKeys<Stored>(indexes), createLookups<Stored>(indexes)];
	const current = (id: string) => documents.get(id);
	const forget = (document: Stored) => {
		unique.forget(document);
		lookups.forget(document);
		documents.delete(document._id);
	};
	const remember = (document: Stored) => {
		documents.set(document._id, document);
		unique.remember(document);
		lookups.remember(document);
	};
	for (const json of disk.load(name)) remember(JSON.parse(json));
	population.grow(documents.size);
	const changeMemory = (leaving: Stored[], coming: Stored[]) => {
		const before = documents.size;
		leaving.forEach(forget);
		coming.forEach(remember);
		population.grow(documents.size - before);
	};
	return {
		get: current,
		matching: (filter, sort) => sorted(matching(filter, documents, lookups.candidates(filter)), sort),
		store: (given) => {
			const admitted = unique.admissible(given, current);
			disk.write(name, admitted.map(toRow));
			changeMemory(
				admitted.flatMap(({ _id }) => current(_id) ?? []),
				admitted,
			);
			return admitted;
		},
		remove: (leaving) => {
			disk.write(
				name,
				leaving.map(({ _id }) => ({ id: _id, json: null })),
			);
			changeMemory(leaving, []);
		},
	};
}

function toRow(document: StoredDocument): { id: string; json: string } {
	return { id: document._id, json: JSON.stringify(document) };
}

function matching<Stored extends StoredDocument>(
	filter: Filter,
	documents: Map<string, Stored>,
	ids: Iterable<string> | null,
): Stored[] {
	const query = new Query(filter);
	const found: Stored[] = [];
	const test = (document: Stored) => {
		if (query.test(document)) found.push(document);
	};
	if (!ids) for (const document of documents.values()) test(document);
	for (const id of ids ?? []) {
		const document = documents.get(id);
		if (document) test(document);
	}
	return found;
}

function sorted<Stored extends StoredDocument>(documents: Stored[], sort: Sort | undefined): Stored[] {
	return sort ? new Query({}).find<Stored>(documents).sort(sort).all() : documents;
}
