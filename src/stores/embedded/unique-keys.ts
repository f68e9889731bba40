import type { Index, StoredDocument } from '../collection.ts';
import { valueAt } from './values.ts';

/** Who holds which key of the unique indexes. Two documents without the field collide, as on MongoDB. */
export type UniqueKeys<Stored> = {
	/** Of documents that are to be stored in this order: those that may be, each id once. */
	admissible(documents: Stored[], current: (id: string) => Stored | undefined): Stored[];
	remember(document: Stored): void;
	forget(document: Stored): void;
};

type Holder<Stored> = { keyOf(document: Stored): string; ids: Map<string, string> };

export function createUniqueKeys<Stored extends StoredDocument>(indexes: Index[]): UniqueKeys<Stored> {
	const holders: Holder<Stored>[] = indexes
		.filter(({ unique }) => unique)
		.map(({ keys }) => ({
			keyOf: (document) => JSON.stringify(Object.keys(keys).map((path) => valueAt(document, path) ?? null)),
			ids: new Map(),
		}));
	return {
		admissible: (documents, current) => {
			const claims = holders.map((holder) => createClaims(holder, current));
			return documents.filter((document) => {
				if (claims.some((claim) => claim.taken(document))) return false;
				for (const claim of claims) claim.make(document);
				return true;
			});
		},
		remember: (document) => {
			for (const { keyOf, ids } of holders) ids.set(keyOf(document), document._id);
		},
		forget: (document) => {
			for (const { keyOf, ids } of holders) {
				if (ids.get(keyOf(document)) === document._id) ids.delete(keyOf(document));
			}
		},
	};
}

/** What the keys would be after the documents so far, while nothing is stored yet. Null: given up. */
function createClaims<Stored extends StoredDocument>(
	{ keyOf, ids }: Holder<Stored>,
	current: (id: string) => Stored | undefined,
): { taken(document: Stored): boolean; make(document: Stored): void } {
	const claimed = new Map<string, string | null>();
	const holderOf = (key: string) => (claimed.has(key) ? claimed.get(key) : ids.get(key)) ?? null;
	return {
		taken: (document) => ![null, document._id].includes(holderOf(keyOf(document))),
		make: (document) => {
			const before = current(document._id);
			if (before) claimed.set(keyOf(before), null);
			claimed.set(keyOf(document), document._id);
		},
	};
}
