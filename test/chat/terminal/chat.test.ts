import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../../src/app.ts';
import type { Conversations } from '../../../src/chat/conversation.ts';
import { runTerminalChat } from '../../../src/chat/terminal/chat.ts';
import { readConfig } from '../../../src/config.ts';

describe('the terminal with a person in front of it', () => {
	let conversations: Conversations;
	let close: () => Promise<void>;
	beforeAll(async () => {
		const app = await createApp(readConfig({ DATA_DIR: ':memory:', TIME_ZONE: 'UTC' }));
		conversations = app.conversations;
		close = () => app.close();
	});
	afterAll(() => close());

	/** What stands on the screen after these lines were typed. */
	const typed = async (lines: string[], more: { coloured?: boolean; conversations?: Conversations } = {}) => {
		const [input, output] = [new PassThrough(), new PassThrough()];
		const shown: string[] = [];
		output.on('data', (part: Buffer) => shown.push(part.toString('utf8')));
		input.end(`${lines.join('\n')}\n`);
		const chat = { input, output, interactive: true, coloured: false, team: 'sales' as const, conversations };
		await runTerminalChat({ ...chat, banner: ['persona-bot'], ...more });
		return shown.join('');
	};

	it('greets, prompts and offers numbers to type', async () => {
		const screen = await typed(['what are the objections?', '1']);
		expect(screen).toContain('persona-bot');
		expect(screen).toContain('ask> ');
		expect(screen).toMatch(/1 Enterprise IT Decision-Maker/u);
		expect(screen).toContain('Enterprise IT Decision-Maker: objections');
	});

	it('shows more and sources of the last answer, by word', async () => {
		const screen = await typed(['how should I pitch the enterprise IT buyer?', 'more', 'sources']);
		expect(screen).toMatch(/\[1\] Enterprise IT Decision-Maker, guidance\.sales/u);
	});

	it('keeps two conversations apart', async () => {
		await typed(['how should I pitch the startup founder?']);
		expect(await typed(['and the budget?'])).not.toContain('Startup Founder: budget');
	});

	it('paints on a screen only', async () => {
		expect(await typed(['list'], { coloured: true })).toContain('\u001b[1m7 personas');
		expect(await typed(['list'])).not.toContain('\u001b[1m');
	});

	it('says that it is searching while an answer takes long, and takes the line away', async () => {
		const slow: Conversations = {
			...conversations,
			say: async (...said) => {
				await new Promise((resolve) => setTimeout(resolve, 400));
				return conversations.say(...said);
			},
		};
		const screen = await typed(['list'], { conversations: slow });
		expect(screen).toContain('Searching personas…\r\u001b[K7 personas');
	});

	it('says what to do when an answer fails, with a reference', async () => {
		const failing: Conversations = { ...conversations, say: () => Promise.reject(new Error('boom')) };
		expect(await typed(['list'], { conversations: failing })).toMatch(/went wrong.*reference [0-9a-f]{8}/su);
	});
});
