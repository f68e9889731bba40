import { readFileSync } from 'node:fs';

/** Whatever looks at the time of day asks a clock, so that tests can set it. */
export type Clock = { now(): Date /** `YYYY-MM-DD` in the company's time zone. */; today(): string };

const READ_AGAIN_MS = 200;

export function createClock(timeZone: string, testClock: string | null): Clock {
	const now = testClock === null ? () => new Date() : fileTime(testClock);
	const calendar = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
	return { now, today: () => calendar.format(now()) };
}

function fileTime(file: string): () => Date {
	let readAt = Number.NEGATIVE_INFINITY;
	let instant = new Date();
	return () => {
		if (performance.now() - readAt >= READ_AGAIN_MS) {
			const written = new Date(readFileSync(file, 'utf8').trim());
			if (Number.isNaN(written.getTime())) throw new Error(`TEST_CLOCK holds no ISO instant: ${file}`);
			instant = written;
			readAt = performance.now();
		}
		return instant;
	};
}
