import { SlackError } from '../slack-error.ts';
import { type Channel, directChannel, type Message, messageAt, type User } from '../workspace.ts';
import type { Context } from './method.ts';

/** The channel if this app can see it: of its own team or shared with it, and not private to others. */
export function visibleChannel(id: string, { platform, installation }: Context): Channel {
	const channel = platform.workspace.channels.get(id);
	const isOurs = channel?.team === installation.team || channel?.sharedWith.includes(installation.team);
	const isHidden = channel?.kind !== 'public' && !channel?.members.has(installation.botUser);
	if (!channel || !isOurs || isHidden) throw new SlackError('channel_not_found');
	return channel;
}

/** The channel that the app may write to; a user's id opens the direct messages with that user. */
export function writableChannel(target: string, context: Context): Channel {
	const { platform, installation } = context;
	const channel = /^[UW]/u.test(target) ? directChannelTo(target, context) : visibleChannel(target, context);
	if (channel.archived) throw new SlackError('is_archived');
	const mayWriteAnywhere = channel.kind === 'public' && installation.scopes.has('chat:write.public');
	if (!channel.members.has(installation.botUser) && !mayWriteAnywhere) throw new SlackError('not_in_channel');
	if (channel.kind === 'im' && !platform.options.messagesTab) throw new SlackError('messages_tab_disabled');
	return channel;
}

export function readableChannel(id: string, context: Context): Channel {
	const channel = visibleChannel(id, context);
	if (!channel.members.has(context.installation.botUser)) throw new SlackError('not_in_channel');
	return channel;
}

function directChannelTo(id: string, context: Context): Channel {
	const user = visibleUser(id, context, 'channel_not_found');
	if (user.deleted || user.kind === 'bot') throw new SlackError('channel_not_found');
	return directChannel(context.platform.workspace, user, context.installation.botUser);
}

/** A user of the own team, or one who is met in a shared channel. */
export function visibleUser(id: string, { platform, installation }: Context, otherwise: string): User {
	const user = platform.workspace.users.get(id);
	const isMet = [...platform.workspace.channels.values()].some(
		({ members }) => members.has(id) && members.has(installation.botUser),
	);
	if (!user || (user.team !== installation.team && !isMet)) throw new SlackError(otherwise);
	return user;
}

/** The first message of a thread; a reply's own timestamp is none. */
export function threadRoot(channel: string, ts: string, { platform }: Context): Message {
	const message = messageAt(platform.workspace, channel, ts);
	if (!message || message.threadTs !== null) throw new SlackError('thread_not_found');
	return message;
}

const HISTORY_SCOPES = { public: 'channels:history', private: 'groups:history', im: 'im:history' };
const READ_SCOPES = { public: 'channels:read', private: 'groups:read', im: 'im:read' };

/** Which scope reading a channel needs; of one that does not exist, the first. */
export function channelScopes(kind: 'history' | 'read') {
	const scopes = kind === 'history' ? HISTORY_SCOPES : READ_SCOPES;
	return ({ channel }: Record<string, unknown>, { platform }: Context): string[] => [
		scopes[platform.workspace.channels.get(String(channel))?.kind ?? 'im'],
	];
}
