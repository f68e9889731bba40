import { log } from '../../log.ts';

/** The embedded engine holds everything in memory: about 350 MB and scans of 90 ms at 50,000 documents. */
export const MANY_DOCUMENTS = 20_000;

/** How many documents a base holds in all collections. */
export type Population = { grow(by: number): void };

/** Calls `warn` once, when the documents reach what the embedded engine is made for. */
export function createPopulation(warn: (documents: number) => void): Population {
	let documents = 0;
	let warned = false;
	return {
		grow: (by) => {
			documents += by;
			if (warned || documents < MANY_DOCUMENTS) return;
			warned = true;
			warn(documents);
		},
	};
}

export function warnOfMany(documents: number): void {
	log.warn(
		{ event: 'embedded_base_large', documents },
		'the base has outgrown the embedded engine; set MONGODB_URI and import an export of it there',
	);
}
