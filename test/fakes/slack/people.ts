import type { Deliveries, Delivery } from './delivery.ts';
import { actionOf, fillIn, findElement } from './elements.ts';
import {
	changedEvent,
	type Event,
	eventCallback,
	fileShareEvent,
	homeOpenedEvent,
	mentionEvent,
	messageEvent,
	removedEvent,
} from './payloads/events.ts';
import {
	blockActions,
	blockSuggestion,
	messageAction,
	type Surface,
	slashCommand,
	viewClosed,
	viewSubmission,
} from './payloads/interactions.ts';
import { installationIn, type Platform, type Subscription, subscriptionOf } from './platform-state.ts';
import { fieldsOf, parsed } from './request-body.ts';
import { afterAction, afterCommand, afterSubmission, type Seen } from './seen.ts';
import type { Parcel, Transport } from './transport.ts';
import { asSent, richTextOf } from './typed-text.ts';
import {
	addMessage,
	type Channel,
	directChannel,
	type Ephemeral,
	type Message,
	messageAt,
	must,
	type User,
	type View,
	withBlockIds,
} from './workspace.ts';

export type Said = { message: Message; deliveries: Delivery[] };
type Where = { thread?: string; file?: boolean; team?: string };

/** What people can do; each resolves once the app has answered, or has been given up. */
export type People = {
	/** Writes into a channel, or into a thread of it. */
	say(user: string, channel: string, text: string, where?: Where): Promise<Said>;
	/** The same, calling the bot by its name first. */
	mention(user: string, channel: string, text: string, where?: Where): Promise<Said>;
	/** Writes to the bot in private: in the Messages tab. */
	directMessage(user: string, text: string, where?: Where): Promise<Said>;
	edit(message: Message, text: string): Promise<Delivery[]>;
	erase(message: Message): Promise<Delivery[]>;
	openHome(user: string): Promise<Delivery[]>;
	openMessagesTab(user: string): Promise<Delivery[]>;
	/** In the direct messages with the bot, unless a channel is named. */
	command(user: string, command: string, text: string, channel?: string): Promise<Seen>;
	/** Chooses the app's entry in the menu of a message. */
	shortcut(user: string, message: Message, callbackId: string): Promise<Seen>;
	/** Presses, or chooses `value` in, what has this action id, confirming if asked; throws when it is not there. */
	pressButton(user: string, on: Message | Ephemeral | View, actionId: string, value?: string): Promise<Seen>;
	/** Fills in the open form by block or action id, and sends it. What is not named stays as it is. */
	submitView(user: string, values: Record<string, string>): Promise<Seen>;
	closeView(user: string): Promise<Seen>;
	/** Types into an external select of the open form; the labels that are offered. */
	suggest(user: string, actionId: string, typed: string): Promise<string[]>;
};

type Senders = {
	platform: Platform;
	transport: Transport;
	deliveries: Deliveries;
	note(user: string, seen: Seen): Seen;
};

export function createPeople(senders: Senders): People {
	return { ...talking(senders), ...acting(senders), ...forms(senders) };
}

type Talking = Pick<People, 'say' | 'mention' | 'directMessage' | 'edit' | 'erase' | 'openHome' | 'openMessagesTab'>;

function talking({ platform, deliveries }: Senders): Talking {
	const { workspace } = platform;
	const emit = async (subscription: Subscription, event: Event, channel: Channel | null, team: string) =>
		platform.events.has(subscription)
			? [await deliveries.start({ kind: 'event', payload: eventCallback(platform, event, { channel, team }) })]
			: [];
	const emitAll = async (events: [Subscription, Event][], channel: Channel, team: string): Promise<Delivery[]> =>
		(await Promise.all(events.map(([subscription, event]) => emit(subscription, event, channel, team)))).flat();
	const say: People['say'] = async (user, channelId, typed, where = {}) => {
		const channel = channelOf(platform, channelId);
		const team = where.team ?? teamOf(platform, channel);
		const message = write(platform, userOf(platform, user), channel, typed, where.thread);
		const bot = installationIn(platform, team)?.botUser;
		if (bot === undefined || !channel.members.has(bot)) return { message, deliveries: [] };
		const plain = where.file ? fileShareEvent(platform, message) : messageEvent(platform, message);
		const events: [Subscription, Event][] = [[subscriptionOf(channel), plain]];
		if (message.text.includes(`<@${bot}>`)) events.push(['app_mention', mentionEvent(platform, message)]);
		return { message, deliveries: await emitAll(events, channel, team) };
	};
	const openTab = (user: string, tab: 'home' | 'messages') => {
		const person = userOf(platform, user);
		const channel = directChannel(workspace, person, botOf(platform, person.team));
		const event = homeOpenedEvent(person, channel.id, tab, workspace.homes.get(user));
		return emit('app_home_opened', event, channel, person.team);
	};
	return {
		say,
		mention: (user, channel, text, where = {}) => {
			const bot = botOf(platform, where.team ?? teamOf(platform, channelOf(platform, channel)));
			return say(user, channel, `<@${bot}> ${text}`, where);
		},
		directMessage: (user, text, where) => {
			const person = userOf(platform, user);
			return say(user, directChannel(workspace, person, botOf(platform, person.team)).id, text, where);
		},
		edit: async (message, typed) => {
			const previous = { ...message };
			Object.assign(message, { text: asSent(typed), blocks: withBlockIds(richTextOf(typed)), edited: true });
			const channel = channelOf(platform, message.channel);
			const event = changedEvent(platform, message, previous);
			return emitAll([[subscriptionOf(channel), event]], channel, teamOf(platform, channel));
		},
		erase: async (message) => {
			message.deleted = true;
			const channel = channelOf(platform, message.channel);
			const event = removedEvent(platform, message);
			return emitAll([[subscriptionOf(channel), event]], channel, teamOf(platform, channel));
		},
		openHome: (user) => openTab(user, 'home'),
		openMessagesTab: (user) => openTab(user, 'messages'),
	};
}

/** Only members of a channel can write there, and only below a message that exists. */
function write(platform: Platform, user: User, channel: Channel, typed: string, thread: string | undefined): Message {
	if (!channel.members.has(user.id)) throw new Error(`${user.id} is not in ${channel.id}`);
	if (thread !== undefined) must(messageAt(platform.workspace, channel.id, thread), `message ${thread}`);
	return addMessage(platform.workspace, platform.clock, {
		channel: channel.id,
		user: user.id,
		botId: user.kind === 'bot' ? user.id.replace('U', 'B') : null,
		text: asSent(typed),
		threadTs: thread ?? null,
		blocks: withBlockIds(richTextOf(typed)),
	});
}

function acting({ platform, transport, note }: Senders): Pick<People, 'command' | 'shortcut' | 'pressButton'> {
	const interact = (payload: Record<string, unknown>) => transport.send(interaction(payload), null);
	return {
		command: async (user, command, text, channelId) => {
			const person = userOf(platform, user);
			const channel = channelId
				? channelOf(platform, channelId)
				: directChannel(platform.workspace, person, botOf(platform, person.team));
			const about = { user, channel: channel.id, team: person.team };
			const payload = slashCommand(platform, person, {
				command,
				text: asSent(text),
				channel,
				team: person.team,
			});
			const attempt = await transport.send({ kind: 'command', payload }, null);
			return note(user, afterCommand(platform, attempt, about));
		},
		shortcut: async (user, message, callbackId) => {
			const channel = channelOf(platform, message.channel);
			const team = teamOf(platform, channel);
			const payload = messageAction(platform, userOf(platform, user), team, callbackId, { message, channel });
			return note(user, afterAction(await interact(payload)));
		},
		pressButton: async (user, on, actionId, value) => {
			const placed = findElement(on.blocks, actionId, value);
			const team = 'channel' in on ? teamOf(platform, channelOf(platform, String(on.channel))) : String(on.team_id);
			const action = actionOf(placed, value);
			const payload = blockActions(platform, userOf(platform, user), team, surfaceOf(on), action);
			return note(user, afterAction(await interact(payload)));
		},
	};
}

function forms({ platform, transport, note }: Senders): Pick<People, 'submitView' | 'closeView' | 'suggest'> {
	const topOf = (user: string) => must(platform.workspace.modals.get(user)?.at(-1), `form open for ${user}`);
	return {
		submitView: async (user, values) => {
			const view = topOf(user);
			const filled = fillIn(view.blocks, values);
			if (filled.incomplete.length > 0) return note(user, { type: 'view_incomplete', blocks: filled.incomplete });
			const payload = viewSubmission(platform, userOf(platform, user), view, filled.values);
			const attempt = await transport.send(interaction(payload), null);
			return note(user, afterSubmission(platform, attempt, user, view));
		},
		closeView: async (user) => {
			const view = topOf(user);
			const stack = platform.workspace.modals.get(user) ?? [];
			const isCleared = view.clear_on_close === true;
			platform.workspace.modals.set(user, isCleared ? [] : stack.slice(0, -1));
			if (view.notify_on_close !== true) return note(user, { type: 'view_closed' });
			const payload = viewClosed(platform, userOf(platform, user), view, isCleared);
			await transport.send(interaction(payload), null);
			return note(user, { type: 'view_closed' });
		},
		suggest: async (user, actionId, typed) => {
			const view = topOf(user);
			const { block } = findElement(view.blocks, actionId, undefined);
			const asked = { actionId, blockId: block.block_id, value: typed };
			const attempt = await transport.send(
				interaction(blockSuggestion(platform, userOf(platform, user), view, asked)),
				null,
			);
			const { options = [], option_groups = [] } = fieldsOf(parsed(attempt.body)) as Record<string, unknown[]>;
			const offered = [...options, ...option_groups.flatMap((group) => fieldsOf(group).options as unknown[])];
			return offered.map((option) => String(fieldsOf(fieldsOf(option).text).text));
		},
	};
}

function interaction(payload: Record<string, unknown>): Parcel {
	return { kind: 'interaction', payload };
}

function surfaceOf(on: Message | Ephemeral | View): Surface {
	if ('hash' in on) return { view: on };
	return 'via' in on ? { ephemeral: on } : { message: on };
}

function channelOf({ workspace }: Platform, id: string): Channel {
	return must(workspace.channels.get(id), `channel ${id}`);
}

function userOf({ workspace }: Platform, id: string): User {
	const user = must(workspace.users.get(id), `user ${id}`);
	if (user.deleted) throw new Error(`${id} has left`);
	return user;
}

function botOf(platform: Platform, team: string): string {
	return must(installationIn(platform, team), `installation in ${team}`).botUser;
}

/** The installation that hears what happens in a channel: of its own team, or of one that it is shared with. */
function teamOf(platform: Platform, channel: Channel): string {
	return [channel.team, ...channel.sharedWith].find((team) => installationIn(platform, team)) ?? channel.team;
}
