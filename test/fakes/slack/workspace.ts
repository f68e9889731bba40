import type { Clock } from './clock.ts';

export type Team = { id: string; name: string; domain: string };

export type UserKind = 'member' | 'admin' | 'single_channel_guest' | 'multi_channel_guest' | 'bot';
export type User = {
	id: string;
	team: string;
	name: string;
	realName: string;
	email: string | null;
	tz: string;
	kind: UserKind;
	deleted: boolean;
};

export type Channel = {
	id: string;
	team: string;
	name: string;
	kind: 'public' | 'private' | 'im';
	members: Set<string>;
	archived: boolean;
	/** Other teams that see the channel through Slack Connect. */
	sharedWith: string[];
};

export type Message = {
	ts: string;
	channel: string;
	/** The thread it belongs to; null for the first message of one. */
	threadTs: string | null;
	user: string;
	/** Set on what an app has posted. */
	botId: string | null;
	text: string;
	blocks: Block[];
	metadata: { event_type: string; event_payload: Record<string, unknown> } | null;
	clientMsgId: string | null;
	edited: boolean;
	deleted: boolean;
	/** When `conversations.history` and `.replies` begin to show it. */
	readableAt: number;
};

export type Ephemeral = {
	ts: string;
	channel: string;
	threadTs: string | null;
	user: string;
	text: string;
	blocks: Block[];
	via: 'chat.postEphemeral' | 'response_url' | 'acknowledgement';
	deleted: boolean;
};

export type Block = Record<string, unknown> & { type: string; block_id: string };

export type View = Record<string, unknown> & {
	id: string;
	team_id: string;
	type: 'modal' | 'home';
	hash: string;
	blocks: Block[];
	root_view_id: string;
	previous_view_id: string | null;
	callback_id: string;
	private_metadata: string;
	external_id: string;
};

export type Status = { channel: string; threadTs: string; status: string; loadingMessages: string[]; at: number };
export type Prompts = { channel: string; title: string | null; prompts: { title: string; message: string }[] };

/** Everything that people and apps can see, in plain data. */
export type Workspace = {
	teams: Map<string, Team>;
	users: Map<string, User>;
	channels: Map<string, Channel>;
	messages: Message[];
	ephemerals: Ephemeral[];
	/** Modals that each user has open, the one on top last. */
	modals: Map<string, View[]>;
	homes: Map<string, View>;
	statuses: Status[];
	prompts: Prompts[];
};

export function emptyWorkspace(): Workspace {
	return {
		teams: new Map(),
		users: new Map(),
		channels: new Map(),
		messages: [],
		ephemerals: [],
		modals: new Map(),
		homes: new Map(),
		statuses: [],
		prompts: [],
	};
}

export function must<Value>(value: Value | undefined | null, what: string): Value {
	if (value === undefined || value === null) throw new Error(`The fake Slack has no ${what}`);
	return value;
}

export function messageAt(workspace: Workspace, channel: string, ts: string): Message | undefined {
	return workspace.messages.find((message) => message.channel === channel && message.ts === ts && !message.deleted);
}

/** A channel's messages outside threads, or one thread with its first message. */
export function conversation(workspace: Workspace, channel: string, thread?: string): Message[] {
	const present = workspace.messages.filter((message) => message.channel === channel && !message.deleted);
	if (thread === undefined) return present.filter(({ threadTs }) => threadTs === null);
	return present.filter(({ ts, threadTs }) => ts === thread || threadTs === thread);
}

/** The direct message channel of a user and a bot, made when first needed. */
export function directChannel(workspace: Workspace, user: User, bot: string): Channel {
	const id = `D${user.id.slice(1)}`;
	const known = workspace.channels.get(id);
	if (known) return known;
	const channel: Channel = {
		id,
		team: user.team,
		name: id,
		kind: 'im',
		members: new Set([user.id, bot]),
		archived: false,
		sharedWith: [],
	};
	workspace.channels.set(id, channel);
	return channel;
}

type NewMessage = Pick<Message, 'channel' | 'user' | 'text'> & Partial<Message>;

export function addMessage(workspace: Workspace, clock: Clock, message: NewMessage): Message {
	const added: Message = {
		ts: clock.timestamp(),
		threadTs: null,
		botId: null,
		blocks: [],
		metadata: null,
		clientMsgId: null,
		edited: false,
		deleted: false,
		readableAt: clock.now(),
		...message,
	};
	workspace.messages.push(added);
	workspace.statuses = workspace.statuses.filter(
		({ channel, threadTs }) => added.botId === null || channel !== added.channel || threadTs !== added.threadTs,
	);
	return added;
}

export function addEphemeral(
	workspace: Workspace,
	clock: Clock,
	ephemeral: Omit<Ephemeral, 'ts' | 'deleted'>,
): Ephemeral {
	const added = { ...ephemeral, ts: clock.timestamp(), deleted: false };
	workspace.ephemerals.push(added);
	return added;
}

let blockCount = 0;

/** As Slack does, every block gets an id that comes back with what people press. */
export function withBlockIds(blocks: unknown): Block[] {
	if (!Array.isArray(blocks)) return [];
	return blocks.map((block: Record<string, unknown>) => {
		blockCount += 1;
		return { ...block, type: String(block.type), block_id: String(block.block_id ?? `auto${blockCount}`) };
	});
}
