import type { App } from '@slack/bolt';
import { SocketModeClient } from '@slack/socket-mode';
import { log } from '../../log.ts';
import { type SlackClients, slackLogger } from './clients.ts';
import { deliver, failureBody, isEvent, type Payload } from './deliver.ts';
import { sentenceFor } from './http-transport.ts';
import { tellPresser } from './tell.ts';

type Envelope = {
	ack(response?: Payload): Promise<void>;
	body: Payload;
	retry_num?: number;
	retry_reason?: string;
	accepts_response_payload?: boolean;
};

export type SocketTransport = { start(): Promise<void>; stop(): Promise<void> };

type Options = { app: App; appToken: string; apiUrl: string; apiOrigin: string; clients: SlackClients };

/**
 * The same deliveries through a socket that we open. An envelope is acknowledged only after its write; one that
 * failed is left alone, and Slack sends events again.
 */
export function createSocketTransport(options: Options): SocketTransport {
	const client = new SocketModeClient({
		appToken: options.appToken,
		logger: slackLogger,
		clientOptions: { slackApiUrl: options.apiUrl, retryConfig: { retries: 5, factor: 2 }, timeout: 10_000 },
	});
	client.on('slack_event', (envelope: Envelope) => {
		handle(envelope, options).catch((error: unknown) => log.error({ event: 'slack_envelope_failed', err: error }));
	});
	return {
		start: async () => {
			await client.start();
		},
		stop: () => client.disconnect(),
	};
}

async function handle({ ack, body, ...envelope }: Envelope, options: Options): Promise<void> {
	const delivered = await deliver(options.app, body, { number: envelope.retry_num, reason: envelope.retry_reason });
	if (delivered.type === 'acknowledged') return acknowledge(ack, delivered.body);
	if (isEvent(body)) {
		log.error({ event: 'slack_event_not_taken', outcome: delivered.type });
		return;
	}
	const sentence = sentenceFor(delivered);
	const shown = failureBody(body, sentence);
	await acknowledge(ack, shown ?? undefined);
	if (!shown) await tellPresser(body, sentence, options);
}

function acknowledge(ack: Envelope['ack'], body: unknown): Promise<void> {
	if (body === undefined || body === '') return ack();
	return ack(typeof body === 'string' ? { text: body } : (body as Payload));
}
