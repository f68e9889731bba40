import type { ShownAnswer, ThreadStore } from '../answering/ports.ts';
import type { MemberStore } from '../members/ports.ts';
import type { Team } from '../personas/team.ts';
import { type Command, parseCommand } from './commands.ts';
import type { Handlers } from './handlers.ts';
import { personaNamed } from './look-up.ts';
import { profileReply } from './profile.ts';
import { plainReply, type Reply } from './reply.ts';

/** Where something was said: its thread and, where the thread is new, the conversation around it. */
export type Place = { thread: string; around: string | null };
/** Who speaks: a member's id, and the team whose view the answer takes. */
export type Speaker = { id: string; team: Team };

/** A choice that somebody took on an answer that was shown. */
export type Press =
	| { type: 'more'; from: number }
	| { type: 'sources' }
	/** The choice at this position asks something in the thread. */
	| { type: 'ask'; position: number }
	| { type: 'team'; team: Team };

/** Conversations on every surface: the earlier turns are kept, and what was shown, so that its buttons go on working. */
export type Conversations = {
	/** `id` names the question; the same id is kept once. */
	say(id: string, text: string, place: Place, speaker: Speaker): Promise<Reply>;
	/** Null when the answer is no longer kept. */
	press(id: string, answer: string, press: Press, place: Place, speaker: Speaker): Promise<Reply | null>;
	/** The answer as it was shown, with its question; null when it is no longer kept. */
	shown(answer: string, thread: string): Promise<{ question: string; reply: Reply } | null>;
};

type Parts = { handlers: Handlers; threads: ThreadStore; members: MemberStore; now(): Date };

/** How long what was said around a new thread still counts for it. */
const AROUND_MS = 30 * 60_000;

export function createConversations(parts: Parts): Conversations {
	return {
		say: async (id, text, place, speaker) => {
			const index = await parts.handlers.index();
			const command = parseCommand(text, (name) => personaNamed(name, index) !== undefined);
			return perform(command, id, place, speaker, parts);
		},
		press: async (id, answer, press, place, speaker) => {
			const kept = await keptAnswer(answer, place.thread, parts);
			return kept && pressed(id, kept, press, place, speaker, parts);
		},
		shown: (answer, thread) => keptAnswer(answer, thread, parts),
	};
}

type Kept = Omit<ShownAnswer, 'reply'> & { reply: Reply };

async function keptAnswer(answer: string, thread: string, { threads }: Parts): Promise<Kept | null> {
	const kept = (await threads.get(thread))?.shown.find(({ id }) => id === answer);
	return kept ? { ...kept, reply: kept.reply as Reply } : null;
}

function perform(command: Command, id: string, place: Place, speaker: Speaker, parts: Parts): Promise<Reply> | Reply {
	const { handlers, members } = parts;
	switch (command.type) {
		case 'help':
			return handlers.help();
		case 'list':
			return handlers.list();
		case 'show':
			return showPersona(id, command.name, place, speaker, parts);
		case 'me':
			return profileReply(speaker.id, members);
		case 'mistyped':
			return plainReply(`Did you mean “${command.meant}”? Say “help” to see what else I understand.`);
		case 'ask':
			return ask(id, command.text, place, speaker, parts);
	}
}

async function showPersona(id: string, name: string, place: Place, speaker: Speaker, parts: Parts): Promise<Reply> {
	const card = await parts.handlers.show(name, speaker.team);
	return keep({ ...card, answer: { id, team: speaker.team } }, id, name, place, speaker, parts);
}

async function ask(id: string, text: string, place: Place, speaker: Speaker, parts: Parts): Promise<Reply> {
	const history = await earlierTurns(place, parts);
	const reply = await parts.handlers.ask({ id, text, team: speaker.team, history, by: speaker.id });
	return keep(reply, id, text, place, speaker, parts);
}

async function earlierTurns({ thread, around }: Place, { threads, now }: Parts): Promise<string[]> {
	const own = await threads.get(thread);
	if (own || around === null) return own?.turns ?? [];
	const other = await threads.get(around);
	const recent = other !== null && now().getTime() - Date.parse(other.updatedAt) < AROUND_MS;
	return recent ? other.turns : [];
}

/** The turn is kept before it is shown: a button may be pressed at once. A repeated delivery adds nothing. */
async function keep(
	reply: Reply,
	id: string,
	question: string,
	{ thread, around }: Place,
	{ team }: Speaker,
	{ threads, now }: Parts,
): Promise<Reply> {
	const at = now().toISOString();
	for (const place of around === null ? [thread] : [thread, around]) {
		const known = (await threads.get(place))?.shown.some((answer) => answer.id === id) ?? false;
		if (!known) await threads.append(place, { id, question, team, reply }, at);
	}
	return reply;
}

function pressed(
	id: string,
	kept: Kept,
	press: Press,
	place: Place,
	speaker: Speaker,
	parts: Parts,
): Promise<Reply> | Reply {
	const { reply } = kept;
	switch (press.type) {
		case 'more':
			return pageOfMore(reply, press.from);
		case 'sources':
			return { ...plainReply(), title: 'What stands behind it', points: reply.sources.map(sourcePoint) };
		case 'ask': {
			const does = reply.choices[press.position]?.does;
			return does?.type === 'ask' ? ask(id, does.text, place, speaker, parts) : plainReply(GONE);
		}
		case 'team':
			return ask(id, kept.question, place, { ...speaker, team: press.team }, parts);
	}
}

const PAGE = 10;

function pageOfMore({ title, more }: Reply, from: number): Reply {
	const next = from + PAGE;
	const left = more.length - next;
	const choices: Reply['choices'] = left > 0 ? [{ label: `more (${left})`, does: { type: 'more', from: next } }] : [];
	return { ...plainReply(), title, points: more.slice(from, next), choices };
}

export const GONE = 'This answer is no longer kept. Please ask again.';

function sourcePoint({ number, where, text }: Reply['sources'][number]): Reply['points'][number] {
	return { label: `[${number}] ${where}`, text, cites: [], shape: 'point' };
}
