import type { App } from '@slack/bolt';
import { shorten } from './cut-text.ts';
import { escapeText } from './render.ts';
import { readTyped } from './typed-text.ts';

/** What became of a delivery, on either transport. */
export type Delivered =
	/** `body` goes back to Slack: a message, what happens to a form, or nothing. */
	| { type: 'acknowledged'; body: unknown }
	/** No listener took it, or none in time. */
	| { type: 'unhandled' }
	| { type: 'failed'; error: unknown };

export type Payload = Record<string, unknown>;
export type Retry = { number: number | undefined; reason: string | undefined };

/** Slack gives up after three seconds, and a click that failed is answered by one more request. */
const WAIT_MS = 2_000;

export function isEvent(body: Payload): boolean {
	return body.type === 'event_callback';
}

/**
 * Hands a payload to Bolt. An event counts as acknowledged only when its listener has ended, because Bolt itself
 * acknowledges before; everything else as soon as the listener says so.
 */
export function deliver(app: App, body: Payload, retry: Retry): Promise<Delivered> {
	return new Promise((resolve) => {
		const timer = setTimeout(() => resolve({ type: 'unhandled' }), WAIT_MS);
		const settle = (delivered: Delivered) => {
			clearTimeout(timer);
			resolve(delivered);
		};
		const ack = async (response?: unknown) => {
			if (!isEvent(body)) settle({ type: 'acknowledged', body: response });
		};
		const event = {
			body,
			ack,
			...(retry.number === undefined ? {} : { retryNum: retry.number }),
			...(retry.reason === undefined ? {} : { retryReason: retry.reason }),
		};
		app.processEvent(event).then(
			() => settle(isEvent(body) ? { type: 'acknowledged', body: undefined } : { type: 'unhandled' }),
			(error: unknown) => settle({ type: 'failed', error }),
		);
	});
}

/** What Slack shows to a person whose command or form could not be taken; null where it shows nothing. */
export function failureBody(body: Payload, sentence: string): Payload | null {
	if (body.type === 'view_submission') {
		const block = firstInput(body);
		return block === null ? null : { response_action: 'errors', errors: { [block]: sentence } };
	}
	return typeof body.command === 'string' ? { response_type: 'ephemeral', text: `${sentence}${typedIn(body)}` } : null;
}

const LONGEST_ECHO = 1_500;

/** Slack keeps no command that failed: its words are given back. */
function typedIn({ command, text }: Payload): string {
	if (typeof text !== 'string' || text.trim() === '') return '';
	return `\nYou typed: ${escapeText(shorten(`${command} ${readTyped(text, '').text}`, LONGEST_ECHO))}`;
}

function firstInput({ view }: Payload): string | null {
	const blocks = typeof view === 'object' && view !== null && 'blocks' in view ? view.blocks : [];
	const input = (Array.isArray(blocks) ? blocks : []).find((block: Payload) => block.type === 'input') as
		| Payload
		| undefined;
	return typeof input?.block_id === 'string' ? input.block_id : null;
}
