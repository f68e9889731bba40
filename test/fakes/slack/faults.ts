import type { Call } from './platform-state.ts';

/**
 * What goes wrong with a call. With `accepted` the call has taken effect and only its answer is lost, which is what a
 * sender cannot tell from a call that never arrived.
 */
export type Fault =
	| { type: 'delay'; milliseconds: number }
	/** Takes effect at once and is answered later, as over a long way. */
	| { type: 'late'; milliseconds: number }
	| { type: 'rate_limited'; retryAfter: number }
	| { type: 'error'; error: string; accepted?: boolean }
	| { type: 'http'; status: number; accepted?: boolean }
	| { type: 'hang'; accepted?: boolean }
	| { type: 'reset'; accepted?: boolean }
	| { type: 'garbage'; accepted?: boolean };

/** Decides call by call; null lets it pass. */
export type FaultChooser = (call: Call) => Fault | null;

type Rule = { method: string; fault: Fault | FaultChooser; times: number };

export type FaultBox = {
	/** For the next `times` calls of a method (`*` is any, `response_url` the one outside the API); all when not given. */
	add(method: string, fault: Fault | FaultChooser, times?: number): void;
	clear(): void;
	take(call: Call): Fault | null;
};

export function createFaultBox(): FaultBox {
	let rules: Rule[] = [];
	return {
		add: (method, fault, times = Number.POSITIVE_INFINITY) => {
			rules.push({ method, fault, times });
		},
		clear: () => {
			rules = [];
		},
		take: (call) => {
			const rule = rules.find(({ method, times }) => times > 0 && (method === '*' || method === call.method));
			if (!rule) return null;
			rule.times -= 1;
			return typeof rule.fault === 'function' ? rule.fault(call) : rule.fault;
		},
	};
}
