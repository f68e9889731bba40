import { randomBytes } from 'node:crypto';
import type { Clock } from './clock.ts';
import { SlackError } from './slack-error.ts';

export type Triggers = {
	issue(user: string, team: string): string;
	/** The user whose click the id stands for; an id serves once, and for three seconds. */
	exchange(id: string): { user: string; team: string };
};

export function createTriggers(clock: Clock, lifetime: number): Triggers {
	const issued = new Map<string, { user: string; team: string; at: number; used: boolean }>();
	return {
		issue: (user, team) => {
			const id = `${issued.size + 1_000}.${clock.now()}.${randomBytes(16).toString('hex')}`;
			issued.set(id, { user, team, at: clock.now(), used: false });
			return id;
		},
		exchange: (id) => {
			const trigger = issued.get(id);
			if (!trigger) throw new SlackError('invalid_trigger_id');
			if (trigger.used) throw new SlackError('exchanged_trigger_id');
			if (clock.now() - trigger.at > lifetime) throw new SlackError('expired_trigger_id');
			trigger.used = true;
			return { user: trigger.user, team: trigger.team };
		},
	};
}
