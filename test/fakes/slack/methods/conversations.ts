import { z } from 'zod';
import { SlackError } from '../slack-error.ts';
import { type Channel, conversation, directChannel, type Message } from '../workspace.ts';
import { type Context, count, flag, method, text } from './method.ts';
import { channelScopes, readableChannel, threadRoot, visibleChannel, visibleUser } from './reach.ts';

const reading = {
	channel: text,
	cursor: z.string().optional(),
	limit: count.optional(),
	oldest: z.string().optional(),
	latest: z.string().optional(),
	inclusive: flag.optional(),
	include_all_metadata: flag.optional(),
};
type Reading = {
	cursor?: string | undefined;
	limit?: number | undefined;
	oldest?: string | undefined;
	latest?: string | undefined;
	inclusive?: boolean | undefined;
	include_all_metadata?: boolean | undefined;
};

/** Newest first, and without the replies of threads. */
const history = method({
	tier: 'tier3',
	scopes: channelScopes('history'),
	args: reading,
	run: (args, context) => {
		const channel = readableChannel(args.channel, context);
		const messages = conversation(context.platform.workspace, channel.id).toReversed();
		return page(messages, args, context);
	},
});

/** Oldest first, the first message of the thread at the top. */
const replies = method({
	tier: 'tier3',
	scopes: channelScopes('history'),
	args: { ...reading, ts: text },
	run: (args, context) => {
		const channel = readableChannel(args.channel, context);
		const root = threadRoot(channel.id, args.ts, context);
		return page(conversation(context.platform.workspace, channel.id, root.ts), args, context);
	},
});

const USUAL_LIMIT = 100;

function page(messages: Message[], args: Reading, context: Context): Record<string, unknown> {
	const readable = messages.filter((message) => isBetween(message.ts, args) && isReadable(message, context));
	const start = args.cursor ? startOf(args.cursor, readable) : 0;
	const end = start + (args.limit ?? USUAL_LIMIT);
	const next = readable[end];
	return {
		messages: readable.slice(start, end).map((message) => asRead(message, args.include_all_metadata === true, context)),
		has_more: next !== undefined,
		response_metadata: { next_cursor: next ? Buffer.from(`next_ts:${next.ts}`).toString('base64') : '' },
	};
}

function isBetween(ts: string, { oldest = '0', latest, inclusive = false }: Reading): boolean {
	const at = Number(ts);
	const [from, to] = [Number(oldest), latest === undefined ? Number.POSITIVE_INFINITY : Number(latest)];
	return inclusive ? at >= from && at <= to : at > from && at < to;
}

function isReadable({ readableAt }: Message, { platform }: Context): boolean {
	return readableAt <= platform.clock.now();
}

function startOf(cursor: string, messages: Message[]): number {
	const ts = /^next_ts:([\d.]+)$/u.exec(Buffer.from(cursor, 'base64').toString('utf8'))?.[1];
	const start = messages.findIndex((message) => message.ts === ts);
	if (start < 0) throw new SlackError('invalid_cursor');
	return start;
}

/** Metadata is held back unless it is asked for. */
function asRead(message: Message, withMetadata: boolean, { platform }: Context): Record<string, unknown> {
	const thread = conversation(platform.workspace, message.channel, message.ts).slice(1);
	return {
		type: 'message',
		user: message.user,
		ts: message.ts,
		text: message.text,
		blocks: message.blocks,
		...(message.botId === null ? {} : { bot_id: message.botId, app_id: platform.app.id }),
		...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
		...(thread.length === 0
			? {}
			: { thread_ts: message.ts, reply_count: thread.length, latest_reply: thread.at(-1)?.ts }),
		...(message.edited ? { edited: { user: message.user, ts: message.ts } } : {}),
		...(withMetadata && message.metadata !== null ? { metadata: message.metadata } : {}),
	};
}

const info = method({
	tier: 'tier3',
	scopes: channelScopes('read'),
	args: { channel: text, include_num_members: flag.optional() },
	run: (args, context) => ({ channel: described(visibleChannel(args.channel, context), context) }),
});

function described(channel: Channel, { installation }: Context): Record<string, unknown> {
	return {
		id: channel.id,
		...(channel.kind === 'im' ? { user: [...channel.members][0] } : { name: channel.name }),
		is_channel: channel.kind === 'public',
		is_group: channel.kind === 'private',
		is_im: channel.kind === 'im',
		is_private: channel.kind !== 'public',
		is_archived: channel.archived,
		is_ext_shared: channel.sharedWith.length > 0,
		is_member: channel.members.has(installation.botUser),
		context_team_id: channel.team,
	};
}

const open = method({
	tier: 'tier3',
	scopes: ['im:write'],
	args: { users: text, return_im: flag.optional() },
	run: (args, context) => {
		const user = visibleUser(args.users, context, 'user_not_found');
		if (user.deleted) throw new SlackError('user_disabled');
		if (user.kind === 'bot') throw new SlackError('cannot_dm_bot');
		return { channel: { id: directChannel(context.platform.workspace, user, context.installation.botUser).id } };
	},
});

export const CONVERSATION_METHODS = {
	'conversations.history': history,
	'conversations.replies': replies,
	'conversations.info': info,
	'conversations.open': open,
};
