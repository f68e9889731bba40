/** The platform's own time: the real one, plus what a test has skipped. */
export type Clock = {
	now(): number;
	/** Lets time pass at once: trigger ids and response URLs expire, rate limits fill up again. */
	advance(milliseconds: number): void;
	/** A message timestamp as Slack makes them, never the same twice. */
	timestamp(): string;
};

export function createClock(): Clock {
	let skipped = 0;
	let last = 0;
	const now = () => Date.now() + skipped;
	return {
		now,
		advance: (milliseconds) => {
			skipped += milliseconds;
		},
		timestamp: () => {
			last = Math.max(last + 1, now() * 1_000);
			return `${Math.floor(last / 1_000_000)}.${String(last % 1_000_000).padStart(6, '0')}`;
		},
	};
}
