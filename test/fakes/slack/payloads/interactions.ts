import { LIMITS } from '../../../../src/chat/slack/limits.ts';
import type { Platform } from '../platform-state.ts';
import { issueResponseUrl } from '../response-urls.ts';
import { type Channel, type Ephemeral, type Message, must, type User, type View } from '../workspace.ts';

type Payload = Record<string, unknown>;

/** What all interactions say about who acted where. */
function actor(platform: Platform, user: User, team: string): Payload {
	const home = must(platform.workspace.teams.get(team), `team ${team}`);
	return {
		user: { id: user.id, username: user.name, name: user.name, team_id: user.team },
		api_app_id: platform.app.id,
		token: 'verification-token',
		team: { id: home.id, domain: home.domain },
		enterprise: null,
		is_enterprise_install: false,
	};
}

export type Surface = { message: Message } | { ephemeral: Ephemeral } | { view: View };

/** A press of a button or a choice, in a message, a modal or the Home tab. */
export function blockActions(platform: Platform, user: User, team: string, surface: Surface, action: Payload): Payload {
	return {
		type: 'block_actions',
		...actor(platform, user, team),
		trigger_id: platform.triggers.issue(user.id, team),
		...place(platform, user, team, surface),
		actions: [{ ...action, action_ts: platform.clock.timestamp() }],
	};
}

function place(platform: Platform, user: User, team: string, surface: Surface): Payload {
	if ('view' in surface) {
		const { view } = surface;
		return { container: { type: 'view', view_id: view.id }, view, state: view.state };
	}
	const source = 'message' in surface ? surface.message : surface.ephemeral;
	const { channel, ts, threadTs } = source;
	const { name } = must(platform.workspace.channels.get(channel), `channel ${channel}`);
	const isEphemeral = 'ephemeral' in surface;
	return {
		container: {
			type: 'message',
			message_ts: ts,
			channel_id: channel,
			is_ephemeral: isEphemeral,
			...(threadTs === null ? {} : { thread_ts: threadTs }),
		},
		channel: { id: channel, name },
		...(isEphemeral ? {} : { message: asMessage(source as Message, team) }),
		state: { values: {} },
		response_url: issueResponseUrl(platform, { user: user.id, team, channel, source }),
	};
}

function asMessage({ user, botId, ts, text, blocks, threadTs, metadata }: Message, team: string): Payload {
	return {
		type: 'message',
		user,
		...(botId === null ? {} : { bot_id: botId }),
		ts,
		text,
		team,
		blocks,
		...(threadTs === null ? {} : { thread_ts: threadTs }),
		...(metadata === null ? {} : { metadata }),
	};
}

export type Values = Record<string, Record<string, unknown>>;

export function viewSubmission(platform: Platform, user: User, view: View, values: Values): Payload {
	return {
		type: 'view_submission',
		...actor(platform, user, view.team_id),
		trigger_id: platform.triggers.issue(user.id, view.team_id),
		view: { ...view, state: { values } },
		response_urls: [],
	};
}

/** Only views that asked for it (`notify_on_close`) are told. */
export function viewClosed(platform: Platform, user: User, view: View, isCleared: boolean): Payload {
	return { type: 'view_closed', ...actor(platform, user, view.team_id), view, is_cleared: isCleared };
}

/** A shortcut from the menu of a message. */
export function messageAction(
	platform: Platform,
	user: User,
	team: string,
	callbackId: string,
	{ message, channel }: { message: Message; channel: Channel },
): Payload {
	return {
		type: 'message_action',
		...actor(platform, user, team),
		callback_id: callbackId,
		trigger_id: platform.triggers.issue(user.id, team),
		response_url: issueResponseUrl(platform, { user: user.id, team, channel: channel.id, source: null }),
		message_ts: message.ts,
		channel: { id: channel.id, name: channel.kind === 'im' ? 'directmessage' : channel.name },
		message: asMessage(message, team),
	};
}

/** What somebody types into an external select. */
export function blockSuggestion(
	platform: Platform,
	user: User,
	view: View,
	{ actionId, blockId, value }: { actionId: string; blockId: string; value: string },
): Payload {
	return {
		type: 'block_suggestion',
		...actor(platform, user, view.team_id),
		container: { type: 'view', view_id: view.id },
		view,
		action_id: actionId,
		block_id: blockId,
		value,
	};
}

/** A slash command; its text is escaped as in messages, and with `should_escape` people and channels come as ids. */
export function slashCommand(
	platform: Platform,
	user: User,
	{ command, text, channel, team }: { command: string; text: string; channel: Channel; team: string },
): Record<string, string> {
	if (!command.startsWith('/') || command.length > LIMITS.commandName) throw new Error(`${command} is no command`);
	return {
		token: 'verification-token',
		team_id: team,
		team_domain: must(platform.workspace.teams.get(team), `team ${team}`).domain,
		channel_id: channel.id,
		channel_name: channel.kind === 'im' ? 'directmessage' : channel.name,
		user_id: user.id,
		user_name: user.name,
		command,
		text,
		api_app_id: platform.app.id,
		is_enterprise_install: 'false',
		response_url: issueResponseUrl(platform, { user: user.id, team, channel: channel.id, source: null }),
		trigger_id: platform.triggers.issue(user.id, team),
	};
}

/** Slack looks now and then whether the address of a command still has a valid certificate. */
export const sslCheck = (): Record<string, string> => ({ ssl_check: '1', token: 'verification-token' });
