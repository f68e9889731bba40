import type { App } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningApp, startHttpApp } from './slack/bolt-app.ts';
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

describe('commands', () => {
	const answers = (ack: unknown, bolt = {}, options: SlackOptions = {}) =>
		start((app) => app.command('/persona', async (args) => args.ack(ack as never)), options, bolt);

	it.each([
		['a text', 'Here you are', { type: 'ephemeral', ephemeral: { text: 'Here you are', user: 'U0ANN' } }],
		[
			'a message',
			{ text: 'Here', blocks: [{ type: 'divider' }] },
			{ type: 'ephemeral', ephemeral: { blocks: [{ type: 'divider' }] } },
		],
		['nothing', undefined, { type: 'nothing' }],
		[
			'something for all',
			{ text: 'Here', response_type: 'in_channel' },
			{ type: 'message', message: { user: 'U0PERSONA' } },
		],
		['a bad block', { text: 'x', blocks: [{ type: 'header' }] }, { type: 'error', error: 'invalid_command_response' }],
		['no text', { blocks: [{ type: 'divider' }] }, { type: 'error', faults: [{ error: 'no_text' }] }],
	])('show %s', async (_, ack, seen) => {
		await answers(ack);
		expect(await slack.command('U0ANN', '/persona', 'help')).toMatchObject(seen);
		expect(slack.seen).toMatchObject([{ user: 'U0ANN', seen }]);
	});

	it('carry what was typed, who, where and a response URL', async () => {
		let body: Record<string, unknown> = {};
		await start((app) =>
			app.command('/persona', async (args) => {
				body = { ...args.command };
				await args.ack();
			}),
		);
		await slack.command('U0ANN', '/persona', 'owner R&D <@U0BOB|bob>', 'C0SALES');
		expect(body).toMatchObject({
			text: 'owner R&amp;D <@U0BOB|bob>',
			channel_id: 'C0SALES',
			team_id: 'T0HOME',
			user_id: 'U0ANN',
			trigger_id: expect.any(String),
			response_url: expect.stringContaining('http://127.0.0.1'),
		});
	});

	it('are never sent again, and people see that they failed', async () => {
		let tries = 0;
		await start((app) =>
			app.command('/persona', () => {
				tries += 1;
				throw new Error('no database');
			}),
		);
		expect(await slack.command('U0ANN', '/persona', 'x')).toMatchObject({ type: 'error', error: 'dispatch_failed' });
		await slack.settle();
		expect(tries).toBe(1);
	});

	it('time out', async () => {
		await start(() => undefined, { acknowledgeMilliseconds: 200 });
		expect(await slack.command('U0ANN', '/persona', 'x')).toMatchObject({ type: 'error', error: 'operation_timeout' });
	});

	it('do not exist for people without the app', async () => {
		await start(() => undefined);
		await expect(slack.command('U0OUTSIDE', '/persona', 'x')).rejects.toThrow('no installation');
		await expect(slack.command('U0GONE', '/persona', 'x')).rejects.toThrow('has left');
	});
});

describe('response URLs', () => {
	let url = '';
	const begin = async () => {
		await start((app) =>
			app.command('/persona', async (args) => {
				url = args.command.response_url;
				await args.ack('Searching…');
			}),
		);
		await slack.command('U0ANN', '/persona', 'x', 'C0SALES');
	};
	const respond = async (body: object) => {
		const headers = { 'content-type': 'application/json' };
		const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
		return { status: response.status, body: await response.text() };
	};

	it('take five answers, private unless they say otherwise', async () => {
		await begin();
		expect(await respond({ text: 'for all', response_type: 'in_channel' })).toEqual({ status: 200, body: 'ok' });
		for (const text of ['b', 'c', 'd', 'e']) expect((await respond({ text })).status).toBe(200);
		expect(await respond({ text: 'f' })).toEqual({ status: 404, body: 'used_url' });
		expect(slack.messagesIn('C0SALES').map(({ text }) => text)).toEqual(['for all']);
		expect(slack.ephemeralsFor('U0ANN').map(({ text }) => text)).toEqual(['Searching…', 'b', 'c', 'd', 'e']);
		expect(slack.callsOf('response_url').at(-1)?.outcome).toBe('used_url');
	});

	it('check what they are given, without counting it', async () => {
		await begin();
		expect(await respond({ text: 'x', blocks: [{ type: 'header' }] })).toEqual({ status: 400, body: 'invalid_blocks' });
		expect(await respond({ blocks: [] })).toMatchObject({ status: 400, body: 'no_text' });
		expect(await respond({ text: 'x', oops: 1 })).toMatchObject({ status: 400, body: 'invalid_payload' });
		for (let count = 0; count < 5; count += 1) expect((await respond({ text: 'x' })).status).toBe(200);
	});

	it('have nothing to replace after a command', async () => {
		await begin();
		await respond({ text: 'found', replace_original: true });
		expect(slack.ephemeralsFor('U0ANN').map(({ text }) => text)).toEqual(['Searching…', 'found']);
		expect(await respond({ delete_original: true })).toEqual({ status: 404, body: 'message_not_found' });
	});

	it('end after half an hour', async () => {
		await begin();
		slack.advance(31 * 60_000);
		expect(await respond({ text: 'late' })).toEqual({ status: 404, body: 'expired_url' });
	});

	it('can lose an answer, and are not tried again by Bolt', async () => {
		await begin();
		slack.fault('response_url', { type: 'http', status: 500, accepted: true }, 1);
		expect(await respond({ text: 'shown' })).toMatchObject({ status: 500 });
		expect(slack.ephemeralsFor('U0ANN').map(({ text }) => text)).toContain('shown');
	});
});

describe('buttons', () => {
	const blocks = [
		{
			type: 'actions',
			block_id: 'row',
			elements: [
				{ type: 'button', action_id: 'more', text: { type: 'plain_text', text: 'More' }, value: 'v1' },
				{
					type: 'static_select',
					action_id: 'who',
					options: [{ text: { type: 'plain_text', text: 'CIO' }, value: 'cio' }],
				},
			],
		},
		{
			type: 'context_actions',
			elements: [
				{
					type: 'feedback_buttons',
					action_id: 'rate',
					positive_button: { text: { type: 'plain_text', text: 'Good' }, value: 'good' },
					negative_button: { text: { type: 'plain_text', text: 'Bad' }, value: 'bad' },
				},
			],
		},
	];
	let pressed: Record<string, unknown>[] = [];
	const begin = async (after: (respond: (message: never) => Promise<unknown>) => Promise<unknown>) => {
		pressed = [];
		await start((app) => {
			app.command('/persona', async ({ ack }) => ack({ text: 'Pick', blocks } as never));
			app.action(/.*/u, async ({ ack, action, body, respond }) => {
				pressed.push({ ...body, action });
				await ack();
				await after(respond as never);
			});
		});
		const posted = await running?.app.client.chat.postMessage({
			token: slack.botToken,
			channel: 'C0SALES',
			text: 'Pick',
			blocks: blocks as never,
			...quiet,
		});
		return slack.messagesIn('C0SALES').find(({ ts }) => ts === posted?.ts) as never;
	};

	it('tell the app what was pressed, and where', async () => {
		const message = await begin(async () => undefined);
		expect(await slack.pressButton('U0ANN', message, 'more')).toEqual({ type: 'nothing' });
		await slack.pressButton('U0ANN', message, 'who', 'cio');
		await slack.pressButton('U0ANN', message, 'rate', 'bad');
		expect(pressed).toMatchObject([
			{
				action: { action_id: 'more', block_id: 'row', value: 'v1', type: 'button' },
				container: { is_ephemeral: false },
			},
			{ action: { action_id: 'who', selected_option: { value: 'cio' } } },
			{ action: { action_id: 'rate', value: 'bad', type: 'feedback_buttons' } },
		]);
		await expect(slack.pressButton('U0ANN', message, 'less')).rejects.toThrow('on screen: more, who, rate');
		await expect(slack.pressButton('U0ANN', message, 'who', 'cto')).rejects.toThrow('offers no cto');
	});

	it('can replace or delete the message they stand in', async () => {
		const message = await begin((respond) => respond({ text: 'Done', replace_original: true } as never));
		await slack.pressButton('U0ANN', message, 'more');
		await expect.poll(() => slack.messagesIn('C0SALES')).toMatchObject([{ text: 'Done', blocks: [] }]);
	});

	it('must say whether they replace it', async () => {
		const message = await begin((respond) => respond({ text: 'Done' } as never));
		await slack.pressButton('U0ANN', message, 'more');
		await expect.poll(() => slack.callsOf('response_url')).toMatchObject([{ outcome: 'say_replace_original' }]);
	});

	it('work in ephemerals', async () => {
		await begin((respond) => respond({ delete_original: true } as never));
		await slack.command('U0ANN', '/persona', '');
		const [ephemeral] = slack.ephemeralsFor('U0ANN');
		await slack.pressButton('U0ANN', ephemeral as never, 'more');
		expect(pressed[0]).toMatchObject({ container: { is_ephemeral: true } });
		expect(pressed[0]).not.toHaveProperty('message');
		await expect.poll(() => slack.ephemeralsFor('U0ANN')).toEqual([]);
	});

	it('show nothing of a body in the acknowledgement', async () => {
		await start((app) => {
			app.action('more', async ({ ack }) => ack({ text: 'failed' } as never));
		});
		await running?.app.client.chat.postMessage({
			token: slack.botToken,
			channel: 'C0SALES',
			text: 'x',
			blocks: blocks as never,
			...quiet,
		});
		const [message] = slack.messagesIn('C0SALES');
		expect(await slack.pressButton('U0ANN', message as never, 'more')).toMatchObject({ type: 'ignored_body' });
	});
});
