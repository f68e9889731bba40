import { setTimeout as wait } from 'node:timers/promises';
import type { Attempt, Parcel, Retry, Transport } from './transport.ts';

/** An event on its way to the app, with everything that was tried. */
export type Delivery = {
	eventId: string;
	payload: Record<string, unknown>;
	attempts: Attempt[];
	/** `given_up` after three more attempts, `stopped` when the app asked for no more or the platform was closed. */
	state: 'under_way' | 'accepted' | 'given_up' | 'stopped';
};

export type Deliveries = {
	all: Delivery[];
	/** Delivers an event and, while it is not accepted, again. Resolves after the first attempt. */
	start(parcel: Parcel): Promise<Delivery>;
	/** Until nothing is under way any more. */
	settle(): Promise<void>;
	stop(): void;
};

/** At once, after a minute, after five minutes. */
const WAITS = [0, 60_000, 300_000];

export function createDeliveries(transport: Transport, retryScale: number): Deliveries {
	const stopped = new AbortController();
	const underWay = new Set<Promise<void>>();
	const all: Delivery[] = [];
	const finish = async (delivery: Delivery, parcel: Parcel): Promise<void> => {
		for (const [position, milliseconds] of WAITS.entries()) {
			if (isSettled(delivery, stopped.signal)) return;
			await wait(milliseconds * retryScale, undefined, { signal: stopped.signal }).catch(() => undefined);
			if (isSettled(delivery, stopped.signal)) return;
			const reason = delivery.attempts.at(-1)?.problem ?? 'http_error';
			await attempt(delivery, parcel, { num: position + 1, reason });
		}
		if (!isSettled(delivery, stopped.signal)) delivery.state = 'given_up';
	};
	const attempt = async (delivery: Delivery, parcel: Parcel, retry: Retry | null): Promise<void> => {
		delivery.attempts.push(await transport.send(parcel, retry));
	};
	return {
		all,
		start: async (parcel) => {
			const { payload } = parcel;
			const delivery: Delivery = { eventId: String(payload.event_id), payload, attempts: [], state: 'under_way' };
			all.push(delivery);
			const first = attempt(delivery, parcel, null);
			const whole: Promise<void> = first.then(() => finish(delivery, parcel)).finally(() => underWay.delete(whole));
			underWay.add(whole);
			await first;
			return delivery;
		},
		settle: async () => {
			while (underWay.size > 0) await Promise.all(underWay);
		},
		stop: () => stopped.abort(),
	};
}

/** Brings the state up to date with the last attempt. */
function isSettled(delivery: Delivery, stopped: AbortSignal): boolean {
	const last = delivery.attempts.at(-1);
	if (last?.problem === null) delivery.state = 'accepted';
	else if (last?.noRetry || stopped.aborted) delivery.state = 'stopped';
	return delivery.state !== 'under_way';
}
