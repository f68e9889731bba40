import { log } from '../../log.ts';
import type { Destination, SlackClients } from './clients.ts';

const STATUS = 'Searching personas…';
/** Quicker answers need no sign that something is happening; slower ones get it well within 300 ms. */
const SHOW_AFTER_MS = 80;

/** Shows a status in the thread while a slow answer is made. Posting takes it away; a platform without it loses nothing. */
export async function withStatus<Value>(
	{ channel, threadTs }: Destination,
	{ write }: SlackClients,
	work: () => Promise<Value>,
): Promise<Value> {
	const timer = setTimeout(() => {
		if (threadTs === null) return;
		write.assistant.threads
			.setStatus({ channel_id: channel, thread_ts: threadTs, status: STATUS })
			.catch((error: unknown) => log.debug({ event: 'slack_status_not_set', err: error }));
	}, SHOW_AFTER_MS);
	try {
		return await work();
	} finally {
		clearTimeout(timer);
	}
}
