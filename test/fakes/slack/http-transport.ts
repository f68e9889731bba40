import { type IncomingMessage, request as startRequest } from 'node:http';
import type { Clock } from './clock.ts';
import { readText } from './request-body.ts';
import { signatureHeaders } from './signing.ts';
import { type Attempt, noAnswer, type Parcel, type Retry, type Transport } from './transport.ts';

/** A request as it went over the wire, so that it can be sent again unchanged. */
export type SentRequest = { headers: Record<string, string>; body: string };

export type HttpTransport = Transport & {
	/** Where the app listens. */
	url: string | null;
	sent: SentRequest[];
	/** The same bytes again, as an eavesdropper would. */
	replay(request: SentRequest): Promise<Attempt>;
	/** Breaks off what is under way. */
	abort(): void;
};

type Options = { clock: Clock; signingSecret: string; acknowledgeMilliseconds: number };

export function createHttpTransport({ clock, signingSecret, acknowledgeMilliseconds }: Options): HttpTransport {
	const underWay = new AbortController();
	const post = ({ headers, body }: SentRequest): Promise<Attempt> => {
		const at = clock.now();
		if (transport.url === null) return Promise.resolve(noAnswer(at, 'connection_failed'));
		return postOnce(transport.url, { headers, body }, { at, acknowledgeMilliseconds, signal: underWay.signal });
	};
	const transport: HttpTransport = {
		url: null,
		sent: [],
		send: (parcel, retry) => {
			const body = bodyOf(parcel);
			const request = { body, headers: headersOf(parcel, body, retry, signingSecret) };
			transport.sent.push(request);
			return post(request);
		},
		replay: post,
		abort: () => underWay.abort(),
	};
	return transport;
}

/** Events are JSON, commands a form, interactions a form with JSON in it. */
function bodyOf({ kind, payload }: Parcel): string {
	if (kind === 'event') return JSON.stringify(payload);
	if (kind === 'command') return new URLSearchParams(payload as Record<string, string>).toString();
	return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}

function headersOf(parcel: Parcel, body: string, retry: Retry | null, secret: string): Record<string, string> {
	return {
		'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
		accept: 'application/json,*/*',
		'content-type': parcel.kind === 'event' ? 'application/json' : 'application/x-www-form-urlencoded',
		...signatureHeaders(body, secret, parcel.signature ?? 'good'),
		...(retry === null ? {} : { 'x-slack-retry-num': String(retry.num), 'x-slack-retry-reason': retry.reason }),
	};
}

type Timing = { at: number; acknowledgeMilliseconds: number; signal: AbortSignal };

function postOnce(url: string, { headers, body }: SentRequest, timing: Timing): Promise<Attempt> {
	const { at, acknowledgeMilliseconds, signal } = timing;
	return new Promise((resolve) => {
		const timeout = AbortSignal.timeout(acknowledgeMilliseconds);
		const isTimedOut = () => timeout.aborted;
		const lost = () => resolve(noAnswer(at, isTimedOut() ? 'http_timeout' : 'connection_failed'));
		const request = startRequest(url, {
			method: 'POST',
			agent: false,
			headers: { ...headers, 'content-length': Buffer.byteLength(body) },
			signal: AbortSignal.any([timeout, signal]),
		});
		request.on('error', lost);
		request.on('response', (response) => {
			readAttempt(response, at).then(resolve, lost);
		});
		request.end(body);
	});
}

async function readAttempt(response: IncomingMessage, at: number): Promise<Attempt> {
	const status = response.statusCode ?? 0;
	return {
		at,
		status,
		contentType: response.headers['content-type'] ?? '',
		body: await readText(response),
		problem: status >= 200 && status < 300 ? null : 'http_error',
		noRetry: response.headers['x-slack-no-retry'] === '1',
	};
}
