import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { App } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningApp, startHttpApp } from './slack/bolt-app.ts';
import { urlVerification } from './slack/payloads/events.ts';
import { sslCheck } from './slack/payloads/interactions.ts';
import { type FakeSlack, startSlack } from './slack/platform.ts';
import type { SlackOptions } from './slack/platform-state.ts';

let slack: FakeSlack;
let running: RunningApp | null;
beforeEach(() => {
	running = null;
});
afterEach(async () => {
	await slack.close();
	await running?.stop();
});

/** The machine may be slow; the waits between retries are short. */
const patient = { acknowledgeMilliseconds: 20_000, triggerMilliseconds: 60_000 };
const start = async (listen: (app: App) => void, options: SlackOptions = {}, bolt = {}) => {
	slack = await startSlack({ retryScale: 0.0001, ...patient, ...options });
	running = await startHttpApp(slack, listen, bolt);
};
const quiet = { unfurl_links: false, unfurl_media: false };
const home = { type: 'app_home_opened', user: 'U0ANN', channel: 'D0ANN', tab: 'home' };

describe('signed requests', () => {
	it.each([
		['good', 200],
		['wrong_secret', 401],
		['stale', 401],
		['missing', 401],
		/** Bolt looks at one side only; our own receiver must do better. */
		['future', 200],
	] as const)('signed as %s are answered %i by Bolt', async (signature, status) => {
		await start(() => undefined);
		const payload = { type: 'event_callback', team_id: 'T0HOME', event: home };
		expect(await slack.send({ kind: 'event', payload, signature })).toMatchObject({ status });
	});

	it('can be replayed, and Bolt does not notice', async () => {
		let heard = 0;
		await start((app) => {
			app.event('app_home_opened', async () => {
				heard += 1;
			});
		});
		await slack.openHome('U0ANN');
		const request = slack.sent[0];
		expect(request && (await slack.replay(request))).toMatchObject({ status: 200 });
		await expect.poll(() => heard).toBe(2);
	});

	it('verify the address and look for its certificate', async () => {
		await start(() => undefined);
		const verification = urlVerification();
		const verified = await slack.send({ kind: 'event', payload: verification });
		expect(JSON.parse(verified.body)).toEqual({ challenge: verification.challenge });
		expect(await slack.send({ kind: 'command', payload: sslCheck() })).toMatchObject({ status: 200 });
	});
});

describe('events', () => {
	it('reach the app, whose answer people see in the thread', async () => {
		await start((app) => {
			app.event('app_mention', async ({ event, client }) => {
				const { channel, ts } = event;
				await client.chat.postMessage({
					channel,
					thread_ts: event.thread_ts ?? ts,
					text: `You said ${event.text}`,
					...quiet,
				});
			});
		});
		const { message, deliveries } = await slack.mention('U0ANN', 'C0SALES', 'how & why <now>?');
		expect(deliveries).toMatchObject([{ attempts: [{ status: 200 }] }]);
		await expect.poll(() => slack.messagesIn('C0SALES', message.ts)).toHaveLength(2);
		expect(slack.messagesIn('C0SALES', message.ts)[1]?.text).toBe('You said <@U0PERSONA> how &amp; why &lt;now&gt;?');
	});

	it('are delivered three more times while the app fails, and say so', async () => {
		const tries: unknown[] = [];
		await start(
			(app) => {
				app.event('app_home_opened', async ({ context }) => {
					tries.push([context.retryNum, context.retryReason]);
					throw new Error('no database');
				});
			},
			{},
			{ processBeforeResponse: true },
		);
		const [delivery] = await slack.openHome('U0ANN');
		await slack.settle();
		expect(delivery?.state).toBe('given_up');
		expect(delivery?.attempts.map(({ status }) => status)).toEqual([500, 500, 500, 500]);
		expect(tries).toEqual([
			[undefined, undefined],
			[1, 'http_error'],
			[2, 'http_error'],
			[3, 'http_error'],
		]);
	});

	it('are delivered no more once accepted', async () => {
		let failures = 1;
		await start(
			(app) => {
				app.event('app_home_opened', async () => {
					failures -= 1;
					if (failures >= 0) throw new Error('not yet');
				});
			},
			{},
			{ processBeforeResponse: true },
		);
		const [delivery] = await slack.openHome('U0ANN');
		await slack.settle();
		expect(delivery).toMatchObject({ state: 'accepted', attempts: [{ status: 500 }, { status: 200 }] });
	});

	it('are lost when Bolt acknowledges first', async () => {
		await start((app) => {
			app.event('app_home_opened', () => Promise.reject(new Error('no database')));
		});
		const [delivery] = await slack.openHome('U0ANN');
		await slack.settle();
		expect(delivery).toMatchObject({ state: 'accepted', attempts: [{ status: 200 }] });
	});

	it.each([
		['asks for no more', 'x-slack-no-retry', 'stopped', 1],
		['does not', 'x-other', 'given_up', 4],
	])('stop when the app %s', async (_, header, state, attempts) => {
		slack = await startSlack({ retryScale: 0.0001 });
		const server = createServer((_request, response) => response.writeHead(503, { [header]: '1' }).end());
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		slack.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
		const [delivery] = await slack.openHome('U0ANN');
		await slack.settle();
		server.close();
		expect(delivery?.state).toBe(state);
		expect(delivery?.attempts).toHaveLength(attempts);
	});

	it('count as failed without an answer in time, or without an app', async () => {
		await start(
			(app) => {
				app.use(() => new Promise(() => undefined));
			},
			{ acknowledgeMilliseconds: 300 },
			{ processBeforeResponse: true },
		);
		const [hung] = await slack.openHome('U0ANN');
		slack.connect('http://127.0.0.1:9/');
		await slack.settle();
		expect(hung?.attempts[0]).toMatchObject({ status: null, problem: 'http_timeout' });
		expect(hung?.attempts[1]).toMatchObject({ status: null, problem: 'connection_failed' });
	});

	it('are those that the app has subscribed to', async () => {
		await start(() => undefined);
		expect((await slack.say('U0ANN', 'C0SALES', 'among us')).deliveries).toEqual([]);
		expect((await slack.say('U0ANN', 'C0LOBBY', 'hello <@U0PERSONA>')).deliveries).toEqual([]);
		expect((await slack.directMessage('U0ANN', 'hello')).deliveries).toHaveLength(1);
		expect((await slack.directMessage('U0ANN', 'hello <@U0PERSONA>')).deliveries).toHaveLength(2);
	});

	it('tell one message twice when it is a mention in a subscribed channel', async () => {
		await start(() => undefined, { events: ['app_mention', 'message.channels'] });
		const { deliveries } = await slack.mention('U0ANN', 'C0SALES', 'hello');
		const events = deliveries.map(({ payload }) => payload.event as { type: string; ts: string });
		expect(events.map(({ type }) => type)).toEqual(['message', 'app_mention']);
		expect(events[0]?.ts).toBe(events[1]?.ts);
		expect(new Set(deliveries.map(({ eventId }) => eventId)).size).toBe(2);
	});

	it('tell edits, deletions, files and bots apart', async () => {
		await start(() => undefined, { events: ['message.im', 'message.channels'] });
		const { message, deliveries } = await slack.directMessage('U0ANN', 'hello', { file: true });
		await slack.edit(message, 'hullo');
		await slack.erase(message);
		expect(deliveries[0]?.payload.event).toMatchObject({ subtype: 'file_share', files: [{}], channel_type: 'im' });
		await slack.say('U0ROBOT', 'C0SALES', 'beep');
		expect(slack.deliveries.slice(1).map(({ payload }) => payload.event)).toMatchObject([
			{ subtype: 'message_changed', message: { text: 'hullo' }, previous_message: { text: 'hello' } },
			{ subtype: 'message_deleted', deleted_ts: message.ts },
			{ user: 'U0ROBOT', bot_id: 'B0ROBOT' },
		]);
		expect(slack.messagesIn(message.channel)).toEqual([]);
	});

	it('bring the app its own messages back', async () => {
		await start((app) => {
			app.event('app_home_opened', async ({ client }) => {
				await client.chat.postMessage({ channel: 'U0ANN', text: 'welcome', ...quiet });
			});
		});
		await slack.openMessagesTab('U0ANN');
		await expect.poll(() => slack.deliveries).toHaveLength(2);
		expect(slack.deliveries[1]?.payload.event).toMatchObject({
			bot_id: 'B0PERSONA',
			app_id: 'A0PERSONA',
			text: 'welcome',
		});
	});

	it('show who comes from outside', async () => {
		await start(() => undefined);
		await slack.mention('U0OUTSIDE', 'C0SHARED', 'tell me');
		expect(slack.deliveries[0]?.payload).toMatchObject({
			team_id: 'T0HOME',
			is_ext_shared_channel: true,
			authorizations: [{ team_id: 'T0HOME', user_id: 'U0PERSONA' }],
			event: { user: 'U0OUTSIDE', team: 'T0PARTNER', user_team: 'T0PARTNER' },
		});
	});

	it('say that the app was taken out, and its token is void', async () => {
		const heard: string[] = [];
		await start((app) => {
			app.event('app_uninstalled', async () => void heard.push('app_uninstalled'));
			app.event('tokens_revoked', async () => void heard.push('tokens_revoked'));
		});
		await slack.uninstall();
		await expect.poll(() => heard.toSorted()).toEqual(['app_uninstalled', 'tokens_revoked']);
		await expect(running?.app.client.auth.test({ token: slack.botToken })).rejects.toMatchObject({
			data: { error: 'token_revoked' },
		});
	});
});
