import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { diagnoseSlack, type SlackSettings } from '../../../src/chat/slack/doctor.ts';
import { type FakeSlack, startSlack } from '../../fakes/slack/platform.ts';
import { LEAST_SCOPES } from '../../fakes/slack/platform-state.ts';

const SECRET = '0123456789abcdef0123456789abcdef';
let slack: FakeSlack;

beforeEach(async () => {
	slack = await startSlack({ signingSecret: SECRET });
});
afterEach(() => slack.close());

const settings = (more: Partial<SlackSettings> = {}): SlackSettings => ({
	botToken: slack.botToken,
	signingSecret: SECRET,
	appToken: null,
	apiUrl: slack.apiUrl,
	...more,
});

/** No finding may show a credential, whatever it says. */
async function findings(more: Partial<SlackSettings> = {}): Promise<{ good: string[]; bad: string[] }> {
	const given = settings(more);
	const found = await diagnoseSlack(given);
	for (const secret of [given.botToken, given.signingSecret, given.appToken])
		if (secret !== null) expect(JSON.stringify(found)).not.toContain(secret);
	const texts = (ok: boolean) => found.filter((finding) => finding.ok === ok).map(({ text }) => text);
	return { good: texts(true), bad: texts(false) };
}

describe('the check of Slack', () => {
	it('says that HTTP is set up, and what it cannot know', async () => {
		const { good, bad } = await findings();
		expect(bad).toEqual([]);
		expect(good).toEqual([
			'slack: SLACK_BOT_TOKEN works: persona in Home',
			expect.stringMatching(/Slack does not tell: .*HTTP 401, .*slack_request_refused/u),
		]);
	});

	it('says that Socket Mode is set up', async () => {
		const { good, bad } = await findings({ signingSecret: null, appToken: slack.appToken });
		expect(bad).toEqual([]);
		expect(good.at(-1)).toContain('Socket Mode can be opened');
	});

	it('says which of the two ways is used where both are set up', async () => {
		const { good, bad } = await findings({ appToken: slack.appToken });
		expect(bad).toEqual([]);
		expect(good).toContainEqual(expect.stringMatching(/HTTP is used, because SLACK_SIGNING_SECRET is set/u));
	});

	it('says that Slack is off, and asks nobody', async () => {
		const { good, bad } = await findings({ botToken: null, signingSecret: null });
		expect([bad, good]).toEqual([[], [expect.stringContaining('off (SLACK_BOT_TOKEN switches it on')]]);
		expect(slack.calls).toEqual([]);
	});

	it('shows nothing to anybody, and needs no slash at the end of the address', async () => {
		await findings({ appToken: slack.appToken, apiUrl: slack.apiUrl.slice(0, -1) });
		expect(slack.calls.map(({ method }) => method).sort()).toEqual(['apps.connections.open', 'auth.test']);
	});
});

describe('a bot token', () => {
	it.each<[string | null, RegExp]>([
		[null, /SLACK_BOT_TOKEN is missing\. Copy it: .*OAuth & Permissions/u],
		['xapp-1-A0-1-abc', /holds an app-level token; that one belongs into SLACK_APP_TOKEN/u],
		['xoxp-1-2-abc', /holds a user token\. It starts with xoxb-/u],
		['xoxe.xoxb-1-abc', /token rotation is on .* create the app anew/u],
		['swordfish', /holds no token of Slack/u],
		['xoxb-1234…', /holds no token of Slack/u],
		['xoxb-12 34', /holds no token of Slack/u],
	])('%s is told from one without asking Slack', async (botToken, text) => {
		expect((await findings({ botToken })).bad).toEqual([expect.stringMatching(text)]);
		expect(slack.calls).toEqual([]);
	});

	it('that Slack does not know', async () => {
		expect((await findings({ botToken: 'xoxb-mistyped' })).bad).toEqual([
			expect.stringMatching(/not known to Slack\. Copy all of it again/u),
		]);
	});

	it('that was withdrawn', async () => {
		await slack.uninstall();
		expect((await findings()).bad).toEqual([expect.stringMatching(/withdrawn \(token_revoked\).*Reinstall/u)]);
	});

	it.each([
		['team_access_not_granted', /Ask an admin of the organisation/u],
		['ekm_access_denied', /refused \(ekm_access_denied\)/u],
	])('that is refused with %s', async (error, text) => {
		slack.fault('auth.test', { type: 'error', error });
		expect((await findings()).bad).toEqual([expect.stringMatching(text)]);
	});

	it('whose scopes are too few', async () => {
		await slack.close();
		const scopes = LEAST_SCOPES.filter((scope) => !['im:history', 'commands', 'users:read.email'].includes(scope));
		slack = await startSlack({ signingSecret: SECRET, scopes });
		const { good, bad } = await findings();
		expect(bad).toEqual([
			expect.stringMatching(/scope commands is missing.*Add an OAuth Scope → commands, then .*Reinstall/u),
			expect.stringMatching(/scope im:history is missing/u),
		]);
		expect(good).toContainEqual(expect.stringMatching(/optional scope users:read\.email is not granted/u));
	});
});

describe('what lets Slack in', () => {
	it('neither a secret nor an app token', async () => {
		const { bad } = await findings({ signingSecret: null });
		expect(bad).toEqual([
			expect.stringMatching(/neither SLACK_SIGNING_SECRET nor SLACK_APP_TOKEN.*Basic Information/u),
		]);
	});

	it.each(['xoxb-home-fake', `${SECRET}0`, SECRET.slice(1), 'AbCdEfGhIjKlMnOpQrStUvWxYz012345'])(
		'a signing secret that is none (%s)',
		async (signingSecret) => {
			expect((await findings({ signingSecret })).bad).toEqual([
				expect.stringMatching(/SLACK_SIGNING_SECRET is none.*not the Client Secret/u),
			]);
		},
	);

	it('an app token of the wrong kind', async () => {
		expect((await findings({ appToken: 'xoxb-abc' })).bad).toEqual([
			expect.stringMatching(/SLACK_APP_TOKEN holds a bot token\. It starts with xapp-/u),
		]);
	});

	it('an app token that Slack does not know', async () => {
		expect((await findings({ appToken: 'xapp-1-mistyped' })).bad).toEqual([
			expect.stringMatching(/SLACK_APP_TOKEN is not, or no longer, known to Slack/u),
		]);
	});

	it.each([
		['missing_scope', /lacks the scope connections:write/u],
		['forbidden_team', /refused \(forbidden_team\).*Enable Socket Mode/u],
	])('an app token that is refused with %s', async (error, text) => {
		slack.fault('apps.connections.open', { type: 'error', error });
		expect((await findings({ appToken: slack.appToken })).bad).toEqual([expect.stringMatching(text)]);
	});
});

describe('a Slack that does not answer', () => {
	it('is said once', async () => {
		const { bad } = await findings({ appToken: slack.appToken, apiUrl: 'http://127.0.0.1:9/api/' });
		expect(bad).toEqual([expect.stringMatching(/^slack: 127\.0\.0\.1:9 cannot be reached\..*SLACK_API_URL/u)]);
	});

	it.each<[string, Parameters<FakeSlack['fault']>[1], RegExp]>([
		['with a failure', { type: 'http', status: 503 }, /fails \(HTTP 503\)/u],
		['with a page of somebody else', { type: 'garbage' }, /does not answer like Slack/u],
		['with a request to wait', { type: 'rate_limited', retryAfter: 30 }, /try again in a minute/u],
		['and breaks off', { type: 'reset' }, /cannot be reached/u],
	])('%s', async (_, fault, text) => {
		slack.fault('auth.test', fault);
		expect((await findings()).bad).toEqual([expect.stringMatching(text)]);
		expect(slack.callsOf('auth.test')).toHaveLength(1);
	});

	it('is not waited for', async () => {
		slack.fault('auth.test', { type: 'hang' });
		expect((await findings()).bad).toEqual([expect.stringMatching(/does not answer within 5 seconds/u)]);
	}, 15_000);

	it('but sends us elsewhere is not followed with the token', async () => {
		const stranger = await redirectingTo(`${slack.apiUrl}auth.test`);
		const { port } = stranger.address() as AddressInfo;
		const { bad } = await findings({ apiUrl: `http://127.0.0.1:${port}/api/` });
		stranger.close();
		expect(bad).toEqual([expect.stringMatching(/does not answer like Slack \(HTTP 307\)/u)]);
		expect(slack.calls).toEqual([]);
	});
});

async function redirectingTo(location: string): Promise<Server> {
	const server = createServer((_, response) => response.writeHead(307, { location }).end());
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return server;
}
