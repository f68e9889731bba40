import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Platform } from './platform-state.ts';
import { fieldsOf, parsed } from './request-body.ts';
import { type Attempt, noAnswer, type Parcel, type Retry, type Transport } from './transport.ts';

/** What came back over a socket: which envelope, and what was said with it. */
export type Acknowledgement = {
	envelopeId: string;
	payload: Record<string, unknown>;
	/** `late` after the time was up, `unknown` for an envelope that was never sent or already acknowledged. */
	state: 'in_time' | 'late_or_unknown';
};

export type SocketTransport = Transport & {
	acknowledgements: Acknowledgement[];
	/** Connections that have said hello and are still there. */
	count(): number;
	/** Announces (`warning`) or asks for (`refresh_requested`) a new connection, as Slack does when it moves servers. */
	disconnect(reason: 'warning' | 'refresh_requested'): void;
	/** Cuts every connection without a word. */
	cut(): void;
	close(): void;
};

type Waiting = Map<string, (attempt: Attempt) => void>;

export function createSocketTransport(platform: Platform, server: Server): SocketTransport {
	const sockets = new WebSocketServer({ noServer: true });
	const live: WebSocket[] = [];
	const waiting: Waiting = new Map();
	const acknowledgements: Acknowledgement[] = [];
	server.on('upgrade', (request, stream, head) => {
		if (!isExpected(request, platform)) return refuseUpgrade(stream);
		sockets.handleUpgrade(request, stream, head, (socket) => welcome(socket));
		return undefined;
	});
	const welcome = (socket: WebSocket) => {
		live.push(socket);
		socket.on('close', () => live.splice(live.indexOf(socket), 1));
		socket.on('error', () => socket.terminate());
		socket.on('message', (data) => acknowledgements.push(settle(String(data), waiting, platform)));
		socket.send(JSON.stringify(hello(platform, live.length)));
	};
	let turn = 0;
	return {
		acknowledgements,
		count: () => live.length,
		disconnect: (reason) => {
			for (const socket of live) socket.send(JSON.stringify({ type: 'disconnect', reason, debug_info: DEBUG_INFO }));
		},
		cut: () => {
			for (const socket of [...live]) socket.terminate();
		},
		close: () => {
			for (const settleOne of waiting.values()) settleOne(noAnswer(platform.clock.now(), 'connection_failed'));
			for (const socket of [...live]) socket.terminate();
			sockets.close();
		},
		send: (parcel, retry) => {
			turn += 1;
			const socket = live[turn % Math.max(1, live.length)];
			if (!socket) return Promise.resolve(noAnswer(platform.clock.now(), 'connection_failed'));
			return sendEnvelope(socket, envelopeOf(parcel, retry), waiting, platform);
		},
	};
}

const DEBUG_INFO = { host: 'fake', build_number: 1, approximate_connection_time: 18_060 };

function hello({ app }: Platform, connections: number): Record<string, unknown> {
	return { type: 'hello', num_connections: connections, debug_info: DEBUG_INFO, connection_info: { app_id: app.id } };
}

/** Every address that `apps.connections.open` gave out serves once. */
function isExpected(request: IncomingMessage, platform: Platform): boolean {
	const url = new URL(request.url ?? '/', platform.origin);
	return url.pathname === '/link' && platform.socketTickets.delete(url.searchParams.get('ticket') ?? '');
}

function refuseUpgrade(stream: Duplex): void {
	stream.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n');
}

const ENVELOPES = { event: 'events_api', command: 'slash_commands', interaction: 'interactive' };

function envelopeOf({ kind, payload }: Parcel, retry: Retry | null): Record<string, unknown> & { envelope_id: string } {
	return {
		envelope_id: randomUUID(),
		type: ENVELOPES[kind],
		payload,
		accepts_response_payload: kind !== 'event',
		...(kind === 'event' ? { retry_attempt: retry?.num ?? 0, retry_reason: retry === null ? '' : 'timeout' } : {}),
	};
}

function sendEnvelope(
	socket: WebSocket,
	envelope: Record<string, unknown> & { envelope_id: string },
	waiting: Waiting,
	{ clock, options }: Platform,
): Promise<Attempt> {
	const at = clock.now();
	return new Promise((resolve) => {
		const finish = (attempt: Attempt) => {
			clearTimeout(timer);
			waiting.delete(envelope.envelope_id);
			resolve(attempt);
		};
		const timer = setTimeout(() => finish(noAnswer(at, 'http_timeout')), options.acknowledgeMilliseconds);
		waiting.set(envelope.envelope_id, finish);
		socket.send(JSON.stringify(envelope));
	});
}

function settle(data: string, waiting: Waiting, { clock }: Platform): Acknowledgement {
	const { envelope_id, payload } = fieldsOf(parsed(data));
	const [envelopeId, said] = [String(envelope_id), fieldsOf(payload)];
	const finish = waiting.get(envelopeId);
	const body = Object.keys(said).length === 0 ? '' : JSON.stringify(said);
	finish?.({ at: clock.now(), status: 200, contentType: 'application/json', body, problem: null, noRetry: false });
	return { envelopeId, payload: said, state: finish ? 'in_time' : 'late_or_unknown' };
}
