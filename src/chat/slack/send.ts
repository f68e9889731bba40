import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Lease, Performed } from '../../delivery/worker.ts';
import { log } from '../../log.ts';
import type { Reply } from '../reply.ts';
import { type Destination, type Marker, post, respond, type SlackClients, whisper } from './clients.ts';
import type { Posted } from './errors.ts';
import { type Anchor, renderPlainly, renderReply } from './render.ts';

const MARKER_TYPE = 'persona_bot_answer';
/** Nothing is resent before Slack must have given up on the lost request. */
const LOOK_AFTER_MS = 20_000;

/** Names a question, an answer and a message by what was delivered: the same for every delivery of it. */
export function idOf(key: string): string {
	return createHash('sha256').update(key).digest('hex').slice(0, 32);
}

function markerOf(key: string): Marker {
	return { event_type: MARKER_TYPE, event_payload: { id: idOf(key) } };
}

export type Shown = { reply: Reply; anchor: Anchor; shareable: boolean };

/** Posts an answer once. What may have been posted before a crash is looked for first; see `onUncertain`. */
export async function postOnce(
	key: string,
	shown: Shown,
	to: Destination,
	lease: Lease,
	clients: SlackClients,
	onUncertain: () => Promise<void>,
): Promise<Performed> {
	if (lease.mayHaveSent) {
		const found = await lookFor(key, to, clients);
		if (found === 'there') return { type: 'done' };
		if (found === 'unknown') {
			await onUncertain();
			return { type: 'done' };
		}
	}
	const message = renderReply(shown.reply, shown.anchor, { shareable: shown.shareable });
	await lease.beforeSending();
	const posted = await post(clients, to, message, markerOf(key));
	const settled = posted.type === 'unfit' ? await post(clients, to, renderPlainly(shown.reply), markerOf(key)) : posted;
	return performedBy(settled, lease);
}

/** Answers a command or a click in a message of its own; it cannot be looked for, so it is sent at most once. */
export async function respondOnce(
	url: string,
	shown: Shown,
	lease: Lease,
	onUncertain: () => Promise<void>,
): Promise<Performed> {
	if (lease.mayHaveSent) {
		await onUncertain();
		return { type: 'done' };
	}
	const message = renderReply(shown.reply, shown.anchor, { shareable: shown.shareable });
	await lease.beforeSending();
	const posted = await respond(url, message);
	const settled = posted.type === 'unfit' ? await respond(url, renderPlainly(shown.reply)) : posted;
	return performedBy(settled, lease);
}

async function performedBy(posted: Posted, lease: Lease): Promise<Performed> {
	switch (posted.type) {
		case 'sent':
			return { type: 'done' };
		case 'wait':
			await lease.nothingSent();
			return { type: 'again', afterMs: posted.afterMs, failure: posted.error };
		case 'unclear':
			return { type: 'again', afterMs: LOOK_AFTER_MS, failure: posted.error };
		case 'refused':
		case 'unfit':
			return { type: 'hopeless', failure: posted.error };
	}
}

const historySchema = z.object({
	messages: z.array(
		z.object({
			metadata: z.object({ event_payload: z.object({ id: z.string().optional() }).optional() }).optional(),
		}),
	),
});

/** Reads the thread for our mark. Channels need a scope for that which we do not ask for: then it stays unknown. */
async function lookFor(
	key: string,
	{ channel, threadTs }: Destination,
	{ read }: SlackClients,
): Promise<'there' | 'absent' | 'unknown'> {
	try {
		const options = { channel, include_all_metadata: true, limit: 100 };
		const history =
			threadTs === null
				? await read.conversations.history(options)
				: await read.conversations.replies({ ...options, ts: threadTs });
		const { messages } = historySchema.parse(history);
		const wanted = idOf(key);
		return messages.some(({ metadata }) => metadata?.event_payload?.id === wanted) ? 'there' : 'absent';
	} catch (error) {
		log.warn({ event: 'slack_thread_unread', err: error });
		return 'unknown';
	}
}

/** Says to the asker alone that an answer may be missing. Losing this sentence loses nothing else. */
export async function askAgain(to: Destination, user: string, clients: SlackClients): Promise<void> {
	const text =
		'I was interrupted while I answered you and cannot tell whether the answer arrived. If you do not see it, please ask again.';
	const posted = await whisper(clients, to, user, { text, blocks: [] });
	if (posted.type !== 'sent') log.warn({ event: 'slack_interruption_untold', outcome: posted.type });
}
