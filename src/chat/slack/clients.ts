import { LogLevel, webApi } from '@slack/bolt';
import { log } from '../../log.ts';
import { neverLeft, type Posted, postedByError } from './errors.ts';
import type { Block, SlackMessage } from './render.ts';

export type SlackClients = {
	/** Never repeats a call by itself: whatever shows something is repeated by us, or not at all. */
	write: webApi.WebClient;
	/** Repeats a call that only reads, twice. */
	read: webApi.WebClient;
};

const TIMEOUT_MS = 10_000;
const READ_RETRIES = { retries: 2, minTimeout: 300, maxTimeout: 2_000 };

export function createClients(botToken: string, apiUrl: string): SlackClients {
	const options = {
		slackApiUrl: apiUrl,
		timeout: TIMEOUT_MS,
		rejectRateLimitedCalls: true,
		allowAbsoluteUrls: false,
		logger: slackLogger,
	};
	return {
		write: new webApi.WebClient(botToken, { ...options, retryConfig: { retries: 0 } }),
		read: new webApi.WebClient(botToken, { ...options, retryConfig: READ_RETRIES }),
	};
}

/** The SDK's own words, without payloads: it logs those only at levels that are off. */
export const slackLogger = {
	debug: () => undefined,
	info: () => undefined,
	warn: () => log.warn({ event: 'slack_sdk_warning' }),
	error: () => log.error({ event: 'slack_sdk_error' }),
	setLevel: () => undefined,
	getLevel: () => LogLevel.WARN,
	setName: () => undefined,
};

export type Destination = { channel: string; threadTs: string | null };
/** Finds a message again after it was lost whether it arrived. */
export type Marker = { event_type: string; event_payload: { id: string } };

/** Posts for everybody in the channel to see. */
export async function post(
	{ write }: SlackClients,
	{ channel, threadTs }: Destination,
	{ text, blocks }: SlackMessage,
	marker: Marker | null,
): Promise<Posted> {
	return attempt(async () => {
		const { ts } = await write.chat.postMessage({
			channel,
			text,
			...(blocks.length > 0 ? { blocks: blocks as never } : {}),
			...(threadTs === null ? {} : { thread_ts: threadTs }),
			...(marker ? { metadata: marker } : {}),
			unfurl_links: false,
			unfurl_media: false,
		});
		return ts ?? null;
	});
}

/** Shows something to one person only; gone when they reload. */
export function whisper(
	{ write }: SlackClients,
	{ channel, threadTs }: Destination,
	user: string,
	{ text, blocks }: SlackMessage,
): Promise<Posted> {
	return attempt(async () => {
		await write.chat.postEphemeral({
			channel,
			user,
			text,
			...(blocks.length > 0 ? { blocks: blocks as never } : {}),
			...(threadTs === null ? {} : { thread_ts: threadTs }),
		});
		return null;
	});
}

async function attempt(call: () => Promise<string | null>): Promise<Posted> {
	try {
		return { type: 'sent', ts: await call() };
	} catch (error) {
		return postedByError(error);
	}
}

export type Response = SlackMessage & { replace?: boolean; everybody?: boolean };

/** Answers a command or a button through its `response_url`, by our own fetch: the SDK's has no deadline. */
export async function respond(
	url: string,
	{ text, blocks, replace = false, everybody = false }: Response,
): Promise<Posted> {
	const body = {
		text,
		...(blocks.length > 0 ? { blocks } : {}),
		response_type: everybody ? 'in_channel' : 'ephemeral',
		replace_original: replace,
		unfurl_links: false,
		unfurl_media: false,
	};
	try {
		const response = await fetch(url, {
			method: 'POST',
			headers: { 'content-type': 'application/json; charset=utf-8' },
			body: JSON.stringify(body),
			signal: AbortSignal.timeout(TIMEOUT_MS),
			redirect: 'error',
		});
		if (response.ok) return { type: 'sent', ts: null };
		return postedByStatus(response.status, response.headers.get('retry-after'), await response.text());
	} catch (error) {
		if (neverLeft(error)) return { type: 'wait', afterMs: 5_000, error: 'unreachable' };
		return { type: 'unclear', error: error instanceof Error ? error.name : 'unknown' };
	}
}

function postedByStatus(status: number, retryAfter: string | null, body: string): Posted {
	if (status === 429) return { type: 'wait', afterMs: Number(retryAfter ?? 5) * 1_000, error: 'ratelimited' };
	if (status >= 500) return { type: 'unclear', error: `http_${status}` };
	return /invalid_blocks|msg_blocks_too_long/u.test(body)
		? { type: 'unfit', error: 'invalid_blocks' }
		: { type: 'refused', error: `http_${status}` };
}

/** Opens a form; the trigger is good for three seconds and one use. */
export async function openForm({ write }: SlackClients, trigger: string, view: Block): Promise<void> {
	await write.views.open({ trigger_id: trigger, view: view as never });
}
