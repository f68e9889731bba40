import { z } from 'zod';
import { faultsOfMessage, faultsOfPost } from '../../../../src/chat/slack/payload-faults.ts';
import { changedEvent, messageEvent, removedEvent } from '../payloads/events.ts';
import { type Platform, subscriptionOf } from '../platform-state.ts';
import { SlackError } from '../slack-error.ts';
import { addEphemeral, addMessage, type Channel, type Message, messageAt, withBlockIds } from '../workspace.ts';
import { type Context, flag, method, nested, refuse, text } from './method.ts';
import { threadRoot, visibleChannel, writableChannel } from './reach.ts';

const content = {
	channel: text,
	text: z.string().optional(),
	blocks: nested.optional(),
	metadata: nested.optional(),
	mrkdwn: flag.optional(),
	link_names: flag.optional(),
	parse: z.enum(['none', 'full']).optional(),
};

const postMessage = method({
	tier: 'post',
	scopes: ['chat:write'],
	rateKey: ({ channel }) => String(channel),
	args: {
		...content,
		thread_ts: text.optional(),
		reply_broadcast: flag.optional(),
		unfurl_links: flag.optional(),
		unfurl_media: flag.optional(),
		client_msg_id: z.uuid().optional(),
	},
	run: (args, context) => {
		refuse(faultsOfPost(args));
		const channel = writableChannel(args.channel, context);
		if (args.thread_ts !== undefined) threadRoot(channel.id, args.thread_ts, context);
		const message = repeated(args.client_msg_id, context.platform) ?? post(args, channel, context);
		return { channel: channel.id, ts: message.ts, message: asSeen(message, context) };
	},
});

type Content = { text?: string | undefined; blocks?: unknown; metadata?: unknown };
type Post = Content & { thread_ts?: string | undefined; client_msg_id?: string | undefined };

function post(args: Post, channel: Channel, { platform, installation }: Context): Message {
	const { clock, options, workspace } = platform;
	const message = addMessage(workspace, clock, {
		channel: channel.id,
		user: installation.botUser,
		botId: installation.botId,
		text: args.text ?? '',
		blocks: withBlockIds(args.blocks),
		metadata: (args.metadata ?? null) as Message['metadata'],
		threadTs: args.thread_ts ?? null,
		clientMsgId: args.client_msg_id ?? null,
		readableAt: clock.now() + options.historyLagMilliseconds,
	});
	if (options.echo)
		platform.emit(subscriptionOf(channel), messageEvent(platform, message), { channel, team: installation.team });
	return message;
}

function repeated(id: string | undefined, { options, workspace }: Platform): Message | undefined {
	if (id === undefined || !options.honoursClientMsgId) return undefined;
	return workspace.messages.find(({ clientMsgId }) => clientMsgId === id);
}

function asSeen(message: Message, { platform, installation }: Context): Record<string, unknown> {
	return {
		type: 'message',
		user: message.user,
		bot_id: message.botId,
		app_id: platform.app.id,
		team: installation.team,
		ts: message.ts,
		text: message.text,
		blocks: message.blocks,
		...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
		...(message.metadata === null ? {} : { metadata: message.metadata }),
	};
}

const postEphemeral = method({
	tier: 'tier4',
	scopes: ['chat:write'],
	args: { ...content, user: text, thread_ts: text.optional() },
	run: (args, context) => {
		refuse(faultsOfMessage(args));
		const channel = writableChannel(args.channel, context);
		if (!channel.members.has(args.user)) throw new SlackError('user_not_in_channel');
		if (args.thread_ts !== undefined) threadRoot(channel.id, args.thread_ts, context);
		const { ts } = addEphemeral(context.platform.workspace, context.platform.clock, {
			channel: channel.id,
			threadTs: args.thread_ts ?? null,
			user: args.user,
			text: args.text ?? '',
			blocks: withBlockIds(args.blocks),
			via: 'chat.postEphemeral',
		});
		return { message_ts: ts };
	},
});

/** What is not said stays as it was; empty blocks take them away. */
const update = method({
	tier: 'tier3',
	scopes: ['chat:write'],
	args: { ...content, ts: text },
	run: (args, context) => {
		const isWithoutBlocks = Array.isArray(args.blocks) && args.blocks.length === 0;
		refuse(faultsOfMessage({ ...args, blocks: isWithoutBlocks ? undefined : args.blocks }));
		const channel = visibleChannel(args.channel, context);
		const message = ownMessage(channel.id, args.ts, context, 'cant_update_message');
		const previous = { ...message };
		message.text = args.text ?? '';
		if (args.blocks !== undefined) message.blocks = withBlockIds(args.blocks);
		if (args.metadata !== undefined) message.metadata = args.metadata as Message['metadata'];
		message.edited = true;
		const { platform, installation } = context;
		if (platform.options.echo)
			platform.emit(subscriptionOf(channel), changedEvent(platform, message, previous), {
				channel,
				team: installation.team,
			});
		return { channel: channel.id, ts: message.ts, text: message.text, message: asSeen(message, context) };
	},
});

const remove = method({
	tier: 'tier3',
	scopes: ['chat:write'],
	args: { channel: text, ts: text },
	run: (args, context) => {
		const channel = visibleChannel(args.channel, context);
		const message = ownMessage(channel.id, args.ts, context, 'cant_delete_message');
		message.deleted = true;
		const { platform, installation } = context;
		if (platform.options.echo)
			platform.emit(subscriptionOf(channel), removedEvent(platform, message), { channel, team: installation.team });
		return { channel: channel.id, ts: args.ts };
	},
});

function ownMessage(channel: string, ts: string, { platform, installation }: Context, otherwise: string): Message {
	const message = messageAt(platform.workspace, channel, ts);
	if (!message) throw new SlackError('message_not_found');
	if (message.user !== installation.botUser) throw new SlackError(otherwise);
	return message;
}

const getPermalink = method({
	tier: 'special',
	args: { channel: text, message_ts: text },
	run: (args, context) => {
		const channel = visibleChannel(args.channel, context);
		const message = messageAt(context.platform.workspace, channel.id, args.message_ts);
		if (!message) throw new SlackError('message_not_found');
		return { channel: channel.id, permalink: permalinkOf(message, context) };
	},
});

function permalinkOf({ channel, ts, threadTs }: Message, { platform, installation }: Context): string {
	const domain = platform.workspace.teams.get(installation.team)?.domain;
	const thread = threadTs === null ? '' : `?thread_ts=${threadTs}&cid=${channel}`;
	return `https://${domain}.slack.com/archives/${channel}/p${ts.replace('.', '')}${thread}`;
}

export const CHAT_METHODS = {
	'chat.postMessage': postMessage,
	'chat.postEphemeral': postEphemeral,
	'chat.update': update,
	'chat.delete': remove,
	'chat.getPermalink': getPermalink,
};
