import type { AddressInfo } from 'node:net';
import { LIMITS } from '../../../src/chat/slack/limits.ts';
import { createClock } from './clock.ts';
import { createDeliveries, type Delivery } from './delivery.ts';
import { createFaultBox, type Fault, type FaultChooser } from './faults.ts';
import { createHttpTransport, type HttpTransport, type SentRequest } from './http-transport.ts';
import { eventCallback, tokensRevokedEvent, uninstalledEvent } from './payloads/events.ts';
import { createPeople, type People } from './people.ts';
import {
	APP_ID,
	type Call,
	type Installation,
	installationIn,
	LEAST_SCOPES,
	type Platform,
	type SlackOptions,
	USUAL_EVENTS,
} from './platform-state.ts';
import { createRateLimiter } from './rate-limits.ts';
import { BOT, HOME, OTHER, OTHER_BOT, seed } from './seed.ts';
import type { Seen } from './seen.ts';
import { createHttpServer } from './server.ts';
import { createSocketTransport, type SocketTransport } from './socket-transport.ts';
import type { Attempt, Parcel, Transport } from './transport.ts';
import { createTriggers } from './triggers.ts';
import {
	conversation,
	directChannel,
	type Ephemeral,
	emptyWorkspace,
	type Message,
	must,
	type Prompts,
	type Status,
	type View,
} from './workspace.ts';

export type FakeSlack = People & {
	/** For `SLACK_API_URL`; ends in `/api/`. */
	apiUrl: string;
	signingSecret: string;
	botToken: string;
	/** For Socket Mode. */
	appToken: string;
	/** The bot token of another workspace that has installed the same app. */
	otherBotToken: string;
	/** Where the app listens, once it does: `http://127.0.0.1:PORT/slack/events`. */
	connect(url: string): void;
	sockets: Pick<SocketTransport, 'count' | 'disconnect' | 'cut' | 'acknowledgements'>;

	/** Every request to the API and to response URLs, in order of arrival. */
	calls: Call[];
	callsOf(method: string): Call[];
	/** Every event, with all attempts to deliver it. */
	deliveries: Delivery[];
	/** Every request to the app over HTTP. */
	sent: SentRequest[];
	/** What people saw, in order. */
	seen: { user: string; seen: Seen }[];

	fault(method: string, fault: Fault | FaultChooser, times?: number): void;
	clearFaults(): void;
	/** Lets the platform's time pass; the app's clock is its own. */
	advance(milliseconds: number): void;
	now(): number;

	/** A channel outside threads, or one thread with its first message, as people see it. */
	messagesIn(channel: string, thread?: string): Message[];
	/** What only this user sees, in a channel or anywhere. */
	ephemeralsFor(user: string, channel?: string): Ephemeral[];
	homeOf(user: string): View | undefined;
	/** The form on top. */
	openViewOf(user: string): View | undefined;
	statusIn(channel: string, thread: string): Status | undefined;
	promptsFor(user: string): Prompts | undefined;
	/** The id of the direct messages between a user and the bot. */
	directChannelOf(user: string): string;

	/** Anything at all, signed as the parcel says; once, without what people would see. */
	send(parcel: Parcel): Promise<Attempt>;
	replay(request: SentRequest): Promise<Attempt>;
	/** An event of the test's own making, delivered like any other. */
	emit(event: Record<string, unknown> & { type: string }, overrides?: Record<string, unknown>): Promise<Delivery>;
	/** Takes the app out of the home workspace: the token is void, and both events are sent. */
	uninstall(): Promise<Delivery[]>;
	/** Until no event is under way any more. */
	settle(): Promise<void>;
	/** Breaks whatever is still open. */
	close(): Promise<void>;
};

const DEFAULTS: Platform['options'] = {
	transport: 'http',
	signingSecret: 'signing-secret-of-the-fake',
	acknowledgeMilliseconds: LIMITS.acknowledgeMilliseconds,
	retryScale: 1,
	triggerMilliseconds: LIMITS.triggerMilliseconds,
	historyLagMilliseconds: 0,
	honoursClientMsgId: false,
	messagesTab: true,
	echo: true,
};

/**
 * A Slack of its own on loopback: Web API, response URLs, signed requests to the app or Socket Mode, and people who use
 * what is on their screen. It refuses what Slack refuses, and a few things more that we never want to send.
 */
export async function startSlack(options: SlackOptions = {}): Promise<FakeSlack> {
	const platform = createPlatform(options);
	const server = createHttpServer(platform);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	platform.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const http = createHttpTransport({ clock: platform.clock, ...platform.options });
	const socket = createSocketTransport(platform, server);
	const transport: Transport = platform.options.transport === 'socket' ? socket : http;
	const deliveries = createDeliveries(transport, platform.options.retryScale);
	const start = (event: Record<string, unknown> & { type: string }, overrides?: Record<string, unknown>) =>
		deliveries.start({
			kind: 'event',
			payload: eventCallback(platform, event, { channel: null, team: HOME }, overrides),
		});
	platform.emit = (subscription, event, about) => {
		const payload = eventCallback(platform, event as { type: string }, about);
		if (platform.events.has(subscription) && isConnected(http, socket))
			void deliveries.start({ kind: 'event', payload });
	};
	const seen: FakeSlack['seen'] = [];
	const note = (user: string, what: Seen) => {
		seen.push({ user, seen: what });
		return what;
	};
	return {
		...createPeople({ platform, transport, deliveries, note }),
		...reading(platform),
		...switches(platform),
		apiUrl: `${platform.origin}/api/`,
		connect: (url) => {
			http.url = url;
		},
		sockets: socket,
		deliveries: deliveries.all,
		sent: http.sent,
		seen,
		send: (parcel) => transport.send(parcel, null),
		replay: http.replay,
		emit: start,
		uninstall: async () => {
			const installation = must(installationIn(platform, HOME), 'installation');
			const events = [tokensRevokedEvent(installation.botUser), uninstalledEvent()];
			installation.revoked = true;
			return Promise.all(events.map((event) => start(event)));
		},
		settle: deliveries.settle,
		close: async () => {
			deliveries.stop();
			http.abort();
			socket.close();
			await new Promise<void>((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			});
		},
	};
}

/** Nobody hears an app's own posts before it listens. */
function isConnected(http: HttpTransport, socket: SocketTransport): boolean {
	return http.url !== null || socket.count() > 0;
}

function createPlatform(options: SlackOptions): Platform {
	const { users = [], channels = [], scopes = LEAST_SCOPES, events = USUAL_EVENTS, rateLimits = {}, ...more } = options;
	const clock = createClock();
	const workspace = emptyWorkspace();
	seed(workspace, { users, channels });
	const settled = { ...DEFAULTS, ...more };
	const install = (team: string, token: string, botUser: string): Installation => ({
		team,
		token,
		botUser,
		botId: botUser.replace('U', 'B'),
		scopes: new Set(scopes),
		revoked: false,
	});
	return {
		options: settled,
		events: new Set(events),
		app: { id: APP_ID, name: 'persona', token: 'xapp-1-fake' },
		clock,
		workspace,
		installations: [install(HOME, 'xoxb-home-fake', BOT), install(OTHER, 'xoxb-other-fake', OTHER_BOT)],
		calls: [],
		faults: createFaultBox(),
		rates: createRateLimiter(clock, rateLimits),
		triggers: createTriggers(clock, settled.triggerMilliseconds),
		responseUrls: new Map(),
		origin: '',
		socketTickets: new Set(),
		emit: () => undefined,
	};
}

type Reading = Pick<
	FakeSlack,
	'messagesIn' | 'ephemeralsFor' | 'homeOf' | 'openViewOf' | 'statusIn' | 'promptsFor' | 'directChannelOf'
>;

/** Slack takes a status away by itself after two minutes. */
const STATUS_LIFETIME = 120_000;

function reading({ workspace, clock }: Platform): Reading {
	const directChannelOf = (user: string) => {
		const person = must(workspace.users.get(user), `user ${user}`);
		return directChannel(workspace, person, person.team === OTHER ? OTHER_BOT : BOT).id;
	};
	return {
		messagesIn: (channel, thread) => conversation(workspace, channel, thread),
		ephemeralsFor: (user, channel) =>
			workspace.ephemerals.filter(
				(one) => !one.deleted && one.user === user && (channel === undefined || one.channel === channel),
			),
		homeOf: (user) => workspace.homes.get(user),
		openViewOf: (user) => workspace.modals.get(user)?.at(-1),
		statusIn: (channel, thread) =>
			workspace.statuses.find(
				(one) => one.channel === channel && one.threadTs === thread && clock.now() - one.at < STATUS_LIFETIME,
			),
		promptsFor: (user) => workspace.prompts.find(({ channel }) => channel === directChannelOf(user)),
		directChannelOf,
	};
}

type Switches = Pick<
	FakeSlack,
	| 'signingSecret'
	| 'botToken'
	| 'appToken'
	| 'otherBotToken'
	| 'calls'
	| 'callsOf'
	| 'fault'
	| 'clearFaults'
	| 'advance'
	| 'now'
>;

function switches({ options, installations, app, calls, faults, clock }: Platform): Switches {
	const tokenIn = (team: string) =>
		must(
			installations.find((one) => one.team === team),
			team,
		).token;
	return {
		signingSecret: options.signingSecret,
		botToken: tokenIn(HOME),
		appToken: app.token,
		otherBotToken: tokenIn(OTHER),
		calls,
		callsOf: (method) => calls.filter((call) => call.method === method),
		fault: faults.add,
		clearFaults: faults.clear,
		advance: clock.advance,
		now: clock.now,
	};
}
