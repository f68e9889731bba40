import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plainReply } from '../../../src/chat/reply.ts';
import { createClients, type SlackClients } from '../../../src/chat/slack/clients.ts';
import { askAgain, postOnce } from '../../../src/chat/slack/send.ts';
import type { Lease } from '../../../src/delivery/worker.ts';
import type { Fault } from '../../fakes/slack/faults.ts';
import { type FakeSlack, startSlack } from '../../fakes/slack/platform.ts';

/** A lease as the worker gives it on the first try, or after a try whose end nobody knows. */
const lease = (mayHaveSent: boolean): Lease => ({
	mayHaveSent,
	beforeSending: async () => undefined,
	nothingSent: async () => undefined,
});

const LOST: Fault[] = [
	{ type: 'reset', accepted: true },
	{ type: 'http', status: 500, accepted: true },
	{ type: 'garbage', accepted: true },
	{ type: 'error', error: 'internal_error', accepted: true },
];

describe('posting an answer once', () => {
	let slack: FakeSlack;
	let clients: SlackClients;
	beforeAll(async () => {
		slack = await startSlack({ rateLimits: 'off' });
		clients = createClients(slack.botToken, slack.apiUrl);
	});
	afterAll(() => slack.close());

	const ask = async (place: 'direct' | 'channel') => {
		const { message } =
			place === 'direct' ? await slack.directMessage('U0ANN', 'q') : await slack.mention('U0ANN', 'C0SALES', 'q');
		return { channel: message.channel, threadTs: message.ts };
	};
	const send = (key: string, to: { channel: string; threadTs: string }, mayHaveSent: boolean) =>
		postOnce(
			key,
			{ reply: plainReply('The answer.'), anchor: null, shareable: false },
			to,
			lease(mayHaveSent),
			clients,
			() => askAgain(to, 'U0ANN', clients),
		);
	const answersIn = ({ channel, threadTs }: { channel: string; threadTs: string }) =>
		slack.messagesIn(channel, threadTs).filter(({ text }) => text === 'The answer.');

	it.each(LOST)('finds in a direct thread what Slack took before the answer was lost: %o', async (fault) => {
		const to = await ask('direct');
		slack.fault('chat.postMessage', fault, 1);
		const calls = slack.callsOf('chat.postMessage').length;
		expect(await send(`m ${to.threadTs}`, to, false)).toMatchObject({ type: 'again' });
		expect(slack.callsOf('chat.postMessage')).toHaveLength(calls + 1);
		expect(await send(`m ${to.threadTs}`, to, true)).toEqual({ type: 'done' });
		expect(answersIn(to)).toHaveLength(1);
	});

	it('posts in a direct thread what Slack never took', async () => {
		const to = await ask('direct');
		slack.fault('chat.postMessage', { type: 'reset' }, 1);
		expect(await send(`m ${to.threadTs}`, to, false)).toMatchObject({ type: 'again' });
		expect(await send(`m ${to.threadTs}`, to, true)).toEqual({ type: 'done' });
		expect(answersIn(to)).toHaveLength(1);
	});

	it('says “please ask again” where it may not read: never a second answer', async () => {
		const to = await ask('channel');
		slack.fault('chat.postMessage', { type: 'reset', accepted: true }, 1);
		await send(`m ${to.threadTs}`, to, false);
		const before = slack.ephemeralsFor('U0ANN').length;
		expect(await send(`m ${to.threadTs}`, to, true)).toEqual({ type: 'done' });
		expect(answersIn(to)).toHaveLength(1);
		expect(slack.ephemeralsFor('U0ANN').length).toBe(before + 1);
		expect(slack.ephemeralsFor('U0ANN').at(-1)?.text).toMatch(/please ask again/u);
	});

	it('knows that nothing was sent where the connection was refused', async () => {
		const gone = await startSlack();
		await gone.close();
		const nowhere = createClients(slack.botToken, gone.apiUrl);
		let taken = false;
		const first: Lease = {
			...lease(false),
			nothingSent: async () => {
				taken = true;
			},
		};
		const shown = { reply: plainReply('The answer.'), anchor: null, shareable: false };
		const performed = await postOnce(
			'x',
			shown,
			{ channel: 'C0SALES', threadTs: null },
			first,
			nowhere,
			async () => undefined,
		);
		expect(performed).toMatchObject({ type: 'again', failure: 'unreachable' });
		expect(taken).toBe(true);
	});
});
