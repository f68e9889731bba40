import { createHmac } from 'node:crypto';

/** How a request is signed; all but `good` must be refused. `stale` and `future` are six minutes off. */
export type Signature = 'good' | 'wrong_secret' | 'stale' | 'future' | 'missing';

const SIX_MINUTES = 360;

/** The headers for a body, by the real clock: the app compares them with its own. */
export function signatureHeaders(body: string, secret: string, how: Signature): Record<string, string> {
	if (how === 'missing') return {};
	const shift = how === 'stale' ? -SIX_MINUTES : how === 'future' ? SIX_MINUTES : 0;
	const timestamp = String(Math.floor(Date.now() / 1_000) + shift);
	const key = how === 'wrong_secret' ? `${secret}-not` : secret;
	const signature = createHmac('sha256', key).update(`v0:${timestamp}:${body}`).digest('hex');
	return { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${signature}` };
}
