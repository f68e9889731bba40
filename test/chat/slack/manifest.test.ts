import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { COMMANDS, parseCommand, SLASH_COMMANDS } from '../../../src/chat/commands.ts';
import { manifestFile } from '../../../src/chat/manifest-file.ts';
import { LIMITS } from '../../../src/chat/slack/limits.ts';
import {
	SLACK_EVENTS,
	SLACK_SCOPES,
	type SlackTransport,
	SUGGESTED_PROMPTS,
	slackManifest,
} from '../../../src/chat/slack/manifest.ts';
import { LEAST_SCOPES, USUAL_EVENTS } from '../../fakes/slack/platform-state.ts';

const ROOT = join(import.meta.dirname, '../../..');
const SCHEMAS = join(ROOT, 'test/fixtures/slack-manifest-schema');
const HTTP: SlackTransport = { transport: 'http', url: 'https://persona-bot.example.com/slack/events' };
const SOCKET: SlackTransport = { transport: 'socket' };
const VARIANTS = [HTTP, SOCKET].flatMap((transport) =>
	[false, true].map((threadFollowUps) => slackManifest(transport, { threadFollowUps })),
);

function validator(version: string) {
	const ajv = new Ajv({ strict: false, allErrors: true });
	addFormats.default(ajv);
	return ajv.compile(JSON.parse(readFileSync(join(SCHEMAS, `manifest.schema.${version}.json`), 'utf8')));
}

const names = (needs: readonly { name: string }[]) => needs.map(({ name }) => name).sort();

describe.each(['1.0.0', '2.0.0'])('by the schema %s of Slack', (version) => {
	const validate = validator(version);

	it.each(VARIANTS)('a manifest is valid (%#)', (manifest) => {
		validate(manifest);
		expect(validate.errors ?? []).toEqual([]);
	});

	it('a broken one is not', () => {
		const manifest = slackManifest(SOCKET, { threadFollowUps: false });
		expect(validate({ ...manifest, settings: { ...manifest.settings, socket_mode: true } })).toBe(false);
		expect(
			validate({ ...manifest, features: { slash_commands: [{ command: 'persona', description: 'no slash' }] } }),
		).toBe(false);
	});
});

describe('the manifest for Slack', () => {
	it('asks for the least, and for more only with thread follow-ups', () => {
		const usual = slackManifest(HTTP, { threadFollowUps: false });
		expect(usual.oauth_config.scopes.bot.toSorted()).toEqual(LEAST_SCOPES.toSorted());
		expect(usual.settings.event_subscriptions.bot_events.toSorted()).toEqual(USUAL_EVENTS.toSorted());
		const more = slackManifest(HTTP, { threadFollowUps: true });
		expect(more.oauth_config.scopes.bot.toSorted()).toEqual(names(SLACK_SCOPES));
		expect(more.settings.event_subscriptions.bot_events.toSorted()).toEqual(names(SLACK_EVENTS));
		expect(new Set(more.oauth_config.scopes.bot).difference(new Set(usual.oauth_config.scopes.bot))).toEqual(
			new Set(['channels:history']),
		);
	});

	it('lists optional scopes among all, as Slack wants it', () => {
		for (const { oauth_config } of VARIANTS) {
			expect(oauth_config.scopes.bot_optional).toEqual(['channels:read', 'groups:read', 'users:read.email']);
			expect(oauth_config.scopes.bot).toEqual(expect.arrayContaining(oauth_config.scopes.bot_optional));
		}
	});

	it('registers every slash command of the table, and no other', () => {
		const { slash_commands } = slackManifest(HTTP, { threadFollowUps: false }).features;
		const table = [...new Set(COMMANDS.map(({ command }) => command))];
		expect(slash_commands.map(({ command }) => command)).toEqual(table);
		expect(SLASH_COMMANDS.map(({ command }) => command)).toEqual(table);
		for (const { command, words } of COMMANDS)
			expect(slash_commands.find((one) => one.command === command)?.usage_hint.split(' | ')).toContain(words);
	});

	it('offers only words that the parser knows', () => {
		const types = COMMANDS.map(({ command, example }) => parseCommand(`${command} ${example}`, () => true).type);
		expect(types).toEqual(['ask', 'list', 'show', 'me', 'help']);
	});

	it('keeps the lengths that Slack shows in full', () => {
		const { display_information, features } = slackManifest(HTTP, { threadFollowUps: true });
		expect(display_information.name.length).toBeLessThanOrEqual(35);
		expect(display_information.description.length).toBeLessThanOrEqual(140);
		expect(features.agent_view.agent_description.length).toBeLessThanOrEqual(300);
		expect(features.slash_commands.every(({ command }) => command.length <= LIMITS.commandName)).toBe(true);
		expect(SUGGESTED_PROMPTS.length).toBeLessThanOrEqual(LIMITS.suggestedPrompts);
		expect(SUGGESTED_PROMPTS.every(({ title }) => title.length <= 40)).toBe(true);
	});

	it('gives HTTP one address everywhere, and Socket Mode none', () => {
		const http = slackManifest(HTTP, { threadFollowUps: false });
		const addresses = [
			http.settings.event_subscriptions.request_url,
			http.settings.interactivity.request_url,
			...http.features.slash_commands.map((one) => ('url' in one ? one.url : null)),
		];
		expect(new Set(addresses)).toEqual(new Set(['https://persona-bot.example.com/slack/events']));
		const socket = slackManifest(SOCKET, { threadFollowUps: false });
		expect(socket.settings.socket_mode_enabled).toBe(true);
		expect(JSON.stringify(socket)).not.toMatch(/_url|"url"|https:/u);
	});
});

describe('the manifests of the repository', () => {
	it.each([
		['slack.http.json', { url: 'https://persona-bot.example.com' }],
		['slack.socket.json', { socket: true }],
	])('%s is what the generator gives', (file, options) => {
		const made = manifestFile('slack', options);
		expect(made).toEqual({ type: 'made', text: readFileSync(join(ROOT, 'manifests', file), 'utf8').trimEnd() });
	});
});

describe('the options of a manifest', () => {
	it.each([
		['https://bot.example.com/', 'https://bot.example.com/slack/events'],
		['https://bot.example.com:8443/bots//', 'https://bot.example.com:8443/bots/slack/events'],
		['https://bot.example.com/slack/events/', 'https://bot.example.com/slack/events'],
	])('takes %s', (url, address) => {
		const made = manifestFile('slack', { url });
		expect(made.type === 'made' && JSON.parse(made.text).settings.interactivity.request_url).toBe(address);
	});

	it.each<[string, Parameters<typeof manifestFile>[1], RegExp]>([
		['slack', {}, /--url https/u],
		['slack', { url: 'https://a.example', socket: true }, /leave out --url/u],
		['slack', { url: 'http://bot.example.com' }, /cannot post/u],
		['slack', { url: 'bot.example.com' }, /cannot post/u],
		['slack', { url: 'https://me:secret@bot.example.com' }, /cannot post/u],
		['slack', { url: 'https://bot.example.com/?a=1' }, /cannot post/u],
		['irc', { socket: true }, /no manifest for “irc”/u],
	])('refuses %s %j', (platform, options, why) => {
		expect(manifestFile(platform, options)).toEqual({ type: 'misused', why: expect.stringMatching(why) });
	});
});

describe('docs/slack.md', () => {
	const docs = readFileSync(join(ROOT, 'docs/slack.md'), 'utf8');
	const permissions = docs.split('## What each permission is for')[1]?.split('\n## ')[0] ?? '';
	const rows = [...permissions.matchAll(/^\| `([\w.:]+)`[^|]*\| (.+) \|$/gmu)].map(([, name, why]) => ({ name, why }));

	it('gives every scope and event with its reason, and no other', () => {
		const asked = [...SLACK_SCOPES, ...SLACK_EVENTS].map(({ name, why }) => ({ name, why }));
		expect(rows).toEqual(asked);
	});

	it('gives every command', () => {
		for (const { command, words } of COMMANDS) expect(docs).toContain(`\`${command} ${words}\``);
	});
});
