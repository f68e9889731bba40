import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { clientOf, type RunningApp, startSocketApp } from './slack/bolt-app.ts';
import { type FakeSlack, startSlack } from './slack/platform.ts';

let slack: FakeSlack;
let running: RunningApp | null;
beforeEach(async () => {
	running = null;
	slack = await startSlack({ transport: 'socket', retryScale: 0.0001, acknowledgeMilliseconds: 20_000 });
});
afterEach(async () => {
	await running?.stop();
	await slack.close();
});

const quiet = { unfurl_links: false, unfurl_media: false };

describe('Socket Mode with Bolt', () => {
	it('brings events, commands, clicks and forms, and takes the answers back', async () => {
		running = await startSocketApp(slack, (app) => {
			app.event('app_mention', async ({ event, client }) => {
				await client.chat.postMessage({ channel: event.channel, thread_ts: event.ts, text: 'yes', ...quiet });
			});
			app.command('/persona', async ({ ack }) => ack('Here you are'));
		});
		const { message } = await slack.mention('U0ANN', 'C0SALES', 'hello');
		await expect.poll(() => slack.messagesIn('C0SALES', message.ts)).toHaveLength(2);
		expect(await slack.command('U0ANN', '/persona', 'help')).toMatchObject({
			type: 'ephemeral',
			ephemeral: { text: 'Here you are' },
		});
		expect(slack.sockets.acknowledgements.map(({ payload, state }) => ({ payload, state }))).toEqual([
			{ payload: {}, state: 'in_time' },
			{ payload: { text: 'Here you are' }, state: 'in_time' },
		]);
	});

	it.each(['refresh', 'cut'])('comes back after a %s', async (how) => {
		running = await startSocketApp(slack, (app) => {
			app.command('/persona', async ({ ack }) => ack('still here'));
		});
		if (how === 'cut') slack.sockets.cut();
		else slack.sockets.disconnect('refresh_requested');
		await expect
			.poll(() => slack.callsOf('apps.connections.open').length, { timeout: 10_000 })
			.toBeGreaterThanOrEqual(2);
		await expect.poll(() => slack.sockets.count(), { timeout: 10_000 }).toBe(1);
		expect(await slack.command('U0ANN', '/persona', 'x')).toMatchObject({ type: 'ephemeral' });
	});

	it('shows people an error while nobody is connected', async () => {
		expect(await slack.command('U0ANN', '/persona', 'x')).toMatchObject({ type: 'error', error: 'dispatch_failed' });
		const [delivery] = await slack.openHome('U0ANN');
		await slack.settle();
		expect(delivery).toMatchObject({ state: 'given_up', attempts: Array(4).fill({ problem: 'connection_failed' }) });
	});
});

describe('Socket Mode by hand', () => {
	const open = async () => {
		const { url = '' } = await clientOf(slack, slack.appToken).apps.connections.open();
		const socket = new WebSocket(url);
		const received: Record<string, unknown>[] = [];
		socket.on('message', (data) => received.push(JSON.parse(String(data))));
		await expect.poll(() => received.length).toBe(1);
		return { url, socket, received };
	};

	it('greets, and lets an address serve once', async () => {
		const { url, socket, received } = await open();
		expect(received[0]).toMatchObject({ type: 'hello', num_connections: 1, connection_info: { app_id: 'A0PERSONA' } });
		const [error] = await once(new WebSocket(url), 'error');
		expect(String(error)).toContain('403');
		socket.close();
		await expect.poll(() => slack.sockets.count()).toBe(0);
	});

	it('delivers an event again that was not acknowledged, and does not take a late answer', async () => {
		await slack.close();
		slack = await startSlack({ transport: 'socket', retryScale: 0.0001, acknowledgeMilliseconds: 100 });
		const { socket, received } = await open();
		const [delivery] = await slack.openHome('U0ANN');
		await expect.poll(() => received.length).toBeGreaterThanOrEqual(3);
		const [, first, second] = received;
		expect(first).toMatchObject({ type: 'events_api', retry_attempt: 0, accepts_response_payload: false });
		expect(second).toMatchObject({ type: 'events_api', retry_attempt: 1, retry_reason: 'timeout' });
		expect(second?.payload).toEqual(first?.payload);
		socket.send(JSON.stringify({ envelope_id: first?.envelope_id }));
		await expect.poll(() => slack.sockets.acknowledgements).toMatchObject([{ state: 'late_or_unknown' }]);
		await slack.settle();
		expect(delivery?.state).toBe('given_up');
		socket.close();
	});

	it('warns before it moves', async () => {
		const { socket, received } = await open();
		slack.sockets.disconnect('warning');
		await expect.poll(() => received.at(-1)).toMatchObject({ type: 'disconnect', reason: 'warning' });
		socket.close();
	});
});
