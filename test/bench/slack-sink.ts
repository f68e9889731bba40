import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Request } from './load.ts';

/** A Slack that agrees to everything and looks at nothing: the strict one would be what is measured. */
export type SlackSink = {
	apiUrl: string;
	command(text: string): Request;
	mention(text: string): Request;
	close(): void;
};

const TEAM = 'T0BENCH';
const BOT_USER = 'U0BOT';
const PEOPLE = 50;

const REPLIES: Record<string, object> = {
	'auth.test': { team_id: TEAM, user_id: BOT_USER, bot_id: 'B0BOT' },
	'users.info': { user: { team_id: TEAM, name: 'somebody', tz: 'Europe/Berlin' } },
};

export async function startSlackSink(): Promise<SlackSink> {
	const server = createServer((request, response) => {
		const method = request.url?.replace('/api/', '') ?? '';
		request.resume().on('end', () => {
			response
				.writeHead(200, { 'content-type': 'application/json' })
				.end(JSON.stringify({ ok: true, ts: '1.000001', ...REPLIES[method] }));
		});
	});
	server.listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
	const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	let count = 0;
	const one = () => {
		count += 1;
		return { user_id: `U0${count % PEOPLE}`, number: count, ts: `${1_790_000_000 + count}.000100` };
	};
	return {
		apiUrl: `${origin}/api/`,
		command: (text) => commandOf(text, origin, one()),
		mention: (text) => mentionOf(text, one()),
		close: () => {
			server.close();
			server.closeAllConnections();
		},
	};
}

type One = { user_id: string; number: number; ts: string };

function commandOf(text: string, origin: string, { user_id, number }: One): Request {
	const payload = {
		token: 'verification-token',
		team_id: TEAM,
		channel_id: 'C0BENCH',
		channel_name: 'bench',
		user_id,
		user_name: 'somebody',
		command: '/persona',
		text,
		api_app_id: 'A0BENCH',
		response_url: `${origin}/response/${number}`,
		trigger_id: `trigger-${number}`,
	};
	return { body: new URLSearchParams(payload).toString(), contentType: 'application/x-www-form-urlencoded' };
}

function mentionOf(text: string, { user_id, number, ts }: One): Request {
	const event = {
		type: 'app_mention',
		user: user_id,
		text: `<@${BOT_USER}> ${text}`,
		ts,
		channel: 'C0BENCH',
		team: TEAM,
	};
	const payload = {
		token: 'verification-token',
		type: 'event_callback',
		team_id: TEAM,
		api_app_id: 'A0BENCH',
		event_id: `Ev${number}`,
		event_time: 1_790_000_000,
		authorizations: [{ team_id: TEAM, user_id: BOT_USER, is_bot: true, enterprise_id: null }],
		event,
	};
	return { body: JSON.stringify(payload), contentType: 'application/json' };
}
