import { log } from '../../log.ts';
import { post, respond, type SlackClients } from './clients.ts';
import type { Payload } from './deliver.ts';
import { escapeText } from './render.ts';

const SLACK_HOOKS = 'https://hooks.slack.com/';
const GOVERNMENT_HOOKS = 'https://hooks.slack-gov.com/';

/** An address from a payload is called only where Slack itself may be; a loopback API may share its own origin. */
export function isResponseUrl(url: string, apiOrigin: string): boolean {
	if (url.startsWith(SLACK_HOOKS) || url.startsWith(GOVERNMENT_HOOKS)) return true;
	const { hostname, origin } = URL.canParse(url) ? new URL(url) : { hostname: '', origin: '' };
	return ['127.0.0.1', 'localhost', '[::1]'].includes(hostname) && origin === apiOrigin;
}

/**
 * A click that failed: Slack shows nothing of the answer to it, so the person is told in a message of their own. A click
 * on the Home tab comes without a `response_url`; there it is a direct message.
 */
export async function tellPresser(
	body: Payload,
	sentence: string,
	{ apiOrigin, clients }: { apiOrigin: string; clients: SlackClients },
): Promise<void> {
	const message = { text: escapeText(sentence), blocks: [] };
	const url = body.response_url;
	const user = userOf(body);
	if (typeof url === 'string' && isResponseUrl(url, apiOrigin)) report(await respond(url, message));
	else if (user !== null) report(await post(clients, { channel: user, threadTs: null }, message, null));
}

function report({ type }: { type: string }): void {
	if (type !== 'sent') log.warn({ event: 'slack_failure_untold', outcome: type });
}

function userOf({ user, type }: Payload): string | null {
	if (type !== 'block_actions' || typeof user !== 'object' || user === null || !('id' in user)) return null;
	return String(user.id);
}
