import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
	App,
	HTTPReceiver,
	type HTTPReceiverOptions,
	LogLevel,
	type Receiver,
	SocketModeReceiver,
	webApi,
} from '@slack/bolt';
import type { FakeSlack } from './platform.ts';

const silent = {
	debug: () => undefined,
	info: () => undefined,
	warn: () => undefined,
	error: () => undefined,
	setLevel: () => undefined,
	getLevel: () => LogLevel.ERROR,
	setName: () => undefined,
};

/** The real client on the fake platform, without retries unless asked for. */
export function clientOf(slack: FakeSlack, token?: string, options: webApi.WebClientOptions = {}): webApi.WebClient {
	return new webApi.WebClient(token, {
		slackApiUrl: slack.apiUrl,
		retryConfig: { retries: 0 },
		rejectRateLimitedCalls: true,
		logger: silent,
		...options,
	});
}

export type RunningApp = { app: App; stop(): Promise<void> };

/** A real Bolt app that listens on loopback and is known to the fake platform. */
export async function startHttpApp(
	slack: FakeSlack,
	listen: (app: App) => void,
	options: Partial<HTTPReceiverOptions> = {},
): Promise<RunningApp> {
	const receiver = new HTTPReceiver({ signingSecret: slack.signingSecret, logger: silent, ...options });
	const app = await startApp(slack, receiver, listen, options.processBeforeResponse ?? false);
	const server = (await receiver.start({ port: 0, host: '127.0.0.1' })) as Server;
	slack.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}/slack/events`);
	return {
		app,
		stop: async () => {
			const stopped = receiver.stop();
			server.closeAllConnections();
			await stopped;
		},
	};
}

/** A real Bolt app over Socket Mode; resolves once it is connected. */
export async function startSocketApp(slack: FakeSlack, listen: (app: App) => void): Promise<RunningApp> {
	const receiver = new SocketModeReceiver({
		appToken: slack.appToken,
		logger: silent,
		clientPingTimeout: 1_000,
		installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } } },
	});
	const app = await startApp(slack, receiver, listen, false);
	await receiver.start();
	return { app, stop: () => receiver.client.disconnect() };
}

async function startApp(
	slack: FakeSlack,
	receiver: Receiver,
	listen: (app: App) => void,
	processBeforeResponse: boolean,
): Promise<App> {
	const app = new App({
		receiver,
		token: slack.botToken,
		convoStore: false,
		deferInitialization: true,
		processBeforeResponse,
		logger: silent,
		clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 }, timeout: 5_000 },
	});
	listen(app);
	await app.init();
	return app;
}
