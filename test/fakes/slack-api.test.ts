import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientOf } from './slack/bolt-app.ts';
import { type FakeSlack, startSlack } from './slack/platform.ts';
import type { SlackOptions } from './slack/platform-state.ts';

let slack: FakeSlack;
const restart = async (options: SlackOptions) => {
	await slack.close();
	slack = await startSlack(options);
};
beforeEach(async () => {
	slack = await startSlack();
});
afterEach(() => slack.close());

const quiet = { unfurl_links: false, unfurl_media: false };
const post = (more: object = {}, token = slack.botToken) =>
	clientOf(slack, token).chat.postMessage({ channel: 'C0SALES', text: 'words', ...quiet, ...more });
const platformError = (error: string, more: object = {}) => ({ data: { error, ok: false, ...more } });

describe('who may call what', () => {
	it('tells the app who it is and what it may do', async () => {
		expect(await clientOf(slack, slack.botToken).auth.test()).toMatchObject({
			team_id: 'T0HOME',
			user_id: 'U0PERSONA',
			bot_id: 'B0PERSONA',
			response_metadata: { scopes: expect.arrayContaining(['chat:write', 'commands']) },
		});
	});

	it.each([
		['no token', undefined, 'not_authed'],
		['an unknown token', 'xoxb-unknown', 'invalid_auth'],
		['the app token', 'xapp-1-fake', 'not_allowed_token_type'],
	])('refuses %s', async (_, token, error) => {
		await expect(clientOf(slack, token).auth.test()).rejects.toMatchObject(platformError(error));
	});

	it('hands out sockets for the app token alone', async () => {
		await expect(clientOf(slack, slack.botToken).apps.connections.open()).rejects.toMatchObject(
			platformError('not_allowed_token_type'),
		);
	});

	it('does not know every method', async () => {
		await expect(
			clientOf(slack, slack.botToken).chat.startStream({ channel: 'C0SALES', thread_ts: '1' }),
		).rejects.toMatchObject(platformError('unknown_method'));
	});

	it('names the scope that is missing', async () => {
		await expect(clientOf(slack, slack.botToken).conversations.history({ channel: 'C0SALES' })).rejects.toMatchObject(
			platformError('missing_scope', { needed: 'channels:history', provided: expect.stringContaining('im:history') }),
		);
	});

	it('keeps workspaces apart', async () => {
		await expect(post({}, slack.otherBotToken)).rejects.toMatchObject(platformError('channel_not_found'));
		await expect(post({ channel: 'U0ANN' }, slack.otherBotToken)).rejects.toMatchObject(
			platformError('channel_not_found'),
		);
		await expect(clientOf(slack, slack.otherBotToken).users.info({ user: 'U0ANN' })).rejects.toMatchObject(
			platformError('user_not_found'),
		);
		await post({ channel: 'C0THEIRS' }, slack.otherBotToken);
		expect(slack.messagesIn('C0THEIRS')).toHaveLength(1);
		expect(slack.callsOf('chat.postMessage').map(({ team }) => team)).toEqual(['T0OTHER', 'T0OTHER', 'T0OTHER']);
	});

	it('takes JSON as well as forms', async () => {
		const response = await fetch(`${slack.apiUrl}chat.postMessage`, {
			method: 'POST',
			headers: { authorization: `Bearer ${slack.botToken}`, 'content-type': 'application/json; charset=utf-8' },
			body: JSON.stringify({ channel: 'C0SALES', text: 'as JSON', ...quiet }),
		});
		expect(await response.json()).toMatchObject({ ok: true });
		expect(slack.messagesIn('C0SALES')[0]?.text).toBe('as JSON');
	});
});

describe('reading back', () => {
	const marked = (id: string) => ({
		channel: 'U0ANN',
		text: id,
		metadata: { event_type: 'nudge', event_payload: { id } },
	});
	const history = (more: object = {}) =>
		clientOf(slack, slack.botToken).conversations.history({ channel: slack.directChannelOf('U0ANN'), ...more });

	it('gives metadata only to those who ask', async () => {
		await post(marked('n1'));
		expect((await history()).messages?.[0]).not.toHaveProperty('metadata');
		expect((await history({ include_all_metadata: true })).messages).toMatchObject([
			{ text: 'n1', metadata: { event_type: 'nudge', event_payload: { id: 'n1' } } },
		]);
	});

	it('leaves replies to conversations.replies', async () => {
		const { ts = '' } = await post(marked('root'));
		await post({ ...marked('reply'), thread_ts: ts });
		expect((await history()).messages).toMatchObject([{ text: 'root', reply_count: 1 }]);
		const channel = slack.directChannelOf('U0ANN');
		const { messages } = await clientOf(slack, slack.botToken).conversations.replies({ channel, ts });
		expect(messages?.map(({ text }) => text)).toEqual(['root', 'reply']);
	});

	it('pages, newest first, between two timestamps', async () => {
		const stamps = [];
		for (const id of ['n1', 'n2', 'n3', 'n4']) stamps.push((await post(marked(id))).ts);
		const first = await history({ limit: 3 });
		expect(first.messages?.map(({ text }) => text)).toEqual(['n4', 'n3', 'n2']);
		const second = await history({ limit: 3, cursor: first.response_metadata?.next_cursor });
		expect(second).toMatchObject({ has_more: false, messages: [{ text: 'n1' }] });
		expect((await history({ oldest: stamps[1], latest: stamps[3] })).messages).toMatchObject([{ text: 'n3' }]);
		expect((await history({ oldest: stamps[1], latest: stamps[3], inclusive: true })).messages).toHaveLength(3);
	});

	it('may lag behind', async () => {
		await restart({ historyLagMilliseconds: 60_000 });
		await post(marked('n1'));
		expect((await history()).messages).toEqual([]);
		slack.advance(60_001);
		expect((await history()).messages).toHaveLength(1);
	});
});

describe('people', () => {
	const info = async (user: string) => (await clientOf(slack, slack.botToken).users.info({ user })).user;

	it('tells members, guests, bots, leavers and strangers apart', async () => {
		expect(await info('U0BOB')).toMatchObject({
			tz: 'America/New_York',
			is_restricted: false,
			is_bot: false,
			deleted: false,
			team_id: 'T0HOME',
			profile: { email: 'bob@home.example' },
		});
		expect(await info('U0GUEST')).toMatchObject({ is_restricted: true, is_ultra_restricted: true });
		expect(await info('U0MULTI')).toMatchObject({ is_restricted: true, is_ultra_restricted: false });
		expect(await info('U0ROBOT')).toMatchObject({ is_bot: true });
		expect(await info('U0GONE')).toMatchObject({ deleted: true });
		expect(await info('U0OUTSIDE')).toMatchObject({ is_stranger: true, team_id: 'T0PARTNER' });
	});

	it('finds members by e-mail', async () => {
		const client = clientOf(slack, slack.botToken);
		expect(await client.users.lookupByEmail({ email: 'ANN@home.example' })).toMatchObject({ user: { id: 'U0ANN' } });
		await expect(client.users.lookupByEmail({ email: 'olga@partner.example' })).rejects.toMatchObject(
			platformError('users_not_found'),
		);
	});

	it('keeps e-mails back without their scope', async () => {
		await restart({ scopes: ['users:read'] });
		expect((await info('U0ANN'))?.profile).not.toHaveProperty('email');
		await expect(
			clientOf(slack, slack.botToken).users.lookupByEmail({ email: 'ann@home.example' }),
		).rejects.toMatchObject(platformError('missing_scope'));
	});
});

describe('status and prompts', () => {
	const prompts = [{ title: 'Pitch', message: 'How do I pitch?' }] as [{ title: string; message: string }];

	it('shows a status in a thread until the answer comes, or two minutes pass', async () => {
		const client = clientOf(slack, slack.botToken);
		const { message } = await slack.directMessage('U0ANN', 'hello');
		const place = { channel_id: message.channel, thread_ts: message.ts };
		await client.assistant.threads.setStatus({ ...place, status: 'is searching…', loading_messages: ['a', 'b'] });
		expect(slack.statusIn(message.channel, message.ts)).toMatchObject({
			status: 'is searching…',
			loadingMessages: ['a', 'b'],
		});
		await post({ channel: message.channel, thread_ts: message.ts });
		expect(slack.statusIn(message.channel, message.ts)).toBeUndefined();
		await client.assistant.threads.setStatus({ ...place, status: 'is searching…' });
		slack.advance(121_000);
		expect(slack.statusIn(message.channel, message.ts)).toBeUndefined();
	});

	it('takes prompts without a thread only', async () => {
		const client = clientOf(slack, slack.botToken);
		const { channel = '' } = await post({ channel: 'U0ANN' });
		const set = (more: object) =>
			client.assistant.threads.setSuggestedPrompts({ channel_id: channel, prompts, ...more } as never);
		await set({ title: 'Try' });
		expect(slack.promptsFor('U0ANN')).toMatchObject({ title: 'Try', prompts });
		await expect(set({ thread_ts: '1.2' })).rejects.toMatchObject(platformError('invalid_thread_ts'));
		await expect(set({ prompts: Array(5).fill(prompts[0]) })).rejects.toMatchObject(platformError('invalid_arguments'));
	});
});

describe('rate limits', () => {
	it('lets one message a second into a channel, with a short burst', async () => {
		for (let count = 0; count < 5; count += 1) await post();
		await expect(post()).rejects.toMatchObject({
			code: 'slack_webapi_rate_limited_error',
			retryAfter: expect.any(Number),
		});
		await post({ channel: 'C0SECRET' });
		slack.advance(6_000);
		await post();
		expect(slack.callsOf('chat.postMessage').map(({ outcome }) => outcome)).toContain('ratelimited');
		expect(slack.messagesIn('C0SALES')).toHaveLength(6);
	});

	it('counts by tier or by method, and by workspace', async () => {
		await restart({ rateLimits: { tier4: 2, 'users.lookupByEmail': 1 } });
		const [home, other] = [clientOf(slack, slack.botToken), clientOf(slack, slack.otherBotToken)];
		await home.users.info({ user: 'U0ANN' });
		await home.users.info({ user: 'U0ANN' });
		await expect(home.users.info({ user: 'U0ANN' })).rejects.toMatchObject({ retryAfter: expect.any(Number) });
		await other.users.info({ user: 'U0ELSE' });
		await home.users.lookupByEmail({ email: 'ann@home.example' });
		await expect(home.users.lookupByEmail({ email: 'ann@home.example' })).rejects.toHaveProperty('retryAfter');
	});

	it('can be off', async () => {
		await restart({ rateLimits: 'off' });
		await Promise.all(Array.from({ length: 30 }, () => post()));
		expect(slack.messagesIn('C0SALES')).toHaveLength(30);
	});
});

describe('faults', () => {
	it.each([
		['an error', { type: 'error', error: 'fatal_error' }, platformError('fatal_error')],
		['too many requests', { type: 'rate_limited', retryAfter: 7 }, { retryAfter: 7 }],
		['a failing server', { type: 'http', status: 503 }, { statusCode: 503 }],
		['a cut connection', { type: 'reset' }, { code: 'slack_webapi_request_error' }],
		['a page instead of JSON', { type: 'garbage' }, { data: { ok: false } }],
	] as const)('plays %s once', async (_, fault, error) => {
		slack.fault('chat.postMessage', fault, 1);
		await expect(post()).rejects.toMatchObject(error);
		expect(slack.messagesIn('C0SALES')).toEqual([]);
		await post();
		expect(slack.messagesIn('C0SALES')).toHaveLength(1);
	});

	it.each([{ type: 'reset' }, { type: 'http', status: 500 }, { type: 'garbage' }] as const)(
		'takes effect and loses the answer: %o',
		async (fault) => {
			slack.fault('chat.postMessage', { ...fault, accepted: true }, 1);
			await expect(post()).rejects.toThrow();
			expect(slack.messagesIn('C0SALES')).toHaveLength(1);
			expect(slack.calls[0]?.outcome).toContain('accepted: ok');
		},
	);

	it('shows what the client does by default: it posts twice', async () => {
		slack.fault('chat.postMessage', { type: 'reset', accepted: true }, 1);
		const client = clientOf(slack, slack.botToken, { retryConfig: { retries: 1, minTimeout: 1, maxTimeout: 1 } });
		await client.chat.postMessage({ channel: 'C0SALES', text: 'twice', ...quiet });
		expect(slack.messagesIn('C0SALES')).toHaveLength(2);
	});

	it('hangs, until the client gives up', async () => {
		slack.fault('*', { type: 'hang' });
		const client = clientOf(slack, slack.botToken, { timeout: 50 });
		await expect(client.auth.test()).rejects.toMatchObject({ code: 'slack_webapi_request_error' });
		slack.clearFaults();
		await clientOf(slack, slack.botToken).auth.test();
	});

	it('delays, and is chosen call by call', async () => {
		slack.fault('chat.postMessage', ({ args }) =>
			args.text === 'bad' ? { type: 'error', error: 'internal_error' } : null,
		);
		slack.fault('users.info', { type: 'delay', milliseconds: 20 });
		await expect(post({ text: 'bad' })).rejects.toMatchObject(platformError('internal_error'));
		await post({ text: 'good' });
		await clientOf(slack, slack.botToken).users.info({ user: 'U0ANN' });
	});
});
