import { setTimeout as wait } from 'node:timers/promises';
import type { Delivery } from '../fakes/slack/delivery.ts';
import type { FakeSlack } from '../fakes/slack/platform.ts';
import { BOT, HOME } from '../fakes/slack/seed.ts';
import type { Seen } from '../fakes/slack/seen.ts';
import type { Channel, Message, User } from '../fakes/slack/workspace.ts';

const CHANNEL = 'C0CHAOS';
const QUESTION = 'how should I pitch the enterprise IT buyer?';
const ANSWER = /security engineer/u;
const LIST = /\d+ personas/u;
const SOURCES = /What stands behind it/u;
const RECEIPT = /^Searching/u;

/** One thing that somebody did once; everybody does only one, so that what they see belongs to it. */
export type Asked = {
	user: string;
	/** For events: everything that was tried. */
	delivery: Delivery | null;
	/** For everything else: what was seen at once. */
	seen: Seen | null;
	/** The thread in which the answer stands; null where only the asker sees it. */
	thread: { channel: string; ts: string } | null;
	/** What the answer reads like. */
	answer: RegExp;
};

export const KINDS = ['mention', 'direct message', 'command with a question', 'command list', 'press'] as const;
export type Kind = (typeof KINDS)[number];

/** Enough people, all in one channel. */
export function crowd(count: number): { users: User[]; channels: Channel[] } {
	const users = Array.from({ length: count }, (_, number): User => {
		const name = `user${number}`;
		return {
			id: nameOf(number),
			team: HOME,
			name,
			realName: name,
			email: `${name}@home.example`,
			tz: 'Europe/Berlin',
			kind: 'member',
			deleted: false,
		};
	});
	const members = new Set([BOT, ...users.map(({ id }) => id)]);
	const channel: Channel = {
		id: CHANNEL,
		team: HOME,
		name: 'chaos',
		kind: 'public',
		members,
		archived: false,
		sharedWith: [],
	};
	return { users, channels: [channel] };
}

export function nameOf(number: number): string {
	return `U1${String(number).padStart(5, '0')}`;
}

/** A button, and the value that it stands for, on an answer that everybody in the channel sees. */
export type Pressable = { message: Message; actionId: string };

export async function ask(kind: Kind, user: string, on: Pressable, slack: FakeSlack): Promise<Asked> {
	const asked: Asked = { user, delivery: null, seen: null, thread: null, answer: ANSWER };
	switch (kind) {
		case 'mention':
		case 'direct message': {
			const { message, deliveries } =
				kind === 'mention' ? await slack.mention(user, CHANNEL, QUESTION) : await slack.directMessage(user, QUESTION);
			return {
				...asked,
				delivery: deliveries[0] ?? null,
				thread: { channel: message.channel, ts: message.ts },
			};
		}
		case 'command with a question':
			return { ...asked, seen: await slack.command(user, '/persona', QUESTION, CHANNEL) };
		case 'command list':
			return { ...asked, seen: await slack.command(user, '/persona', 'list', CHANNEL), answer: LIST };
		case 'press':
			return { ...asked, seen: await slack.pressButton(user, on.message, on.actionId), answer: SOURCES };
	}
}

/** An answer with its button for the sources; the bot must be up. */
export async function pressable(user: string, slack: FakeSlack): Promise<Pressable> {
	const { message } = await slack.mention(user, CHANNEL, QUESTION);
	const [, answer] = await until(() => {
		const thread = slack.messagesIn(CHANNEL, message.ts);
		return thread.length > 1 ? thread : null;
	}, 20_000);
	const buttons = answer?.blocks.flatMap(({ elements }) => (Array.isArray(elements) ? elements : [])) ?? [];
	const sources = buttons.find(({ value }) => typeof value === 'string' && value.includes('"does":"sources"'));
	if (!answer || !sources) throw new Error('An answer has no button for its sources');
	return { message: answer, actionId: String(sources.action_id) };
}

export async function until<Value>(look: () => Value | null | undefined, withinMs: number): Promise<Value> {
	const started = performance.now();
	for (;;) {
		const found = look();
		if (found !== null && found !== undefined) return found;
		if (performance.now() - started > withinMs) throw new Error(`Waited in vain for ${withinMs} ms`);
		await wait(20);
	}
}

export type Verdict = {
	/** The bot said that it has it, or Slack was told so. */
	accepted: boolean;
	givenUp: boolean;
	answers: number;
	/** "… please ask again": the bot cannot tell whether the answer arrived. */
	notices: number;
};

/** Texts are recognised by what an answer must say; whatever else somebody sees is none. */
export function judge({ user, delivery, seen, thread, answer }: Asked, slack: FakeSlack): Verdict {
	const whispers = slack.ephemeralsFor(user).map(({ text }) => text);
	const posts = (channel: string, ts?: string) =>
		slack
			.messagesIn(channel, ts)
			.filter(({ botId }) => botId !== null)
			.map(({ text }) => text);
	const shown = thread === null ? whispers : posts(thread.channel, thread.ts);
	const told = [...whispers, ...posts(slack.directChannelOf(user))];
	return {
		accepted: delivery ? delivery.state === 'accepted' : isAccepted(seen, whispers, answer),
		givenUp: delivery?.state === 'given_up',
		answers: shown.filter((text) => answer.test(text)).length,
		notices: told.filter((text) => /ask again/u.test(text)).length,
	};
}

/** Nothing is shown of the answer to a click: it counts as accepted unless its person was told otherwise. */
function isAccepted(seen: Seen | null, whispers: string[], answer: RegExp): boolean {
	if (seen?.type === 'nothing') return !whispers.some((text) => /try again/u.test(text));
	return seen?.type === 'ephemeral' && (RECEIPT.test(seen.ephemeral.text) || answer.test(seen.ephemeral.text));
}
