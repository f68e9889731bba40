import { SLASH_COMMANDS, usageHint } from '../commands.ts';

/** Something that the app asks of Slack, and what for: shown to the admin who grants it. */
export type Need = {
	name: string;
	why: string;
	/** An optional scope may be refused at installation; the others of `threadFollowUps` come only with that option. */
	when: 'always' | 'optional' | 'threadFollowUps';
};

/** Every scope that the bot token may hold. */
export const SLACK_SCOPES: readonly Need[] = [
	{ name: 'app_mentions:read', why: 'to see the messages that mention the bot', when: 'always' },
	{ name: 'assistant:write', why: 'to be listed as an agent and to suggest first questions', when: 'always' },
	{
		name: 'channels:read',
		why: 'to see that no other company is in a public channel before an answer is shared there',
		when: 'optional',
	},
	{ name: 'chat:write', why: 'to answer, and to show that an answer is under way', when: 'always' },
	{ name: 'commands', why: 'to offer /persona', when: 'always' },
	{ name: 'groups:read', why: 'the same for private channels it is in', when: 'optional' },
	{ name: 'im:history', why: 'to read what people write to the bot in its direct messages', when: 'always' },
	{ name: 'users:read', why: 'to know time zones, and to tell members from guests and outsiders', when: 'always' },
	{ name: 'users:read.email', why: 'to find owners and admins that are given by e-mail address', when: 'optional' },
	{
		name: 'channels:history',
		why: 'to see follow-ups that do not mention the bot, in public channels it is in',
		when: 'threadFollowUps',
	},
];

/** Every event that is sent to us. */
export const SLACK_EVENTS: readonly Need[] = [
	{ name: 'app_mention', why: 'somebody asks in a channel', when: 'always' },
	{ name: 'message.im', why: 'somebody asks in the direct messages', when: 'always' },
	{
		name: 'app_home_opened',
		why: 'somebody opens the bot: the Home tab is drawn, first questions are suggested',
		when: 'always',
	},
	{ name: 'app_uninstalled', why: 'the app was removed: the log says so', when: 'always' },
	{ name: 'tokens_revoked', why: 'the token was withdrawn: the log says so', when: 'always' },
	{ name: 'message.channels', why: 'somebody goes on in a thread without a mention', when: 'threadFollowUps' },
];

/** First questions for somebody who opens the bot; they work on every base. At most four. */
export const SUGGESTED_PROMPTS: readonly { title: string; message: string }[] = [
	{ title: 'Which personas do we have?', message: 'Which personas are there?' },
	{ title: 'What did customers say lately?', message: 'Last 5 quotes' },
	{ title: 'Which objections came up lately?', message: 'Last 5 objections' },
	{ title: 'What can I ask you?', message: 'help' },
];

export type SlackTransport =
	| {
			transport: 'http';
			/** The full address that Slack posts to, `https://…/slack/events`. */
			url: string;
	  }
	| { transport: 'socket' };

const DESCRIPTION = 'Answers questions about your customer personas; every line shows the evidence behind it.';
const LONG_DESCRIPTION = `Ask about a customer persona in your own words, such as how to pitch the enterprise IT buyer or what they object to. The answer is short, fits your job, and every line shows the statement or the field report that carries it. Where nothing is recorded, the bot says so. Answers may be worded by a language model and are then checked against the evidence; they can still be wrong. Guests and people of other companies are not answered.`;
const AGENT_DESCRIPTION =
	'Knows your customer personas: how to pitch them, what they object to, how they decide. Every line of an answer shows its evidence; answers may be worded by a language model and can be wrong.';

/** The manifest that an admin creates the Slack app from. Mend it here, never in Slack: the next one would undo it. */
export function slackManifest(transport: SlackTransport, { threadFollowUps }: { threadFollowUps: boolean }) {
	const url = transport.transport === 'http' ? transport.url : null;
	return {
		display_information: { name: 'persona-bot', description: DESCRIPTION, long_description: LONG_DESCRIPTION },
		features: {
			app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
			bot_user: { display_name: 'persona', always_online: true },
			agent_view: { agent_description: AGENT_DESCRIPTION, suggested_prompts: SUGGESTED_PROMPTS },
			slash_commands: SLASH_COMMANDS.map(({ command, does }) => slashCommand(command, does, url)),
		},
		oauth_config: { scopes: scopes(threadFollowUps) },
		settings: {
			event_subscriptions: { ...requestUrl(url), bot_events: namesOf(SLACK_EVENTS, threadFollowUps) },
			interactivity: { is_enabled: true, ...requestUrl(url) },
			org_deploy_enabled: false,
			socket_mode_enabled: url === null,
			token_rotation_enabled: false,
		},
	};
}

/** Escaped, a mention in a command arrives as an id instead of a name that may be anybody's. */
function slashCommand(command: string, does: string, url: string | null) {
	const address = url === null ? {} : { url };
	return { command, ...address, description: does, usage_hint: usageHint(command), should_escape: true };
}

function requestUrl(url: string | null): { request_url?: string } {
	return url === null ? {} : { request_url: url };
}

/** Slack wants an optional scope in both lists. */
function scopes(threadFollowUps: boolean): { bot: string[]; bot_optional: string[] } {
	const optional = SLACK_SCOPES.filter(({ when }) => when === 'optional').map(({ name }) => name);
	return { bot: namesOf(SLACK_SCOPES, threadFollowUps), bot_optional: optional };
}

function namesOf(needs: readonly Need[], threadFollowUps: boolean): string[] {
	return needs.filter(({ when }) => when !== 'threadFollowUps' || threadFollowUps).map(({ name }) => name);
}
