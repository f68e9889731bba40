/** A span of time that a caller's signal can cut short. Whoever starts one ends it, or its timer stays. */
export type Deadline = {
	/** Aborted when the time is up or the caller gave up. */
	readonly signal: AbortSignal;
	/** Resolves when `signal` is aborted, never otherwise; for races against work that may not listen. */
	readonly over: Promise<'over'>;
	/** What came first, null while there is time. */
	endedBy(): 'timeout' | 'aborted' | null;
	leftMs(): number;
	end(): void;
};

/** Not made of `AbortSignal.timeout`: its timer does not keep a process alive that waits for nothing else. */
export function startDeadline(ms: number, parent: AbortSignal | null): Deadline {
	const started = performance.now();
	const controller = new AbortController();
	let endedBy: 'timeout' | 'aborted' | null = null;
	const finish = (by: 'timeout' | 'aborted') => {
		endedBy ??= by;
		controller.abort();
	};
	const onAbort = () => finish('aborted');
	const timer = setTimeout(() => finish('timeout'), ms);
	const over = new Promise<'over'>((resolve) => {
		controller.signal.addEventListener('abort', () => resolve('over'), { once: true });
	});
	if (parent?.aborted) onAbort();
	else parent?.addEventListener('abort', onAbort, { once: true });
	return {
		signal: controller.signal,
		over,
		endedBy: () => endedBy,
		leftMs: () => Math.max(0, ms - (performance.now() - started)),
		end: () => {
			clearTimeout(timer);
			parent?.removeEventListener('abort', onAbort);
		},
	};
}

/** Waits, or returns early when the deadline is over. */
export async function pause(ms: number, deadline: Deadline): Promise<void> {
	const part = startDeadline(ms, deadline.signal);
	await part.over;
	part.end();
}
