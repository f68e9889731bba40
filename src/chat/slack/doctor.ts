import { z } from 'zod';
import { SLACK_SCOPES } from './manifest.ts';

export type SlackSettings = {
	botToken: string | null;
	signingSecret: string | null;
	appToken: string | null;
	apiUrl: string;
};

/** Said to the operator; never holds a token or any part of one. */
export type Finding = { ok: boolean; text: string };

const TIMEOUT_MS = 5_000;
const TOKEN_PAGE = 'api.slack.com/apps → your app → OAuth & Permissions → Bot User OAuth Token';
const SECRET_PAGE = 'api.slack.com/apps → your app → Basic Information → App Credentials → Signing Secret → Show';
const APP_TOKEN_PAGE =
	'api.slack.com/apps → your app → Basic Information → App-Level Tokens → Generate Token and Scopes';

const good = (text: string): Finding => ({ ok: true, text: `slack: ${text}` });
const bad = (text: string): Finding => ({ ok: false, text: `slack: ${text}` });

/** Asks Slack about every credential, shows nothing to anybody, and says what to click where one is wrong. */
export async function diagnoseSlack(settings: SlackSettings): Promise<Finding[]> {
	const { botToken, signingSecret, appToken, apiUrl } = settings;
	if (botToken === null && signingSecret === null && appToken === null)
		return [good('off (SLACK_BOT_TOKEN switches it on; docs/slack.md leads there in ten minutes)')];
	const [ofBot, ofApp] = await Promise.all([
		checkBotToken(botToken, apiUrl),
		appToken === null ? [] : checkAppToken(appToken, apiUrl),
	]);
	return withoutRepeats([...ofBot, ...checkTransport(settings), ...ofApp]);
}

/** A server that cannot be reached is said once, not once a token. */
function withoutRepeats(findings: Finding[]): Finding[] {
	return [...new Map(findings.map((finding) => [finding.text, finding])).values()];
}

function checkTransport({ signingSecret, appToken }: SlackSettings): Finding[] {
	const both =
		signingSecret !== null && appToken !== null
			? [good('HTTP is used, because SLACK_SIGNING_SECRET is set; take it away to use Socket Mode')]
			: [];
	if (signingSecret !== null) return [checkSigningSecret(signingSecret), ...both];
	if (appToken !== null) return [];
	return [
		bad(
			`neither SLACK_SIGNING_SECRET nor SLACK_APP_TOKEN is set, so nothing can arrive. For HTTP copy the secret: ${SECRET_PAGE}. For Socket Mode make a token: ${APP_TOKEN_PAGE}, scope connections:write`,
		),
	];
}

/** Slack gives out 32 hexadecimal digits; the client secret looks the same, so that more cannot be told. */
function checkSigningSecret(secret: string): Finding {
	if (!/^[0-9a-f]{32}$/u.test(secret))
		return bad(
			`SLACK_SIGNING_SECRET is none: it has 32 characters from 0-9 and a-f. Copy it: ${SECRET_PAGE} (not the Client Secret, not the Verification Token)`,
		);
	return good(
		'SLACK_SIGNING_SECRET looks like one. Whether it is that of your app Slack does not tell: if it is not, requests get HTTP 401, the log says slack_request_refused with verdict forged, and Event Subscriptions shows the Request URL as not verified',
	);
}

const KINDS: readonly [RegExp, string][] = [
	[/^xoxb-/u, 'a bot token'],
	[/^xapp-/u, 'an app-level token'],
	[/^xoxp-/u, 'a user token'],
	[/^xoxe/u, 'a token that expires'],
];

function kindOf(token: string): string {
	if (/[^!-~]/u.test(token)) return 'no token of Slack';
	return KINDS.find(([pattern]) => pattern.test(token))?.[1] ?? 'no token of Slack';
}

async function checkBotToken(token: string | null, apiUrl: string): Promise<Finding[]> {
	if (token === null) return [bad(`SLACK_BOT_TOKEN is missing. Copy it: ${TOKEN_PAGE}`)];
	const kind = kindOf(token);
	if (kind !== 'a bot token') return [bad(wrongBotToken(kind))];
	const asked = await call('auth.test', token, apiUrl);
	if (asked.type === 'unanswered') return [bad(asked.why)];
	if (asked.type === 'refused') return [bad(refusedBotToken(asked.error))];
	const { team, user } = asked.body;
	return [
		good(`SLACK_BOT_TOKEN works: ${user ?? 'the bot'} in ${team ?? 'a workspace'}`),
		...checkScopes(asked.scopes),
	];
}

function wrongBotToken(kind: string): string {
	const elsewhere: Record<string, string> = {
		'an app-level token': '; that one belongs into SLACK_APP_TOKEN',
		'a token that expires':
			'; token rotation is on and cannot be switched off again, so create the app anew from the manifest',
	};
	return `SLACK_BOT_TOKEN holds ${kind}${elsewhere[kind] ?? ''}. It starts with xoxb-; copy it: ${TOKEN_PAGE}`;
}

const GONE = new Set(['token_revoked', 'account_inactive', 'token_expired']);
const UNKNOWN = new Set(['invalid_auth', 'not_authed']);
const REINSTALL = 'api.slack.com/apps → your app → Install App → Reinstall to Workspace';

function refusedBotToken(error: string): string {
	if (UNKNOWN.has(error)) return `SLACK_BOT_TOKEN is not known to Slack. Copy all of it again: ${TOKEN_PAGE}`;
	if (GONE.has(error))
		return `SLACK_BOT_TOKEN was withdrawn (${error}), perhaps because the app was removed. ${REINSTALL}, then copy the new token: ${TOKEN_PAGE}`;
	if (error === 'team_access_not_granted' || error === 'org_login_required')
		return `the organisation has not given the app this workspace (${error}). Ask an admin of the organisation to approve it: Manage apps → your app`;
	return `SLACK_BOT_TOKEN was refused (${error}). ${REINSTALL}, then copy the token: ${TOKEN_PAGE}`;
}

function checkScopes(scopes: string[] | null): Finding[] {
	if (scopes === null) return [good('which scopes the token has, Slack did not say')];
	const missing = SLACK_SCOPES.filter(({ name, when }) => when !== 'threadFollowUps' && !scopes.includes(name));
	return missing.map(({ name, why, when }) =>
		when === 'optional'
			? good(
					`the optional scope ${name} is not granted, which serves ${why}; add it under OAuth & Permissions if you want that`,
				)
			: bad(
					`the scope ${name} is missing, ${why}. api.slack.com/apps → your app → OAuth & Permissions → Bot Token Scopes → Add an OAuth Scope → ${name}, then ${REINSTALL}`,
				),
	);
}

async function checkAppToken(token: string, apiUrl: string): Promise<Finding[]> {
	const kind = kindOf(token);
	if (kind !== 'an app-level token')
		return [bad(`SLACK_APP_TOKEN holds ${kind}. It starts with xapp-; make one: ${APP_TOKEN_PAGE}`)];
	const asked = await call('apps.connections.open', token, apiUrl);
	if (asked.type === 'unanswered') return [bad(asked.why)];
	if (asked.type === 'refused') return [bad(refusedAppToken(asked.error))];
	return [good('SLACK_APP_TOKEN works: Socket Mode can be opened')];
}

function refusedAppToken(error: string): string {
	if (error === 'missing_scope' || error === 'no_permission')
		return `SLACK_APP_TOKEN lacks the scope connections:write. A token cannot be changed, so make another: ${APP_TOKEN_PAGE} → Add Scope → connections:write`;
	if (UNKNOWN.has(error) || GONE.has(error))
		return `SLACK_APP_TOKEN is not, or no longer, known to Slack (${error}). Copy it again or make another with connections:write: ${APP_TOKEN_PAGE}`;
	return `SLACK_APP_TOKEN was refused (${error}). Look whether api.slack.com/apps → your app → Socket Mode → Enable Socket Mode is on, or make another token with connections:write: ${APP_TOKEN_PAGE}`;
}

const bodySchema = z.union([
	z.object({ ok: z.literal(true), team: z.string().optional(), user: z.string().optional() }),
	z.object({
		ok: z.literal(false),
		error: z
			.string()
			.regex(/^[\w.-]{1,80}$/u)
			.catch('unknown'),
	}),
]);

type Asked =
	| { type: 'granted'; body: { team?: string | undefined; user?: string | undefined }; scopes: string[] | null }
	| { type: 'refused'; error: string }
	/** Nothing was learnt about the token. */
	| { type: 'unanswered'; why: string };

async function call(method: string, token: string, apiUrl: string): Promise<Asked> {
	const { host, href } = new URL(method, apiUrl.endsWith('/') ? apiUrl : `${apiUrl}/`);
	try {
		const response = await fetch(href, {
			method: 'POST',
			headers: { authorization: `Bearer ${token}`, 'content-type': 'application/x-www-form-urlencoded' },
			signal: AbortSignal.timeout(TIMEOUT_MS),
			redirect: 'manual',
		});
		return judge(response.status, response.headers.get('x-oauth-scopes'), await response.text(), host);
	} catch (error) {
		const late = error instanceof Error && error.name === 'TimeoutError';
		const how = late ? `does not answer within ${TIMEOUT_MS / 1_000} seconds` : 'cannot be reached';
		return { type: 'unanswered', why: `${host} ${how}. Let this machine reach it on port 443, or check SLACK_API_URL` };
	}
}

function judge(status: number, scopes: string | null, text: string, host: string): Asked {
	if (status === 429) return { type: 'unanswered', why: `${host} asks for patience; try again in a minute` };
	if (status >= 500)
		return { type: 'unanswered', why: `${host} fails (HTTP ${status}); look at slack-status.com and try again` };
	const body = bodySchema.safeParse(parsed(text));
	if (!body.success)
		return {
			type: 'unanswered',
			why: `${host} does not answer like Slack (HTTP ${status}), perhaps a proxy does. Let this machine reach it directly, or check SLACK_API_URL`,
		};
	if (!body.data.ok) return { type: 'refused', error: body.data.error };
	return { type: 'granted', body: body.data, scopes: scopes === null ? null : scopes.split(/\s*,\s*/u) };
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
