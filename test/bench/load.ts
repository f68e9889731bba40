import { Agent, request as startRequest } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { signatureHeaders } from '../fakes/slack/signing.ts';

/** What Slack sends, before it is signed. */
export type Request = { body: string; contentType: string };
export type Target = { url: string; secret: string };
/** Milliseconds of what was answered with 200, in ascending order, and how many were not. */
export type Measured = { times: number[]; failed: number; perSecond: number };

export function percentile({ times }: Pick<Measured, 'times'>, share: number): number {
	return times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
}

/** As many as can be had: each connection sends the next one as soon as it has its answer. */
export async function loadAtMost(
	target: Target,
	next: () => Request,
	connections: number,
	lastingMs: number,
): Promise<Measured> {
	const sender = createSender(target, connections);
	const started = performance.now();
	const connection = async () => {
		while (performance.now() - started < lastingMs) await sender.send(next());
	};
	await Promise.all(Array.from({ length: connections }, connection));
	return sender.end(performance.now() - started);
}

/** At a steady rate, whether answers come or not. */
export async function loadAt(
	target: Target,
	next: () => Request,
	perSecond: number,
	lastingMs: number,
): Promise<Measured> {
	const sender = createSender(target, 500);
	const started = performance.now();
	const under: Promise<void>[] = [];
	while (performance.now() - started < lastingMs) {
		const due = Math.floor(((performance.now() - started) / 1_000) * perSecond);
		while (under.length < due) under.push(sender.send(next()));
		await wait(1);
	}
	await Promise.all(under);
	return sender.end(performance.now() - started);
}

type Sender = { send(request: Request): Promise<void>; end(lastedMs: number): Measured };

function createSender({ url, secret }: Target, connections: number): Sender {
	const agent = new Agent({ keepAlive: true, maxSockets: connections });
	const times: number[] = [];
	let failed = 0;
	return {
		send: async (request) => {
			const started = performance.now();
			const status = await post(url, request, secret, agent);
			if (status === 200) times.push(performance.now() - started);
			else failed += 1;
		},
		end: (lastedMs) => {
			agent.destroy();
			const ascending = times.toSorted((a, b) => a - b);
			return { times: ascending, failed, perSecond: (times.length / lastedMs) * 1_000 };
		},
	};
}

function post(url: string, { body, contentType }: Request, secret: string, agent: Agent): Promise<number> {
	const headers = {
		...signatureHeaders(body, secret, 'good'),
		'content-type': contentType,
		'content-length': Buffer.byteLength(body),
	};
	return new Promise((resolve) => {
		const request = startRequest(url, { method: 'POST', agent, headers }, (response) => {
			response.resume().on('end', () => resolve(response.statusCode ?? 0));
		});
		request.on('error', () => resolve(0));
		request.end(body);
	});
}
