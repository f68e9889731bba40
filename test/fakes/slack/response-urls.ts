import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { LIMITS } from '../../../src/chat/slack/limits.ts';
import { faultsOfMessage } from '../../../src/chat/slack/payload-faults.ts';
import type { Installation, Platform } from './platform-state.ts';
import { installationIn } from './platform-state.ts';
import { addEphemeral, addMessage, type Ephemeral, type Message, must, withBlockIds } from './workspace.ts';

/** What a `response_url` stands for: who did what where, and the message that it came from. */
export type ResponseUrl = {
	user: string;
	team: string;
	channel: string;
	source: Message | Ephemeral | null;
	issuedAt: number;
	uses: number;
};

export type ResponseUrls = Map<string, ResponseUrl>;

export function issueResponseUrl(platform: Platform, about: Omit<ResponseUrl, 'issuedAt' | 'uses'>): string {
	const path = `/response/${about.team}/${randomBytes(12).toString('hex')}`;
	platform.responseUrls.set(path, { ...about, issuedAt: platform.clock.now(), uses: 0 });
	return platform.origin + path;
}

const FIELDS = new Set([
	'text',
	'blocks',
	'response_type',
	'replace_original',
	'delete_original',
	'thread_ts',
	'metadata',
	'unfurl_links',
	'unfurl_media',
	'mrkdwn',
]);

export type Answer = { status: number; body: string };

/**
 * A use counts once it is taken; a refused one may be mended and sent again. Answers to a command cannot replace anything
 * (bolt-js 2287). Whether answers to a click do by themselves has changed over the years, so they must say it: our rule.
 */
export function useResponseUrl(platform: Platform, path: string, body: unknown): Answer {
	const url = platform.responseUrls.get(path);
	if (!url) return { status: 404, body: 'no_service' };
	if (platform.clock.now() - url.issuedAt > LIMITS.responseUrlMilliseconds) return { status: 404, body: 'expired_url' };
	if (url.uses >= LIMITS.responseUrlUses) return { status: 404, body: 'used_url' };
	const installation = installationIn(platform, url.team);
	if (!installation) return { status: 403, body: 'invalid_token' };
	if (typeof body !== 'object' || body === null) return { status: 400, body: 'invalid_payload' };
	const answer = respond(platform, url, installation, body as Record<string, unknown>);
	if (answer.status === 200) url.uses += 1;
	return answer;
}

function respond(
	platform: Platform,
	url: ResponseUrl,
	installation: Installation,
	body: Record<string, unknown>,
): Answer {
	const unknown = Object.keys(body).find((key) => !FIELDS.has(key));
	if (unknown !== undefined) return { status: 400, body: 'invalid_payload' };
	if (body.delete_original === true) return deleteOriginal(url);
	const fault = faultsOfMessage(body)[0];
	if (fault) return { status: 400, body: fault.error };
	if (url.source && typeof body.replace_original !== 'boolean') return { status: 400, body: 'say_replace_original' };
	if (body.replace_original === true && url.source) return replaceOriginal(url.source, body);
	showAnswer(platform, installation, url, body, 'response_url');
	return { status: 200, body: 'ok' };
}

function deleteOriginal({ source }: ResponseUrl): Answer {
	if (!source) return { status: 404, body: 'message_not_found' };
	source.deleted = true;
	return { status: 200, body: 'ok' };
}

function replaceOriginal(source: Message | Ephemeral, body: Record<string, unknown>): Answer {
	source.text = String(body.text);
	source.blocks = withBlockIds(body.blocks);
	if ('edited' in source) source.edited = true;
	return { status: 200, body: 'ok' };
}

/** Private unless it says `in_channel`, as Slack does with answers to commands. */
export function showAnswer(
	platform: Platform,
	installation: Installation,
	{ user, channel }: { user: string; channel: string },
	body: Record<string, unknown>,
	via: Ephemeral['via'],
): { type: 'ephemeral'; ephemeral: Ephemeral } | { type: 'message'; message: Message } {
	const shown = {
		channel,
		threadTs: typeof body.thread_ts === 'string' ? body.thread_ts : null,
		text: String(body.text),
		blocks: withBlockIds(body.blocks),
	};
	must(platform.workspace.channels.get(channel), `channel ${channel}`);
	if (body.response_type !== 'in_channel')
		return { type: 'ephemeral', ephemeral: addEphemeral(platform.workspace, platform.clock, { ...shown, user, via }) };
	const { botUser, botId } = installation;
	const message = addMessage(platform.workspace, platform.clock, { ...shown, user: botUser, botId });
	return { type: 'message', message };
}

export function sendAnswer(response: ServerResponse, { status, body }: Answer): void {
	response.writeHead(status, { 'content-type': status === 200 ? 'text/html' : 'text/plain' }).end(body);
}
