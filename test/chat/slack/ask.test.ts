import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { faultsOfMessage } from '../../../src/chat/slack/payload-faults.ts';
import { type RunningBot, startBot } from '../../fakes/slack/bot.ts';
import { type FakeSlack, startSlack } from '../../fakes/slack/platform.ts';
import type { Ephemeral, Message } from '../../fakes/slack/workspace.ts';

const QUESTION = 'how should I pitch the enterprise IT buyer?';

const mongodbUri = inject('mongodbUri');
const WAYS = [
	{ transport: 'http', engine: 'embedded' },
	{ transport: 'socket', engine: 'embedded' },
	{ transport: 'http', engine: 'mongodb' },
] as const;

describe.each(WAYS)('asking in Slack over $transport, on $engine', ({ transport, engine }) => {
	if (engine === 'mongodb' && mongodbUri === null) return it.skip('needs MongoDB');
	let slack: FakeSlack;
	let bot: RunningBot;
	beforeAll(async () => {
		slack = await startSlack({ transport, rateLimits: 'off' });
		const secrets: Record<string, string> =
			transport === 'http' ? {} : { SLACK_SIGNING_SECRET: '', SLACK_APP_TOKEN: slack.appToken };
		const store: Record<string, string> =
			engine === 'mongodb' ? { MONGODB_URI: mongodbUri ?? '', MONGODB_DB: `test-${randomUUID()}` } : {};
		bot = await startBot(slack, { ...secrets, ...store });
	});
	afterAll(async () => {
		await bot.stop();
		await slack.close();
	});

	const answersIn = (channel: string, thread: string) =>
		slack.messagesIn(channel, thread).filter(({ botId }) => botId !== null);
	const answered = (channel: string, thread: string, count = 1) =>
		vi.waitFor(() => {
			const answers = answersIn(channel, thread);
			expect(answers).toHaveLength(count);
			return answers.at(-1) as Message;
		}, 5_000);
	const lastWhisper = (user: string, count: number) =>
		vi.waitFor(() => {
			const whispers = slack.ephemeralsFor(user);
			expect(whispers.length).toBeGreaterThanOrEqual(count);
			return whispers.at(-1) as Ephemeral;
		}, 5_000);

	it('answers a mention once, in its thread, with sources and buttons', async () => {
		const { message } = await slack.mention('U0ANN', 'C0SALES', QUESTION);
		const answer = await answered('C0SALES', message.ts);
		expect(answer.text).toContain('Bring a security engineer to the first call');
		expect(faultsOfMessage(answer)).toEqual([]);
		expect(JSON.stringify(answer.blocks)).toContain('feedback_buttons');
	});

	it('stays with the persona in a follow-up that does not name it', async () => {
		const { message } = await slack.mention('U0ANN', 'C0SALES', QUESTION);
		await answered('C0SALES', message.ts);
		await slack.mention('U0BOB', 'C0SALES', 'what about the objections?', { thread: message.ts });
		const answer = await answered('C0SALES', message.ts, 2);
		expect(answer.text).toContain('Enterprise IT Decision-Maker: objections');
	});

	it('answers a direct message in its thread, and goes on with it in the next one', async () => {
		const { message } = await slack.directMessage('U0ANN', 'what are the goals of the startup founder');
		const channel = slack.directChannelOf('U0ANN');
		expect((await answered(channel, message.ts)).text).toContain('Growth-Focused Startup Founder');
		const next = await slack.directMessage('U0ANN', 'and the budget?');
		expect((await answered(channel, next.message.ts)).text).toContain('Growth-Focused Startup Founder: budget');
	});

	it('answers a command privately and shares it when asked', async () => {
		const before = slack.ephemeralsFor('U0BOB').length;
		await slack.command('U0BOB', '/persona', QUESTION, 'C0SALES');
		const whisper = await lastWhisper('U0BOB', before + 1);
		expect(whisper.text).toContain('Bring a security engineer');
		const posts = slack.messagesIn('C0SALES').length;
		await slack.pressButton('U0BOB', whisper, 'share');
		await vi.waitFor(() => expect(slack.messagesIn('C0SALES')).toHaveLength(posts + 1), 5_000);
		expect(slack.messagesIn('C0SALES').at(-1)?.text).toMatch(/Bob asked: .*Bring a security engineer/su);
	});

	it('says how to share where the bot is no member', async () => {
		const before = slack.ephemeralsFor('U0BOB').length;
		await slack.command('U0BOB', '/persona', QUESTION, 'C0LOBBY');
		const whisper = await lastWhisper('U0BOB', before + 1);
		await slack.pressButton('U0BOB', whisper, 'share');
		expect((await lastWhisper('U0BOB', before + 2)).text).toContain('/invite');
	});

	it('shares nothing where people of another company are', async () => {
		const before = slack.ephemeralsFor('U0ANN').length;
		await slack.command('U0ANN', '/persona', QUESTION, 'C0SHARED');
		const whisper = await lastWhisper('U0ANN', before + 1);
		const posts = slack.messagesIn('C0SHARED').length;
		await slack.pressButton('U0ANN', whisper, 'share');
		expect((await lastWhisper('U0ANN', before + 2)).text).toContain('another company');
		expect(slack.messagesIn('C0SHARED')).toHaveLength(posts);
	});

	it('looks up: list, show, help, me and a typing error', async () => {
		for (const [typed, expected] of [
			['list', '7 personas'],
			['show startup founder', 'Growth-Focused Startup Founder (buyer persona)'],
			['help', 'What you can type'],
			['me', 'Team'],
			['lsit', 'Did you mean “list”?'],
		] as const) {
			const before = slack.ephemeralsFor('U0ANN').length;
			await slack.command('U0ANN', '/persona', typed);
			expect((await lastWhisper('U0ANN', before + 1)).text).toContain(expected);
		}
	});

	it('shows more and sources to whoever asks for them', async () => {
		const { message } = await slack.mention('U0ANN', 'C0SALES', QUESTION);
		const answer = await answered('C0SALES', message.ts);
		const before = slack.ephemeralsFor('U0BOB').length;
		await slack.pressButton('U0BOB', answer, 'choice:0');
		await lastWhisper('U0BOB', before + 1);
		await slack.pressButton('U0BOB', answer, 'choice:1');
		expect((await lastWhisper('U0BOB', before + 2)).text).toContain('What stands behind it');
	});

	it('asks back with buttons that answer', async () => {
		const { message } = await slack.mention('U0ANN', 'C0SALES', 'what are the objections?');
		const asked = await answered('C0SALES', message.ts);
		await slack.pressButton('U0ANN', asked, 'choice:0');
		expect((await answered('C0SALES', message.ts, 2)).text).toContain('objections');
	});

	it('takes another team’s view, and remembers it for the person', async () => {
		const { message } = await slack.mention('U0ADMIN', 'C0SALES', QUESTION);
		const answer = await answered('C0SALES', message.ts);
		const select = answer.blocks
			.flatMap(({ elements }) => (Array.isArray(elements) ? elements : []))
			.find(({ type }) => type === 'static_select');
		const product = select.options.find(({ value }: { value: string }) => value.startsWith('product'));
		await slack.pressButton('U0ADMIN', answer, select.action_id, product.value);
		const other = await answered('C0SALES', message.ts, 2);
		expect(other.text).toContain('what to build for');
		expect((await bot.store.members.get('slack:U0ADMIN'))?.team).toBe('product');
	});

	it('stores a vote, and the reason from a form', async () => {
		const { message } = await slack.mention('U0ANN', 'C0SALES', QUESTION);
		const answer = await answered('C0SALES', message.ts);
		const negative = answer.blocks.at(-1) as unknown as { elements: [{ negative_button: { value: string } }] };
		await slack.pressButton('U0ANN', answer, 'vote', negative.elements[0].negative_button.value);
		const form = await vi.waitFor(() => {
			const view = slack.openViewOf('U0ANN');
			expect(view?.callback_id).toBe('vote');
			return view;
		}, 5_000);
		expect(form).toBeDefined();
		await slack.submitView('U0ANN', { reason: 'out_of_date', comment: 'They moved to the cloud' });
		const voted = (await bot.store.questions.recent(20)).find(({ vote }) => vote !== null);
		expect(voted?.vote).toMatchObject({ helpful: false, reason: 'out_of_date', comment: 'They moved to the cloud' });
	});

	it('shows the Home tab, greets once and changes the profile', async () => {
		await slack.openHome('U0BOB');
		const view = await vi.waitFor(() => {
			const home = slack.homeOf('U0BOB');
			expect(home).toBeDefined();
			return home as NonNullable<typeof home>;
		}, 5_000);
		await slack.openHome('U0BOB');
		await slack.pressButton('U0BOB', view, 'profile');
		await vi.waitFor(() => expect(slack.openViewOf('U0BOB')?.callback_id).toBe('profile'), 5_000);
		await slack.submitView('U0BOB', { team: 'marketing' });
		await vi.waitFor(async () => expect((await bot.store.members.get('slack:U0BOB'))?.team).toBe('marketing'), 5_000);
		const greetings = slack.messagesIn(slack.directChannelOf('U0BOB')).filter(({ text }) => text.startsWith('Hello!'));
		expect(greetings).toHaveLength(1);
	});

	it('offers prompts in the messages tab', async () => {
		await slack.openMessagesTab('U0ANN');
		await vi.waitFor(() => expect(slack.promptsFor('U0ANN')).toBeDefined(), 5_000);
	});

	it('takes rubbish with help', async () => {
		const { message } = await slack.directMessage('U0ANN', '🦄'.repeat(50));
		const answer = await answered(slack.directChannelOf('U0ANN'), message.ts);
		expect(answer.text.length).toBeGreaterThan(10);
	});
});
