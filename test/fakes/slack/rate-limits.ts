import type { Clock } from './clock.ts';

/** Slack's tiers; `post` is one message a second and channel, with short bursts; `special` is not counted. */
export type Tier = 'tier1' | 'tier2' | 'tier3' | 'tier4' | 'post' | 'special';

/** Calls a minute by tier or by method; `post` is the burst. A method's own number goes first. */
export type RateNumbers = Record<string, number>;

const NUMBERS: RateNumbers = { tier1: 1, tier2: 20, tier3: 50, tier4: 100, post: 5 };

export type RateLimiter = {
	/** Counts a call; seconds to wait when it is one too many, otherwise null. */
	take(tier: Tier, method: string, key: string): number | null;
};

export function createRateLimiter(clock: Clock, changed: RateNumbers | 'off'): RateLimiter {
	const numbers = changed === 'off' ? {} : { ...NUMBERS, ...changed };
	const taken = new Map<string, number[]>();
	const windowed = (key: string, limit: number, span: number): number | null => {
		const now = clock.now();
		const recent = (taken.get(key) ?? []).filter((at) => now - at < span);
		const oldest = recent[0] ?? now;
		const isOneTooMany = recent.length >= limit;
		taken.set(key, isOneTooMany ? recent : [...recent, now]);
		return isOneTooMany ? Math.max(1, Math.ceil((oldest + span - now) / 1_000)) : null;
	};
	return {
		take: (tier, method, key) => {
			const own = numbers[method];
			if (own !== undefined) return windowed(`${method}|${key}`, own, 60_000);
			const limit = numbers[tier];
			if (limit === undefined || tier === 'special') return null;
			const span = tier === 'post' ? limit * 1_000 : 60_000;
			return windowed(`${method}|${key}`, limit, span);
		},
	};
}
