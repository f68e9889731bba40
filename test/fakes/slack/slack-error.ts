/** Becomes `{ok: false, error}`, with whatever else Slack says beside it. */
export class SlackError extends Error {
	override name = 'SlackError';
	readonly code: string;
	readonly more: Record<string, unknown>;
	constructor(code: string, more: Record<string, unknown> = {}) {
		super(code);
		this.code = code;
		this.more = more;
	}
}

/** Answered with HTTP 429 and `Retry-After`. */
export class RateLimited extends Error {
	override name = 'RateLimited';
	readonly retryAfter: number;
	constructor(retryAfter: number) {
		super('ratelimited');
		this.retryAfter = retryAfter;
	}
}
