import type { IncomingMessage, ServerResponse } from 'node:http';
import type { App } from '@slack/bolt';
import { log } from '../../log.ts';
import { explain } from '../handlers.ts';
import { plain, type Route, readBody, send } from '../http.ts';
import type { SlackClients } from './clients.ts';
import { type Delivered, deliver, failureBody, isEvent, type Payload } from './deliver.ts';
import { verifySignature } from './signature.ts';
import { tellPresser } from './tell.ts';

const MOST_BYTES = 1_000_000;

type Options = { app: App; signingSecret: string; apiOrigin: string; clients: SlackClients };

/** Slack's one address for events, commands, buttons and forms. */
export function slackRoute(options: Options): Route {
	return { path: '/slack/events', handle: (request, response) => handle(request, response, options) };
}

async function handle(request: IncomingMessage, response: ServerResponse, options: Options): Promise<void> {
	if (request.method !== 'POST') return plain(response, 405, 'Slack posts here.');
	const read = await readBody(request, MOST_BYTES);
	if (read.type === 'broken_off') return;
	if (read.type === 'too_large') {
		response.setHeader('connection', 'close');
		return plain(response, 413, 'too large');
	}
	const verdict = verifySignature(
		{
			timestamp: headerOf(request, 'x-slack-request-timestamp'),
			signature: headerOf(request, 'x-slack-signature'),
			body: read.body,
		},
		options.signingSecret,
		new Date(),
	);
	if (verdict !== 'genuine') {
		log.warn({ event: 'slack_request_refused', verdict });
		return plain(response, 401, 'not signed by Slack');
	}
	const body = parseBody(read.body.toString('utf8'), headerOf(request, 'content-type') ?? '');
	if (!body) return plain(response, 400, 'not readable');
	await answer(request, response, body, options);
}

function headerOf({ headers }: IncomingMessage, name: string): string | undefined {
	const value = headers[name];
	return Array.isArray(value) ? value[0] : value;
}

/** Events come as JSON, commands as a form, buttons and forms as JSON inside a form. */
function parseBody(text: string, contentType: string): Payload | null {
	try {
		if (contentType.startsWith('application/json')) return asPayload(JSON.parse(text));
		const form = Object.fromEntries(new URLSearchParams(text));
		return asPayload(form.payload === undefined ? form : JSON.parse(form.payload));
	} catch {
		return null;
	}
}

function asPayload(value: unknown): Payload | null {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Payload) : null;
}

async function answer(
	request: IncomingMessage,
	response: ServerResponse,
	body: Payload,
	options: Options,
): Promise<void> {
	if (body.type === 'url_verification') return plain(response, 200, String(body.challenge ?? ''));
	if (body.ssl_check !== undefined) return plain(response, 200, '');
	const delivered = await deliver(options.app, body, {
		number: Number(headerOf(request, 'x-slack-retry-num')) || undefined,
		reason: headerOf(request, 'x-slack-retry-reason'),
	});
	if (delivered.type === 'acknowledged') return sendBody(response, delivered.body);
	if (isEvent(body)) return plain(response, 500, 'not taken');
	const sentence = sentenceFor(delivered);
	const shown = failureBody(body, sentence);
	sendBody(response, shown ?? undefined);
	if (!shown) await tellPresser(body, sentence, options);
}

export function sentenceFor(delivered: Exclude<Delivered, { type: 'acknowledged' }>): string {
	if (delivered.type === 'failed') return explain(delivered.error);
	log.error({ event: 'slack_delivery_late' });
	return 'I could not take that in time. Please try again in a minute.';
}

function sendBody(response: ServerResponse, body: unknown): void {
	if (typeof body !== 'object' || body === null) {
		plain(response, 200, typeof body === 'string' ? body : '');
		return;
	}
	send(response, 200, 'application/json; charset=utf-8', JSON.stringify(body));
}
