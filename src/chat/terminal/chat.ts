import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Team } from '../../personas/team.ts';
import type { Conversations } from '../conversation.ts';
import { explain } from '../handlers.ts';
import { type Choice, plainReply, type Reply } from '../reply.ts';
import { COLOURED, type Paint, PLAIN, renderPoints, renderReply, renderSources } from './render.ts';

export type TerminalChat = {
	input: Readable;
	output: Writable;
	/** A person sits in front of it: prompt, progress and numbered choices. */
	interactive: boolean;
	coloured: boolean;
	team: Team;
	conversations: Conversations;
	/** Shown once at the start. */
	banner: string[];
};

type Session = { thread: string; last: Reply | null };

const PROMPT = 'ask> ';

/** Answers line by line until the input ends; resolves when everything is written. */
export async function runTerminalChat(chat: TerminalChat): Promise<void> {
	const paint = chat.coloured ? COLOURED : PLAIN;
	const write = (text: string) => chat.output.write(text);
	const lines = createInterface({
		input: chat.input,
		output: chat.interactive ? chat.output : undefined,
		terminal: chat.interactive,
		prompt: PROMPT,
	});
	const session: Session = { thread: `local:${randomUUID()}`, last: null };
	if (chat.interactive) write(`${chat.banner.map((line) => paint.dim(line)).join('\n')}\n`);
	let ended = false;
	lines.once('close', () => {
		ended = true;
	});
	/** The input may end (Ctrl-D) while an answer is made; a closed line takes no prompt. */
	const prompt = () => {
		if (chat.interactive && !ended) lines.prompt();
	};
	prompt();
	for await (const line of lines) {
		if (/^\s*(exit|quit|bye)\s*$/iu.test(line)) break;
		if (line.trim() !== '')
			write(`${await answerLine(line.trim(), session, chat, paint)}\n${chat.interactive ? '\n' : ''}`);
		prompt();
	}
	lines.close();
}

async function answerLine(line: string, session: Session, chat: TerminalChat, paint: Paint): Promise<string> {
	const chosen = choiceOf(line, session.last);
	if (chosen?.does.type === 'more' && session.last) return renderPoints(session.last.more, paint);
	if (chosen?.does.type === 'sources' && session.last) return renderSources(session.last.sources, paint);
	const text = chosen?.does.type === 'ask' ? chosen.does.text : line;
	const reply = await withProgress(chat, paint, () => replyTo(text, session, chat));
	session.last = reply;
	return renderReply(reply, paint, chat.interactive);
}

function choiceOf(line: string, last: Reply | null): Choice | undefined {
	if (!last) return undefined;
	const number = /^\d$/u.test(line) ? Number(line) : 0;
	return (
		last.choices[number - 1] ??
		last.choices.find(({ label, does }) => does.type !== 'ask' && label === line.toLowerCase())
	);
}

async function replyTo(text: string, session: Session, { conversations, team }: TerminalChat): Promise<Reply> {
	const place = { thread: session.thread, around: null };
	try {
		return await conversations.say(randomUUID(), text, place, { id: 'local', team });
	} catch (error) {
		return plainReply(explain(error));
	}
}

const SHOW_AFTER_MS = 150;

/** A line that says that something is happening, taken away when the answer is there. */
async function withProgress<Value>(
	{ interactive, output }: TerminalChat,
	paint: Paint,
	work: () => Promise<Value>,
): Promise<Value> {
	if (!interactive) return work();
	let shown = false;
	const timer = setTimeout(() => {
		shown = true;
		output.write(paint.dim('Searching personas…'));
	}, SHOW_AFTER_MS);
	try {
		return await work();
	} finally {
		clearTimeout(timer);
		if (shown) output.write('\r\u001b[K');
	}
}
