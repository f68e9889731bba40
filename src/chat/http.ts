import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { log } from '../log.ts';
import { UserFacingError } from '../personas/user-facing-error.ts';

/** One path of the server; it answers every method but HEAD itself. */
export type Route = { path: string; handle(request: IncomingMessage, response: ServerResponse): Promise<void> };

export type HttpServer = {
	port: number;
	/** `/readyz` answers 200 from now on, and the line `listening` is written. */
	ready(): void;
	/** `/readyz` answers 503 from now on; everything else is still served. */
	drain(): void;
	/** Takes no new connection; resolves when the open requests are answered, or after `withinMs`. */
	close(withinMs: number): Promise<void>;
};

/** Longer than the 60 seconds after which load balancers usually drop a quiet connection. */
const KEEP_ALIVE_MS = 65_000;
const REQUEST_MS = 10_000;
const CLOSE_IDLE_EVERY_MS = 100;

/** The one server of the program; `port` 0 picks a free one. A database that is down does not make it unready. */
export async function startHttp(host: string, port: number, routes: Route[]): Promise<HttpServer> {
	let state: 'starting' | 'ready' | 'draining' = 'starting';
	const byPath = new Map(routes.map((route) => [route.path, route]));
	const server = createServer({ requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS }, (request, response) => {
		const path = pathOf(request);
		if (path === '/healthz') return plain(response, 200, 'ok');
		if (path === '/readyz') return plain(response, state === 'ready' ? 200 : 503, state);
		const route = byPath.get(path);
		if (!route) return plain(response, 404, 'not found');
		if (request.method === 'HEAD') return plain(response, 200, '');
		route.handle(request, response).catch((error: unknown) => {
			log.error({ event: 'request_failed', path, err: error });
			if (!response.headersSent) plain(response, 500, 'failed');
		});
	});
	server.keepAliveTimeout = KEEP_ALIVE_MS;
	server.listen(port, host);
	await once(server, 'listening').catch((error: unknown) => {
		throw unusable(error, host, port);
	});
	const bound = (server.address() as AddressInfo).port;
	return {
		port: bound,
		ready: () => {
			state = 'ready';
			log.info({ event: 'listening', port: bound, host });
		},
		drain: () => {
			state = 'draining';
		},
		close: (withinMs) => close(server, withinMs),
	};
}

function unusable(cause: unknown, host: string, port: number): unknown {
	const code = cause instanceof Error && 'code' in cause ? cause.code : null;
	const why: Record<string, string> = {
		EADDRINUSE: 'another program listens there',
		EACCES: 'this user may not',
		EADDRNOTAVAIL: 'this machine has no such address',
	};
	const reason = why[String(code)];
	if (reason === undefined) return cause;
	return new UserFacingError(`Nothing can listen on ${host}:${port}: ${reason}. Set PORT or HOST to another one.`, {
		cause,
	});
}

function pathOf({ url }: IncomingMessage): string {
	return url?.split('?', 1)[0] ?? '/';
}

/** A short answer for programs. */
export function plain(response: ServerResponse, status: number, text: string): void {
	send(response, status, 'text/plain; charset=utf-8', text);
}

/** Head and body leave in one write, because the head is not made before the length is known. */
export function send(response: ServerResponse, status: number, contentType: string, body: string): void {
	response.statusCode = status;
	response.setHeader('content-type', contentType);
	response.end(body);
}

async function close(server: Server, withinMs: number): Promise<void> {
	const closed = new Promise<void>((resolve) => {
		server.close(() => resolve());
	});
	const idle = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_EVERY_MS);
	const tooLate = setTimeout(() => server.closeAllConnections(), withinMs);
	await closed;
	clearInterval(idle);
	clearTimeout(tooLate);
}

export type BodyOutcome = { type: 'read'; body: Buffer } | { type: 'too_large' } | { type: 'broken_off' };

/** The whole body, or as soon as it is longer than `limit` bytes nothing more of it. */
export async function readBody(request: IncomingMessage, limit: number): Promise<BodyOutcome> {
	const parts: Buffer[] = [];
	let length = 0;
	try {
		for await (const part of request as AsyncIterable<Buffer>) {
			length += part.length;
			if (length > limit) return { type: 'too_large' };
			parts.push(part);
		}
	} catch {
		return { type: 'broken_off' };
	}
	return { type: 'read', body: Buffer.concat(parts) };
}
