import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type RunningBot, startBot } from '../../fakes/slack/bot.ts';
import { type FakeSlack, startSlack } from '../../fakes/slack/platform.ts';
import { type Signature, signatureHeaders } from '../../fakes/slack/signing.ts';
import type { Message } from '../../fakes/slack/workspace.ts';

const QUESTION = 'how should I pitch the enterprise IT buyer?';
const PATIENCE_MS = 5_000;

/** Each row is a case in which Bolt's own behaviour loses, doubles or hides something; the test says what ours does. */
describe('the behaviour matrix of Slack', () => {
	let slack: FakeSlack;
	let bot: RunningBot;
	beforeAll(async () => {
		slack = await startSlack({
			rateLimits: 'off',
			retryScale: 0.001,
			events: ['app_mention', 'message.channels', 'message.im', 'app_home_opened'],
		});
		bot = await startBot(slack);
	});
	afterEach(() => {
		vi.restoreAllMocks();
		slack.clearFaults();
	});
	afterAll(async () => {
		await bot.stop();
		await slack.close();
	});

	const answersIn = (thread: string, channel = 'C0SALES') =>
		slack.messagesIn(channel, thread).filter(({ botId }) => botId === 'B0PERSONA');
	const answered = (thread: string, channel = 'C0SALES') =>
		vi.waitFor(() => {
			const [answer] = answersIn(thread, channel);
			expect(answer).toBeDefined();
			return answer as Message;
		}, PATIENCE_MS);
	/** Time for a second answer to come, if there were one. */
	const quiet = async () => {
		await slack.settle();
		await vi.waitFor(async () => expect(await bot.store.inbox.open('slack')).toBe(0), PATIENCE_MS);
	};
	const send = (body: string, how: Signature = 'good', headers: Record<string, string> = {}) =>
		fetch(`${bot.address}/slack/events`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', ...signatureHeaders(body, slack.signingSecret, how), ...headers },
			body,
		});
	const broken = () => vi.spyOn(bot.store.inbox, 'accept').mockRejectedValue(new Error('the database is down'));
	const brokenLease = () =>
		vi.spyOn(bot.store.inbox, 'acceptLeased').mockRejectedValue(new Error('the database is down'));

	it('the same event three times: one answer', async () => {
		const { message, deliveries } = await slack.mention('U0ANN', 'C0SALES', QUESTION);
		for (const { payload } of deliveries) {
			await slack.send({ kind: 'event', payload });
			await slack.send({ kind: 'event', payload });
		}
		await answered(message.ts);
		await quiet();
		expect(answersIn(message.ts)).toHaveLength(1);
	});

	it('a mention that comes as two events: one answer', async () => {
		const { message, deliveries } = await slack.mention('U0ANN', 'C0SALES', QUESTION);
		expect(deliveries).toHaveLength(2);
		await answered(message.ts);
		await quiet();
		expect(answersIn(message.ts)).toHaveLength(1);
	});

	it('a follow-up without a mention in a thread of ours: answered; elsewhere: ignored and not stored', async () => {
		const { message } = await slack.mention('U0ANN', 'C0SALES', QUESTION);
		await answered(message.ts);
		await slack.say('U0BOB', 'C0SALES', 'and the budget?', { thread: message.ts });
		await vi.waitFor(() => expect(answersIn(message.ts)).toHaveLength(2), PATIENCE_MS);
		await slack.say('U0BOB', 'C0SALES', 'hey <@U0ANN> what do you think?', { thread: message.ts });
		const other = await slack.say('U0BOB', 'C0SALES', 'how should I pitch the startup founder?');
		await quiet();
		expect(answersIn(message.ts)).toHaveLength(2);
		expect(answersIn(other.message.ts)).toHaveLength(0);
	});

	it('the write fails before an event is acknowledged: Slack sends it again, and it is answered once', async () => {
		const accept = bot.store.inbox.accept;
		let failures = 2;
		vi.spyOn(bot.store.inbox, 'accept').mockImplementation((delivery, at) => {
			failures -= 1;
			return failures >= 0 ? Promise.reject(new Error('the database is down')) : accept(delivery, at);
		});
		const { message, deliveries } = await slack.mention('U0ANN', 'C0SALES', QUESTION);
		await answered(message.ts);
		await quiet();
		expect(deliveries.every(({ state }) => state === 'accepted')).toBe(true);
		expect(deliveries.flatMap(({ attempts }) => attempts).map(({ status }) => status)).toContain(500);
		expect(answersIn(message.ts)).toHaveLength(1);
	});

	it('the write of a command fails: a readable private message', async () => {
		broken();
		brokenLease();
		const seen = await slack.command('U0ANN', '/persona', QUESTION, 'C0SALES');
		expect(seen).toMatchObject({
			type: 'ephemeral',
			ephemeral: { text: expect.stringMatching(/went wrong.*reference.*You typed: \/persona how should I pitch/su) },
		});
	});

	it('the write of a command hangs: a readable private message before Slack gives up', async () => {
		vi.spyOn(bot.store.inbox, 'acceptLeased').mockReturnValue(new Promise(() => undefined));
		const seen = await slack.command('U0ANN', '/persona', QUESTION, 'C0SALES');
		expect(seen).toMatchObject({ type: 'ephemeral', ephemeral: { text: expect.stringMatching(/try again/u) } });
	});

	it('the write of a click fails: told in a message of its own', async () => {
		const { message } = await slack.mention('U0ANN', 'C0SALES', QUESTION);
		const answer = await answered(message.ts);
		await quiet();
		broken();
		const before = slack.ephemeralsFor('U0ANN').length;
		expect(await slack.pressButton('U0ANN', answer, 'choice:1')).toEqual({ type: 'nothing' });
		await vi.waitFor(() => expect(slack.ephemeralsFor('U0ANN').length).toBe(before + 1), PATIENCE_MS);
		expect(slack.ephemeralsFor('U0ANN').at(-1)?.text).toMatch(/went wrong/u);
	});

	it('the write of a form fails: the form stays open with a sentence', async () => {
		await slack.openHome('U0ANN');
		const home = await vi.waitFor(() => {
			const view = slack.homeOf('U0ANN');
			expect(view).toBeDefined();
			return view as NonNullable<typeof view>;
		}, PATIENCE_MS);
		await slack.pressButton('U0ANN', home, 'profile');
		await vi.waitFor(() => expect(slack.openViewOf('U0ANN')).toBeDefined(), PATIENCE_MS);
		vi.spyOn(bot.store.members, 'prefer').mockRejectedValue(new Error('the database is down'));
		const seen = await slack.submitView('U0ANN', { team: 'product' });
		expect(seen).toMatchObject({ type: 'view_errors' });
		expect(slack.openViewOf('U0ANN')).toBeDefined();
	});

	it('an unknown command word: answered like any other', async () => {
		const before = slack.ephemeralsFor('U0ANN').length;
		await slack.command('U0ANN', '/unheard', 'help');
		expect(slack.ephemeralsFor('U0ANN').length).toBe(before + 1);
	});

	it.each(['wrong_secret', 'stale', 'future', 'missing'] as const)('a request signed “%s”: refused', async (how) => {
		const before = slack.calls.length;
		expect((await send('{"type":"event_callback"}', how)).status).toBe(401);
		expect(slack.calls).toHaveLength(before);
	});

	it('an exact replay: taken, without a second effect', async () => {
		const { message } = await slack.mention('U0ANN', 'C0SALES', QUESTION);
		const request = slack.sent.at(-1);
		await answered(message.ts);
		if (!request) throw new Error('nothing was sent');
		expect((await slack.replay(request)).status).toBe(200);
		await quiet();
		expect(answersIn(message.ts)).toHaveLength(1);
	});

	it('the address check: answered when signed, refused when not', async () => {
		const body = JSON.stringify({ type: 'url_verification', challenge: 'c1' });
		expect(await (await send(body)).text()).toBe('c1');
		expect((await send(body, 'missing')).status).toBe(401);
	});

	it('a content type with a charset, a body that is none, one that is too large, other methods', async () => {
		const body = JSON.stringify({ type: 'url_verification', challenge: 'c2' });
		const charset = { 'content-type': 'application/json; charset=utf-8' };
		expect((await send(body, 'good', charset)).status).toBe(200);
		expect((await send('{"type":')).status).toBe(400);
		expect((await send('x'.repeat(1_100_000))).status).toBe(413);
		expect((await fetch(`${bot.address}/slack/events`)).status).toBe(405);
		expect((await fetch(`${bot.address}/slack/events`, { method: 'HEAD' })).status).toBe(200);
		expect((await fetch(`${bot.address}/elsewhere`)).status).toBe(404);
		expect((await fetch(`${bot.address}/readyz`)).status).toBe(200);
	});

	it('an edit, a deletion, a bot’s message: no answer', async () => {
		const { message } = await slack.mention('U0ANN', 'C0SALES', QUESTION);
		await answered(message.ts);
		await slack.edit(message, `<@${'U0PERSONA'}> how should I pitch the startup founder?`);
		await slack.erase(message);
		const robot = await slack.mention('U0ROBOT', 'C0SALES', QUESTION);
		await quiet();
		expect(answersIn(message.ts)).toHaveLength(1);
		expect(answersIn(robot.message.ts)).toHaveLength(0);
	});

	it('guests, other companies and shared channels: no answer, and a word to ours', async () => {
		const guest = await slack.mention('U0GUEST', 'C0SALES', QUESTION);
		const outsider = await slack.mention('U0OUTSIDE', 'C0SHARED', QUESTION);
		const before = slack.ephemeralsFor('U0ANN').length;
		const ours = await slack.mention('U0ANN', 'C0SHARED', QUESTION);
		await vi.waitFor(() => expect(slack.ephemeralsFor('U0ANN').length).toBe(before + 1), PATIENCE_MS);
		await quiet();
		expect(answersIn(guest.message.ts)).toHaveLength(0);
		expect(answersIn(outsider.message.ts, 'C0SHARED')).toHaveLength(0);
		expect(answersIn(ours.message.ts, 'C0SHARED')).toHaveLength(0);
		expect(slack.ephemeralsFor('U0ANN').at(-1)?.text).toMatch(/another company/u);
		const command = await slack.command('U0MULTI', '/persona', QUESTION, 'C0SALES');
		expect(JSON.stringify(command)).not.toContain('security engineer');
	});

	it('somebody whom Slack does not show us: not answered, and not tried again', async () => {
		slack.fault('users.info', { type: 'error', error: 'user_not_found' }, 1);
		const { message } = await slack.mention('U0ADMIN', 'C0SECRET', QUESTION);
		await quiet();
		expect(answersIn(message.ts, 'C0SECRET')).toHaveLength(0);
		expect(await bot.store.inbox.dead(50)).toEqual([]);
	});

	it('a second bot on the same port: says what to do', async () => {
		const port = new URL(bot.address).port;
		await expect(startBot(slack, { PORT: port })).rejects.toThrow(/another program listens there\. Set PORT/u);
		slack.connect(`${bot.address}/slack/events`);
	});

	it('a guest’s vote: changes nothing, and opens nothing', async () => {
		const { message } = await slack.mention('U0ANN', 'C0SALES', QUESTION);
		const answer = await answered(message.ts);
		const buttons = answer.blocks.at(-1) as unknown as { elements: [{ negative_button: { value: string } }] };
		await slack.pressButton('U0MULTI', answer, 'vote', buttons.elements[0].negative_button.value);
		await quiet();
		expect(slack.openViewOf('U0MULTI')).toBeUndefined();
		expect((await bot.store.questions.recent(50)).filter(({ vote }) => vote !== null)).toEqual([]);
	});

	it('Slack asks to wait: waited for, then posted once', async () => {
		slack.fault('chat.postMessage', { type: 'rate_limited', retryAfter: 1 }, 1);
		const { message } = await slack.mention('U0ANN', 'C0SALES', QUESTION);
		await answered(message.ts);
		expect(answersIn(message.ts)).toHaveLength(1);
	});

	it('Slack does not take the blocks: the words alone', async () => {
		slack.fault('chat.postMessage', { type: 'error', error: 'invalid_blocks' }, 1);
		const { message } = await slack.mention('U0ANN', 'C0SALES', QUESTION);
		expect((await answered(message.ts)).text).toContain('Bring a security engineer');
	});

	it('a platform without status and prompts: answered all the same', async () => {
		slack.fault('assistant.threads.setStatus', { type: 'error', error: 'unknown_method' });
		slack.fault('assistant.threads.setSuggestedPrompts', { type: 'error', error: 'unknown_method' });
		await slack.openMessagesTab('U0ANN');
		const { message } = await slack.mention('U0ANN', 'C0SALES', QUESTION);
		await answered(message.ts);
	});

	it('Slack refuses for good: told in private, and listed as given up', async () => {
		slack.fault('chat.postMessage', ({ args }) =>
			args.channel === 'C0SALES' ? { type: 'error', error: 'is_archived' } : null,
		);
		const { message } = await slack.mention('U0BOB', 'C0SALES', QUESTION);
		const direct = slack.directChannelOf('U0BOB');
		await vi.waitFor(
			() => expect(slack.messagesIn(direct).some(({ text }) => text.includes('could not answer you here'))).toBe(true),
			PATIENCE_MS,
		);
		expect(answersIn(message.ts)).toHaveLength(0);
		const [letter] = await bot.store.inbox.dead(1);
		expect(letter).toMatchObject({ failure: 'is_archived' });
	});
});
