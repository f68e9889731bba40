import type { Clock } from './clock.ts';
import type { FaultBox } from './faults.ts';
import type { RateLimiter, RateNumbers } from './rate-limits.ts';
import type { ResponseUrls } from './response-urls.ts';
import type { Triggers } from './triggers.ts';
import type { Channel, User, Workspace } from './workspace.ts';

/** One request to the Web API, or to a `response_url`. */
export type Call = {
	method: string;
	args: Record<string, unknown>;
	token: string | null;
	team: string | null;
	at: number;
	/** `ok`, the error code, `ratelimited`, or what a fault made of it; a fault after the effect says `… (accepted)`. */
	outcome: string;
};

export type Installation = {
	team: string;
	token: string;
	botUser: string;
	botId: string;
	scopes: Set<string>;
	revoked: boolean;
};

/** An event that an app can subscribe to; `message.…` by the kind of channel. */
export type Subscription =
	| 'app_mention'
	| 'message.im'
	| 'message.channels'
	| 'message.groups'
	| 'app_home_opened'
	| 'app_uninstalled'
	| 'tokens_revoked';

export type SlackOptions = {
	transport?: 'http' | 'socket';
	signingSecret?: string;
	/** Scopes of the bot token; the least that the bot needs when not given. */
	scopes?: string[];
	/** Events that are delivered; those of the manifest when not given. */
	events?: Subscription[];
	users?: User[];
	channels?: Channel[];
	/** Calls a minute by tier or method, or no limits. */
	rateLimits?: RateNumbers | 'off';
	/** How long an answer may take: three seconds. */
	acknowledgeMilliseconds?: number;
	/** Multiplies the waits before an event is delivered again: at once, one minute, five minutes. */
	retryScale?: number;
	triggerMilliseconds?: number;
	/** How much later than posted a message can be read back. */
	historyLagMilliseconds?: number;
	/** Whether a repeated `client_msg_id` posts nothing new; unknown of the real Slack. */
	honoursClientMsgId?: boolean;
	/** Whether people can write to the app; `messages_tab_disabled` when not. */
	messagesTab?: boolean;
	/** Whether a post of the app itself comes back as an event where it is subscribed. */
	echo?: boolean;
};

export type Platform = {
	options: Required<Omit<SlackOptions, 'users' | 'channels' | 'scopes' | 'events' | 'rateLimits'>>;
	events: Set<Subscription>;
	app: { id: string; name: string; token: string };
	clock: Clock;
	workspace: Workspace;
	installations: Installation[];
	calls: Call[];
	faults: FaultBox;
	rates: RateLimiter;
	triggers: Triggers;
	responseUrls: ResponseUrls;
	/** `http://127.0.0.1:PORT` */
	origin: string;
	/** Tickets of WebSocket addresses that were handed out and not used yet. */
	socketTickets: Set<string>;
	/** Sends an event to the app, if it is subscribed; set once the parts are together. */
	emit(
		subscription: Subscription,
		event: Record<string, unknown>,
		about: { channel: Channel | null; team: string },
	): void;
};

export const APP_ID = 'A0PERSONA';

export const LEAST_SCOPES = [
	'chat:write',
	'commands',
	'app_mentions:read',
	'im:history',
	'assistant:write',
	'users:read',
	'users:read.email',
	'channels:read',
	'groups:read',
];

export const USUAL_EVENTS: Subscription[] = [
	'app_mention',
	'message.im',
	'app_home_opened',
	'app_uninstalled',
	'tokens_revoked',
];

/** The subscription that a message in this channel falls under. */
export function subscriptionOf(channel: Channel): Subscription {
	if (channel.kind === 'im') return 'message.im';
	return channel.kind === 'private' ? 'message.groups' : 'message.channels';
}

export function installationIn(platform: Platform, team: string): Installation | undefined {
	return platform.installations.find((installation) => installation.team === team && !installation.revoked);
}
