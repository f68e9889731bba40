import { createInterface } from 'node:readline';
import { UserFacingError } from '../../src/personas/user-facing-error.ts';
import { openDisk } from '../../src/stores/embedded/disk.ts';

/** Opens the base at the word of the first line, tells how that went, and holds it until its input ends. */
const lines = createInterface({ input: process.stdin });
lines.once('line', () => {
	try {
		openDisk(process.argv[2] ?? '');
		process.stdout.write(`opened ${process.pid}\n`);
	} catch (error) {
		if (!(error instanceof UserFacingError)) throw error;
		process.stdout.write(`${error.message}\n`);
	}
});
process.stdout.write('ready\n');
