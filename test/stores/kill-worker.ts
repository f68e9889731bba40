import { openStore } from '../../src/stores/open.ts';

/** Writes without end from four writers and reports each write only when it was acknowledged. */
const store = await openStore({ mongodbUri: null, mongodbDatabase: 'unused', dataDir: process.argv[2] ?? '' });
const prefix = process.argv[3] ?? '';
const question = {
	by: 'local',
	team: 'sales' as const,
	question: 'q'.repeat(200),
	outcome: 'answered' as const,
	reason: null,
	personas: [],
	promptVersion: null,
	usage: null,
	ms: 1,
	vote: null,
};

async function writer(name: string): Promise<never> {
	for (let number = 0; ; number += 1) {
		const id = `${prefix}-${name}-${number}`;
		await store.questions.record({ ...question, id, at: new Date().toISOString() });
		process.stdout.write(`${id}\n`);
		await new Promise(setImmediate);
	}
}

process.stdout.write('ready\n');
await Promise.all(['a', 'b', 'c', 'd'].map(writer));
