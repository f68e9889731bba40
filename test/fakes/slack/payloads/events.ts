import { randomUUID } from 'node:crypto';
import { installationIn, type Platform } from '../platform-state.ts';
import { type Channel, type Message, must, type User, type View } from '../workspace.ts';

export type Event = Record<string, unknown> & { type: string };

/** The envelope of every event. `is_ext_shared_channel` and the two teams are what tells outsiders apart. */
export function eventCallback(
	platform: Platform,
	event: Event,
	{ channel, team }: { channel: Channel | null; team: string },
	overrides: Record<string, unknown> = {},
): Record<string, unknown> {
	const installation = installationIn(platform, team);
	return {
		token: 'verification-token',
		team_id: team,
		context_team_id: channel?.team ?? team,
		context_enterprise_id: null,
		api_app_id: platform.app.id,
		event,
		type: 'event_callback',
		event_id: `Ev${randomUUID().replaceAll('-', '').slice(0, 10).toUpperCase()}`,
		event_time: Math.floor(platform.clock.now() / 1_000),
		authorizations: [
			{
				enterprise_id: null,
				team_id: team,
				user_id: installation?.botUser ?? null,
				is_bot: true,
				is_enterprise_install: false,
			},
		],
		is_ext_shared_channel: (channel?.sharedWith.length ?? 0) > 0,
		event_context: `4-${randomUUID()}`,
		...overrides,
	};
}

/** A message as an event tells it, of a person or of an app. */
export function messageEvent(platform: Platform, message: Message, overrides: Partial<Event> = {}): Event {
	const channel = must(platform.workspace.channels.get(message.channel), `channel ${message.channel}`);
	return {
		type: 'message',
		...content(platform, message),
		channel: message.channel,
		event_ts: message.ts,
		channel_type: channelType(channel),
		...overrides,
	};
}

export function mentionEvent(platform: Platform, message: Message, overrides: Partial<Event> = {}): Event {
	return {
		type: 'app_mention',
		...content(platform, message),
		channel: message.channel,
		event_ts: message.ts,
		...overrides,
	};
}

export function fileShareEvent(platform: Platform, message: Message, overrides: Partial<Event> = {}): Event {
	const file = { id: 'F0FILE', name: 'notes.txt', mimetype: 'text/plain', size: 12, mode: 'hosted' };
	return messageEvent(platform, message, { subtype: 'file_share', files: [file], upload: false, ...overrides });
}

export function changedEvent(platform: Platform, message: Message, previous: Message): Event {
	return {
		type: 'message',
		subtype: 'message_changed',
		message: { type: 'message', ...content(platform, message), edited: { user: message.user, ts: message.ts } },
		previous_message: { type: 'message', ...content(platform, previous) },
		...elsewhere(platform, message),
	};
}

export function removedEvent(platform: Platform, message: Message): Event {
	return {
		type: 'message',
		subtype: 'message_deleted',
		deleted_ts: message.ts,
		previous_message: { type: 'message', ...content(platform, message) },
		...elsewhere(platform, message),
	};
}

/** `view` is absent on a first visit. */
export function homeOpenedEvent(user: User, channel: string, tab: 'home' | 'messages', view: View | undefined): Event {
	return {
		type: 'app_home_opened',
		user: user.id,
		channel,
		tab,
		event_ts: `${Date.now() / 1_000}`,
		...(view === undefined || tab !== 'home' ? {} : { view }),
	};
}

export const uninstalledEvent = (): Event => ({ type: 'app_uninstalled' });

export const tokensRevokedEvent = (botUser: string): Event => ({
	type: 'tokens_revoked',
	tokens: { oauth: [], bot: [botUser] },
});

/** Sent once, when the address of the app is set up. */
export const urlVerification = (): Record<string, unknown> => ({
	token: 'verification-token',
	challenge: randomUUID(),
	type: 'url_verification',
});

function content(platform: Platform, message: Message): Record<string, unknown> {
	const { user, ts, text, threadTs, botId, metadata } = message;
	const team = must(platform.workspace.users.get(user), `user ${user}`).team;
	const channel = must(platform.workspace.channels.get(message.channel), `channel ${message.channel}`);
	return {
		user,
		ts,
		text,
		team,
		...(team === channel.team ? {} : { user_team: team, source_team: team }),
		blocks: message.blocks,
		...(botId === null ? { client_msg_id: message.clientMsgId ?? randomUUID() } : { bot_id: botId }),
		...(botId !== null && isOurs(platform, botId) ? { app_id: platform.app.id } : {}),
		...(threadTs === null ? {} : { thread_ts: threadTs, parent_user_id: rootUser(platform, message) }),
		...(metadata === null ? {} : { metadata }),
	};
}

function isOurs({ installations }: Platform, botId: string): boolean {
	return installations.some((installation) => installation.botId === botId);
}

function rootUser({ workspace }: Platform, { channel, threadTs }: Message): string | undefined {
	return workspace.messages.find((message) => message.channel === channel && message.ts === threadTs)?.user;
}

function elsewhere(platform: Platform, message: Message): Record<string, unknown> {
	const channel = must(platform.workspace.channels.get(message.channel), `channel ${message.channel}`);
	const ts = platform.clock.timestamp();
	return { channel: channel.id, hidden: true, ts, event_ts: ts, channel_type: channelType(channel) };
}

function channelType({ kind }: Channel): string {
	if (kind === 'im') return 'im';
	return kind === 'private' ? 'group' : 'channel';
}
