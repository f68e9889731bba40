import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Team } from '../../personas/team.ts';
import { parseCommand } from '../commands.ts';
import type { Handlers } from '../handlers.ts';
import { personaNamed } from '../look-up.ts';
import { type Choice, plainReply, type Reply } from '../reply.ts';
import { COLOURED, type Paint, PLAIN, renderPoints, renderReply, renderSources } from './render.ts';

export type TerminalChat = {
	input: Readable;
	output: Writable;
	/** A person sits in front of it: prompt, progress and numbered choices. */
	interactive: boolean;
	coloured: boolean;
	team: Team;
	handlers: Handlers;
	/** Shown once at the start. */
	banner: string[];
};

type Session = { history: string[]; last: Reply | null };

const PROMPT = 'ask> ';
const TURNS_KEPT = 6;

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
	const session: Session = { history: [], last: null };
	if (chat.interactive) write(`${chat.banner.map((line) => paint.dim(line)).join('\n')}\n`);
	if (chat.interactive) lines.prompt();
	for await (const line of lines) {
		if (/^\s*(exit|quit|bye)\s*$/iu.test(line)) break;
		if (line.trim() !== '')
			write(`${await answerLine(line.trim(), session, chat, paint)}\n${chat.interactive ? '\n' : ''}`);
		if (chat.interactive) lines.prompt();
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

async function replyTo(text: string, session: Session, { handlers, team }: TerminalChat): Promise<Reply> {
	try {
		const index = await handlers.index();
		const command = parseCommand(text, (name) => personaNamed(name, index) !== undefined);
		switch (command.type) {
			case 'help':
				return handlers.help();
			case 'list':
				return await handlers.list();
			case 'show':
				return await handlers.show(command.name, team);
			case 'ask': {
				const reply = await handlers.ask({ text: command.text, team, history: [...session.history], by: 'local' });
				session.history = [...session.history, command.text].slice(-TURNS_KEPT);
				return reply;
			}
		}
	} catch (error) {
		return plainReply(handlers.explain(error));
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
