import { createApp } from '../../../src/app.ts';
import { readConfig } from '../../../src/config.ts';
import type { Store } from '../../../src/stores/open.ts';
import type { FakeSlack } from './platform.ts';

export type RunningBot = { store: Store; address: string; stop(): Promise<void> };

/** The whole bot on the starter base, in this process, in front of a fake Slack; `environment` overrides ours. */
export async function startBot(slack: FakeSlack, environment: Record<string, string> = {}): Promise<RunningBot> {
	const app = await createApp(
		readConfig({
			DATA_DIR: ':memory:',
			TIME_ZONE: 'Europe/Berlin',
			PORT: '0',
			SHUTDOWN_SECONDS: '5',
			SLACK_BOT_TOKEN: slack.botToken,
			SLACK_SIGNING_SECRET: slack.signingSecret,
			SLACK_API_URL: slack.apiUrl,
			...environment,
		}),
	);
	const serving = await app.serve();
	const address = `http://127.0.0.1:${serving.port}`;
	slack.connect(`${address}/slack/events`);
	return {
		store: app.store,
		address,
		stop: async () => {
			await serving.stop();
			await app.close();
		},
	};
}
