import type { Signature } from './signing.ts';

/** Something that Slack sends to the app. */
export type Parcel = {
	kind: 'event' | 'command' | 'interaction';
	payload: Record<string, unknown>;
	/** Only over HTTP. */
	signature?: Signature;
};

export type RetryReason = 'http_timeout' | 'http_error' | 'connection_failed';
export type Retry = { num: number; reason: RetryReason };

/** How one attempt to deliver ended. */
export type Attempt = {
	at: number;
	/** Null when no answer came; a Socket Mode acknowledgement counts as 200. */
	status: number | null;
	contentType: string;
	body: string;
	problem: RetryReason | null;
	/** The app said `x-slack-no-retry: 1`. */
	noRetry: boolean;
};

export type Transport = {
	send(parcel: Parcel, retry: Retry | null): Promise<Attempt>;
};

export const noAnswer = (at: number, problem: RetryReason): Attempt => ({
	at,
	status: null,
	contentType: '',
	body: '',
	problem,
	noRetry: false,
});
