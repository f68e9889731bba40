import { App, type Receiver } from '@slack/bolt';
import { z } from 'zod';
import type { ThreadStore } from '../../answering/ports.ts';
import type { InboxStore } from '../../delivery/inbox.ts';
import { type Leases, startWorker, type Worker, type WorkerOptions } from '../../delivery/worker.ts';
import { UserFacingError } from '../../personas/user-facing-error.ts';
import type { Route } from '../http.ts';
import { createClients, type SlackClients, slackLogger } from './clients.ts';
import { slackRoute } from './http-transport.ts';
import { type Home, SURFACE } from './intake.ts';
import { createListeners, type ListenerParts } from './listeners.ts';
import { createLoad } from './load.ts';
import { createPeople } from './people.ts';
import { giveUp, type PerformParts, perform } from './perform.ts';
import { createSocketTransport } from './socket-transport.ts';

export type SlackSettings = {
	botToken: string;
	/** One of the two: HTTP needs the secret, Socket Mode the app token. */
	signingSecret: string | null;
	appToken: string | null;
	apiUrl: string;
};

type Provided = Omit<PerformParts, 'people' | 'clients' | 'home'> & {
	inbox: InboxStore;
	threads: ThreadStore;
	/** An answer is there at once, because no model words it. */
	instant: boolean;
	leases: Leases;
};

export type SlackSurface = {
	/** Null over Socket Mode. */
	route: Route | null;
	start(): Promise<void>;
	/** Takes nothing new; resolves when what is under way has ended, or after `withinMs`. */
	stop(withinMs: number): Promise<void>;
};

/** Connects to the workspace of the bot token; a `UserFacingError` says what is wrong with it. */
export async function createSlackSurface(settings: SlackSettings, provided: Provided): Promise<SlackSurface> {
	const clients = createClients(settings.botToken, settings.apiUrl);
	const home = await whoAmI(clients);
	const parts: PerformParts = {
		...provided,
		clients,
		home,
		people: createPeople({ members: provided.members, clients, homeTeam: home.team, now: provided.now }),
	};
	const apiOrigin = new URL(settings.apiUrl).origin;
	const load = createLoad();
	const work = createWork({
		surface: SURFACE,
		store: provided.inbox,
		perform: (job, lease, item) => perform(job, lease, item, parts),
		onDead: (job, item) => giveUp(job, item, parts),
		busy: load.high,
		leaseMs: provided.leases.workMs,
	});
	const app = createBoltApp(settings.botToken, home, {
		...parts,
		inbox: provided.inbox,
		threads: provided.threads,
		instant: provided.instant,
		leaseMs: provided.leases.atOnceMs,
		apiOrigin,
		poke: work.poke,
		load,
	});
	const wiring = { app, clients, apiOrigin };
	return settings.signingSecret === null
		? socketSurface(wiring, settings, work)
		: {
				route: slackRoute({ ...wiring, signingSecret: settings.signingSecret }),
				start: async () => work.start(),
				stop: work.stop,
			};
}

/** A worker that begins when the surface does; what comes in before waits in the inbox. */
type Work = { start(): void; poke(): void; stop(withinMs: number): Promise<void> };

function createWork(options: WorkerOptions): Work {
	let worker: Worker | null = null;
	return {
		start: () => {
			worker = startWorker(options);
		},
		poke: () => worker?.poke(),
		stop: async (withinMs) => {
			await worker?.stop(withinMs);
		},
	};
}

type Wiring = { app: App; clients: SlackClients; apiOrigin: string };

function socketSurface(wiring: Wiring, { appToken, apiUrl }: SlackSettings, work: Work): SlackSurface {
	const transport = createSocketTransport({ ...wiring, appToken: appToken ?? '', apiUrl });
	return {
		route: null,
		start: async () => {
			await transport.start();
			work.start();
		},
		stop: async (withinMs) => {
			await transport.stop();
			await work.stop(withinMs);
		},
	};
}

const identity = z.object({ team_id: z.string(), user_id: z.string() });

async function whoAmI({ read }: SlackClients): Promise<Home> {
	try {
		const { team_id, user_id } = identity.parse(await read.auth.test());
		return { team: team_id, botUser: user_id };
	} catch (error) {
		throw new UserFacingError(
			'Slack does not accept SLACK_BOT_TOKEN, or cannot be reached. “npm start -- doctor” says what to click.',
			{ cause: error },
		);
	}
}

/** Bolt routes and nothing else: transports, retries, tokens and duplicates are ours. */
function createBoltApp(token: string, home: Home, parts: ListenerParts): App {
	const receiver: Receiver = { init: () => undefined, start: async () => undefined, stop: async () => undefined };
	const app = new App({
		receiver,
		authorize: async () => ({ botToken: token, botUserId: home.botUser, teamId: home.team }),
		convoStore: false,
		ignoreSelf: true,
		logger: slackLogger,
		clientOptions: { retryConfig: { retries: 0 }, timeout: 10_000 },
	});
	createListeners(app, parts);
	// Bolt's own handler would log and go on, and a lost event would be acknowledged.
	app.error(async (error) => {
		throw error;
	});
	return app;
}
