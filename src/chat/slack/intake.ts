import type { ThreadStore } from '../../answering/ports.ts';
import type { InboxStore } from '../../delivery/inbox.ts';
import { log } from '../../log.ts';
import type { EventEnvelope } from './envelopes.ts';
import type { Job } from './jobs.ts';
import { readTyped } from './typed-text.ts';

export const SURFACE = 'slack';

export type Home = { team: string; botUser: string };

type Parts = { inbox: InboxStore; threads: ThreadStore; home: Home; poke(): void };

/** A conversation's name: a thread of a channel, or of the messages with the bot. */
export function threadId(team: string, channel: string, ts: string): string {
	return `slack:${team}:${channel}:${ts}`;
}

/** The messages with the bot around a thread, where a new thread goes on with what was said before. */
export function aroundId(team: string, channel: string): string {
	return `slack:${team}:${channel}`;
}

/** Writes what has to be done for an event; resolves when it is safe. Events that ask nothing of us are not stored. */
export async function takeEvent(envelope: EventEnvelope, parts: Parts): Promise<void> {
	const { home, inbox } = parts;
	if (envelope.event.type === 'app_uninstalled' || envelope.event.type === 'tokens_revoked') {
		log.error({ event: 'slack_app_removed', kind: envelope.event.type });
		return;
	}
	if (envelope.team_id !== home.team) {
		log.warn({ event: 'slack_event_of_foreign_team' });
		return;
	}
	const taken = await jobOf(envelope, parts);
	if (!taken) return;
	const outcome = await inbox.accept({ id: taken.key, surface: SURFACE, job: taken.job }, new Date().toISOString());
	log.debug({ event: 'slack_event_taken', kind: envelope.event.type, outcome });
	if (outcome === 'accepted') parts.poke();
}

type Taken = { key: string; job: Job };
type SlackEvent = EventEnvelope['event'];

async function jobOf(envelope: EventEnvelope, parts: Parts): Promise<Taken | null> {
	const { event, team_id, event_id } = envelope;
	const key = `ev:${team_id}:${event_id}`;
	const { user, channel } = event;
	switch (event.type) {
		case 'app_mention':
		case 'message':
			return questionOf(envelope, parts);
		case 'app_home_opened':
			if (user === undefined) return null;
			if (event.tab === 'home') return { key, job: { type: 'home', user } };
			return channel === undefined ? null : { key, job: { type: 'prompts', user, channel } };
		default:
			return null;
	}
}

/** Edits, deletions, joins and the like ask nothing. */
const ASKING_SUBTYPES = new Set([undefined, 'file_share', 'thread_broadcast']);

type Said = { user: string; channel: string; ts: string; text: string };

/** A mention in a channel comes as two events where messages are subscribed: both have one key, by place and time. */
async function questionOf(envelope: EventEnvelope, parts: Parts): Promise<Taken | null> {
	const { event } = envelope;
	const { home } = parts;
	const said = saidBySomebody(event, home);
	if (!said || !(await isMeantForUs(event, said, parts))) return null;
	const { user, channel, ts, text } = said;
	const foreign = [event.team, event.user_team].some((team) => team !== undefined && team !== home.team);
	return {
		key: `msg:${home.team}:${channel}:${ts}`,
		job: {
			type: 'question',
			user,
			channel,
			sharedOutside: envelope.is_ext_shared_channel === true,
			foreign,
			text: readTyped(text, home.botUser).text || 'help',
			ts,
			threadTs: event.thread_ts ?? null,
			direct: isDirect(channel),
		},
	};
}

/** Null for edits and the like, and for what bots say. */
function saidBySomebody({ user, channel, ts, text = '', bot_id, subtype }: SlackEvent, home: Home): Said | null {
	if (user === undefined || channel === undefined || ts === undefined) return null;
	const isPerson = bot_id === undefined && user !== home.botUser;
	return isPerson && ASKING_SUBTYPES.has(subtype) ? { user, channel, ts, text } : null;
}

function isDirect(channel: string): boolean {
	return channel.startsWith('D');
}

/** A mention, a direct message, or a message in a thread of ours that names nobody else. */
async function isMeantForUs(
	{ type, thread_ts }: SlackEvent,
	{ channel, text }: Said,
	{ home, threads }: Parts,
): Promise<boolean> {
	if (type === 'app_mention') return !isDirect(channel);
	const typed = readTyped(text, home.botUser);
	if (typed.text === '') return false;
	if (isDirect(channel) || text.includes(`<@${home.botUser}`)) return true;
	if (thread_ts === undefined || typed.namesOthers) return false;
	return (await threads.get(threadId(home.team, channel, thread_ts))) !== null;
}
