import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Fault } from './faults.ts';
import type { Call, Platform } from './platform-state.ts';
import { fieldsOf } from './request-body.ts';
import { sendAnswer, useResponseUrl } from './response-urls.ts';
import { answerCall, failed, noteCall, type Reply, rateLimited, sendReply } from './web-api.ts';

/** The one HTTP server: the Web API under `/api/`, and the response URLs. */
export function createHttpServer(platform: Platform): Server {
	return createServer((request, response) => {
		handle(request, response, platform).catch((error: unknown) => {
			response.writeHead(500, { 'content-type': 'text/plain' }).end(`The fake Slack failed: ${String(error)}`);
		});
	});
}

async function handle(request: IncomingMessage, response: ServerResponse, platform: Platform): Promise<void> {
	const path = new URL(request.url ?? '/', platform.origin).pathname;
	if (path.startsWith('/api/')) return handleCall(path.slice('/api/'.length), request, response, platform);
	if (path.startsWith('/response/') && request.method === 'POST')
		return handleResponseUrl(path, request, response, platform);
	response.writeHead(404).end();
}

async function handleCall(
	method: string,
	request: IncomingMessage,
	response: ServerResponse,
	platform: Platform,
): Promise<void> {
	const call = await noteCall(method, request, platform);
	await withFault(call, platform, response, () => {
		const reply = answerCall(call, platform);
		call.outcome = reply.outcome;
		return () => sendReply(response, reply);
	});
}

async function handleResponseUrl(
	path: string,
	request: IncomingMessage,
	response: ServerResponse,
	platform: Platform,
): Promise<void> {
	const call = await noteCall('response_url', request, platform);
	await withFault(call, platform, response, () => {
		const answer = useResponseUrl(platform, path, fieldsOf(call.args));
		call.outcome = answer.status === 200 ? 'ok' : answer.body;
		return () => sendAnswer(response, answer);
	});
}

/** `carryOut` takes effect and returns how to answer; a fault may stand before it, or between the two. */
async function withFault(
	call: Call,
	platform: Platform,
	response: ServerResponse,
	carryOut: () => () => void,
): Promise<void> {
	const fault = platform.faults.take(call);
	if (fault?.type === 'delay') await new Promise((resolve) => setTimeout(resolve, fault.milliseconds));
	if (fault === null || fault.type === 'delay') {
		carryOut()();
		return;
	}
	if (fault.type === 'late') {
		const answer = carryOut();
		await new Promise((resolve) => setTimeout(resolve, fault.milliseconds));
		answer();
		return;
	}
	const isAccepted = 'accepted' in fault && fault.accepted === true;
	if (isAccepted) carryOut();
	call.outcome = `${nameOf(fault)}${isAccepted ? ` (accepted: ${call.outcome})` : ''}`;
	fail(fault, call, platform, response);
}

function nameOf(fault: Fault): string {
	if (fault.type === 'http') return `http_${fault.status}`;
	return fault.type === 'error' ? fault.error : fault.type;
}

function fail(fault: Fault, call: Call, platform: Platform, response: ServerResponse): void {
	if (fault.type === 'reset') response.socket?.resetAndDestroy();
	if (fault.type === 'http') response.writeHead(fault.status, { 'content-type': 'text/html' }).end('<h1>Oops</h1>');
	if (fault.type === 'garbage') response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Sign in</h1>');
	const reply: Reply | null =
		fault.type === 'error'
			? failed(platform, call, fault.error)
			: fault.type === 'rate_limited'
				? rateLimited(platform, call, fault.retryAfter)
				: null;
	if (reply) sendReply(response, reply);
}
