import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { APP_METHODS } from './methods/app.ts';
import { CHAT_METHODS } from './methods/chat.ts';
import { CONVERSATION_METHODS } from './methods/conversations.ts';
import type { Method } from './methods/method.ts';
import { USER_METHODS } from './methods/users.ts';
import { VIEW_METHODS } from './methods/views.ts';
import type { Call, Installation, Platform } from './platform-state.ts';
import { readArguments } from './request-body.ts';
import { RateLimited, SlackError } from './slack-error.ts';

const METHODS: Record<string, Method | undefined> = {
	...APP_METHODS,
	...CHAT_METHODS,
	...CONVERSATION_METHODS,
	...USER_METHODS,
	...VIEW_METHODS,
};

export type Reply = { status: number; headers: Record<string, string>; body: string; outcome: string };

/** Notes a request down before anything happens to it. */
export async function noteCall(method: string, request: IncomingMessage, platform: Platform): Promise<Call> {
	const args = await readArguments(request);
	const header = /^Bearer (\S+)$/u.exec(request.headers.authorization ?? '')?.[1];
	const token = header ?? (typeof args.token === 'string' ? args.token : null);
	const team = platform.installations.find((installation) => installation.token === token)?.team ?? null;
	const call: Call = { method, args, token, team, at: platform.clock.now(), outcome: 'pending' };
	platform.calls.push(call);
	return call;
}

/** Carries a call out, and says what Slack would answer. */
export function answerCall(call: Call, platform: Platform): Reply {
	try {
		return reply(platform, call, { ok: true, ...run(call, platform) }, 'ok');
	} catch (error) {
		if (error instanceof SlackError)
			return reply(platform, call, { ok: false, error: error.code, ...error.more }, error.code);
		if (error instanceof RateLimited) return rateLimited(platform, call, error.retryAfter);
		throw error;
	}
}

export function rateLimited(platform: Platform, call: Call, retryAfter: number): Reply {
	const limited = reply(platform, call, { ok: false, error: 'ratelimited' }, 'ratelimited');
	return { ...limited, status: 429, headers: { ...limited.headers, 'retry-after': String(retryAfter) } };
}

export function failed(platform: Platform, call: Call, error: string): Reply {
	return reply(platform, call, { ok: false, error }, error);
}

function run(call: Call, platform: Platform): Record<string, unknown> {
	if (call.method === 'api.test') return { args: call.args };
	const method = METHODS[call.method];
	if (!method) throw new SlackError('unknown_method', { req_method: call.method });
	const installation = authenticate(call, method, platform);
	const context = { platform, installation };
	const needed = method.scopes(call.args, context);
	if (needed.length > 0 && !needed.some((scope) => installation.scopes.has(scope)))
		throw new SlackError('missing_scope', { needed: needed[0], provided: [...installation.scopes].join(',') });
	const wait = platform.rates.take(method.tier, call.method, `${installation.team}|${method.rateKey(call.args)}`);
	if (wait !== null) throw new RateLimited(wait);
	return method.run(call.args, context);
}

function authenticate(call: Call, method: Method, platform: Platform): Installation {
	if (call.token === null) throw new SlackError('not_authed');
	if (call.token === platform.app.token) {
		if (method.token !== 'app') throw new SlackError('not_allowed_token_type');
		return {
			team: '',
			token: call.token,
			botUser: '',
			botId: '',
			scopes: new Set(['connections:write']),
			revoked: false,
		};
	}
	const installation = platform.installations.find(({ token }) => token === call.token);
	if (!installation) throw new SlackError('invalid_auth');
	if (installation.revoked) throw new SlackError('token_revoked');
	if (method.token === 'app') throw new SlackError('not_allowed_token_type');
	return installation;
}

function reply(platform: Platform, call: Call, body: Record<string, unknown>, outcome: string): Reply {
	const scopes = platform.installations.find(({ token }) => token === call.token)?.scopes;
	return {
		status: 200,
		headers: {
			'content-type': 'application/json; charset=utf-8',
			'x-slack-req-id': randomUUID(),
			...(scopes === undefined ? {} : { 'x-oauth-scopes': [...scopes].join(',') }),
		},
		body: JSON.stringify(body),
		outcome,
	};
}

export function sendReply(response: ServerResponse, { status, headers, body }: Reply): void {
	response.writeHead(status, headers).end(body);
}
