import { webApi } from '@slack/bolt';

/** What is known of a message after Slack was asked to show it. */
export type Posted =
	| { type: 'sent'; ts: string | null }
	/** Slack said no before it did anything, and will say so again. */
	| { type: 'refused'; error: string }
	/** Slack does not take the blocks; the words alone may pass. */
	| { type: 'unfit'; error: string }
	/** Nothing was shown; ask again after a while. */
	| { type: 'wait'; afterMs: number; error: string }
	/** It may have been shown: the answer was lost on its way, or Slack failed in the middle. */
	| { type: 'unclear'; error: string };

const UNFIT = new Set(['invalid_blocks', 'invalid_blocks_format', 'msg_blocks_too_long', 'msg_too_long', 'no_text']);
/** Slack says of these that parts may have been done. */
const UNCLEAR = new Set(['fatal_error', 'internal_error', 'service_unavailable', 'request_timeout']);
const NEVER_LEFT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);
const SOON_MS = 5_000;

/** Tells by the error of a call to the Web API whether anything can have been shown. */
export function postedByError(error: unknown): Posted {
	if (error instanceof webApi.WebAPIRateLimitedError)
		return { type: 'wait', afterMs: error.retryAfter * 1_000, error: 'ratelimited' };
	if (error instanceof webApi.WebAPIPlatformError) return byCode(error.data.error);
	if (error instanceof webApi.WebAPIRequestError && neverLeft(error.original))
		return { type: 'wait', afterMs: SOON_MS, error: 'unreachable' };
	return { type: 'unclear', error: error instanceof Error ? error.name : 'unknown' };
}

/** A page instead of an answer has no code, and says nothing of what was done. */
function byCode(code: unknown): Posted {
	if (typeof code !== 'string' || !/^[a-z_]+$/u.test(code)) return { type: 'unclear', error: 'no_code' };
	if (UNFIT.has(code)) return { type: 'unfit', error: code };
	if (code === 'ratelimited') return { type: 'wait', afterMs: SOON_MS, error: code };
	return UNCLEAR.has(code) ? { type: 'unclear', error: code } : { type: 'refused', error: code };
}

/** Node wraps the socket's error more than once. */
export function neverLeft(error: unknown): boolean {
	for (let current = error; current instanceof Error; current = current.cause)
		if ('code' in current && NEVER_LEFT.has(String(current.code))) return true;
	return false;
}
