import { readFileSync } from 'node:fs';
import { type ParsedBase, parseBaseFile } from '../../src/basefile/parse.ts';
import { NOTHING_KNOWN } from '../../src/basefile/references.ts';

/** A small base with every kind of key, as people write it. */
export function exampleBase(): ParsedBase {
	const outcome = parseBaseFile(
		readFileSync(new URL('../fixtures/base.yaml', import.meta.url), 'utf8'),
		'yaml',
		NOTHING_KNOWN,
	);
	if (outcome.type === 'faulty') throw new Error(JSON.stringify(outcome.faults));
	return outcome.parsed;
}
