import { createHmac, timingSafeEqual } from 'node:crypto';

export type SignatureVerdict = 'genuine' | 'missing' | 'stale' | 'forged';

/** Slack's own limit for old requests; applied to both sides, so that a clock that runs ahead is no way in. */
const TOLERATED_SECONDS = 300;

type Signed = { timestamp: string | undefined; signature: string | undefined; body: Buffer };

/** Slack's request signature, version 0 (docs.slack.dev, "Verifying requests from Slack"). */
export function verifySignature({ timestamp, signature, body }: Signed, secret: string, now: Date): SignatureVerdict {
	if (!timestamp || !signature || !/^\d{1,12}$/u.test(timestamp)) return 'missing';
	if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > TOLERATED_SECONDS) return 'stale';
	const expected = Buffer.from(
		`v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex')}`,
	);
	const given = Buffer.from(signature);
	return given.length === expected.length && timingSafeEqual(given, expected) ? 'genuine' : 'forged';
}
