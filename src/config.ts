import { z } from 'zod';
import { UserFacingError } from './personas/user-facing-error.ts';

const text = z.string().trim().min(1);
const count = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

/** Every variable that the program reads; `.env.example` lists exactly these. */
export const configSchema = z.object({
	MONGODB_URI: text
		.optional()
		.describe('Address of a MongoDB. Without it the base is kept in DATA_DIR, for one process.'),
	MONGODB_DB: text.default('persona_bot').describe('Database in that MongoDB.'),
	DATA_DIR: text.default('.data').describe('Folder of the embedded base.'),
	OPENAI_API_KEY: text.optional().describe('Switches the model on. Without a model, answers are made of stored lines.'),
	OPENAI_BASE_URL: z
		.url({ protocol: /^https?$/ })
		.optional()
		.describe('Another server that speaks the same API, such as Azure, Ollama or vLLM. Switches the model on, too.'),
	OPENAI_MODEL: text.default('gpt-6-luna').describe('Model that words the answers.'),
	OPENAI_API_MODE: z
		.enum(['responses', 'chat'])
		.default('responses')
		.describe('responses, or chat for servers that only know chat completions.'),
	OPENAI_DEADLINE_MS: count(1000, 120_000)
		.default(20_000)
		.describe('Longest time for the model, its retry included, in milliseconds.'),
	OPENAI_MONTHLY_BUDGET_USD: z.coerce
		.number()
		.positive()
		.optional()
		.describe('Dollars per calendar month; when they are spent, answers are made of stored lines.'),
	PORT: count(0, 65_535).default(3000).describe('Port of the HTTP server; 0 picks a free one.'),
	HOST: text.default('127.0.0.1').describe('Address that the HTTP server listens on.'),
	SHUTDOWN_SECONDS: count(1, 600).default(20).describe('Longest time to finish what is under way when stopped.'),
	SLACK_BOT_TOKEN: text.optional().describe('Switches Slack on: “Bot User OAuth Token” of the app, xoxb-….'),
	SLACK_SIGNING_SECRET: text.optional().describe('Slack over HTTP: “Signing Secret” of the app.'),
	SLACK_APP_TOKEN: text
		.optional()
		.describe('Slack over Socket Mode instead: an app-level token with connections:write, xapp-….'),
	SLACK_API_URL: z
		.url({ protocol: /^https?$/ })
		.refine(isSlackApi, 'must be on slack.com, slack-gov.com or this machine')
		.default('https://slack.com/api/')
		.describe('Slack’s Web API; another address only for tests on this machine and for GovSlack.'),
	TIME_ZONE: text
		.refine(isTimeZone, 'is no time zone like Europe/Berlin')
		.default(Intl.DateTimeFormat().resolvedOptions().timeZone)
		.describe('Time zone that decides what day it is.'),
	REVIEW_EVERY_DAYS: count(1, 3650)
		.default(90)
		.describe('How often a persona is reviewed that does not say so itself.'),
	RETENTION_DAYS: count(1, 3650).default(180).describe('How long typed questions are kept.'),
	STARTER_BASE: z
		.enum(['on', 'off'])
		.default('on')
		.describe('off keeps an empty base empty instead of loading the examples.'),
	TEST_CLOCK: text
		.optional()
		.describe('For tests: a file with an ISO instant that stands for now. Refused in production.'),
});

export type Config = z.infer<typeof configSchema> & { production: boolean };

/** Reads the environment; every fault is named in one message. An empty variable counts as absent. */
export function readConfig(environment: Record<string, string | undefined>): Config {
	const given = Object.fromEntries(
		Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''),
	);
	const result = configSchema.safeParse(given);
	if (!result.success) {
		const faults = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
		throw new UserFacingError(
			`The configuration is faulty:\n${faults.join('\n')}\nMend these variables; .env.example explains each.`,
		);
	}
	const production = environment.NODE_ENV === 'production';
	if (production && result.data.TEST_CLOCK)
		throw new UserFacingError('TEST_CLOCK is set in production. Remove it: it would falsify every date.');
	const { SLACK_BOT_TOKEN, SLACK_SIGNING_SECRET, SLACK_APP_TOKEN } = result.data;
	if (SLACK_BOT_TOKEN && !(SLACK_SIGNING_SECRET || SLACK_APP_TOKEN))
		throw new UserFacingError(
			'SLACK_BOT_TOKEN is set, but neither SLACK_SIGNING_SECRET (HTTP) nor SLACK_APP_TOKEN (Socket Mode). docs/slack.md says where to find them.',
		);
	return { ...result.data, production };
}

/** Tokens go nowhere else. */
function isSlackApi(address: string): boolean {
	const { hostname, protocol } = new URL(address);
	if (['127.0.0.1', 'localhost', '[::1]'].includes(hostname)) return true;
	return protocol === 'https:' && /(^|\.)slack(-gov)?\.com$/u.test(hostname);
}

function isTimeZone(name: string): boolean {
	try {
		new Intl.DateTimeFormat('en', { timeZone: name });
		return true;
	} catch {
		return false;
	}
}
