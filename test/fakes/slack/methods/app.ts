import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { LIMITS } from '../../../../src/chat/slack/limits.ts';
import { SlackError } from '../slack-error.ts';
import { messageAt } from '../workspace.ts';
import { method, nested, text } from './method.ts';
import { visibleChannel } from './reach.ts';

const authTest = method({
	tier: 'special',
	args: {},
	run: (_, { platform, installation }) => {
		const team = platform.workspace.teams.get(installation.team);
		return {
			url: `https://${team?.domain}.slack.com/`,
			team: team?.name,
			user: platform.workspace.users.get(installation.botUser)?.name,
			team_id: installation.team,
			user_id: installation.botUser,
			bot_id: installation.botId,
			app_id: platform.app.id,
			is_enterprise_install: false,
		};
	},
});

const openConnection = method({
	token: 'app',
	tier: 'tier3',
	scopes: ['connections:write'],
	args: {},
	run: (_, { platform }) => {
		const ticket = randomUUID();
		platform.socketTickets.add(ticket);
		return { url: `${platform.origin.replace('http', 'ws')}/link?ticket=${ticket}&app_id=${platform.app.id}` };
	},
});

const setStatus = method({
	tier: 'special',
	scopes: ['chat:write', 'assistant:write'],
	args: {
		channel_id: text,
		thread_ts: text,
		status: z.string(),
		loading_messages: nested.pipe(z.array(text).max(LIMITS.loadingMessages)).optional(),
	},
	run: ({ channel_id, thread_ts, status, loading_messages = [] }, context) => {
		const { workspace, clock } = context.platform;
		const channel = visibleChannel(channel_id, context);
		if (!channel.members.has(context.installation.botUser)) throw new SlackError('not_in_channel');
		if (!messageAt(workspace, channel.id, thread_ts)) throw new SlackError('invalid_thread_ts');
		const others = workspace.statuses.filter((one) => one.channel !== channel.id || one.threadTs !== thread_ts);
		const added = {
			channel: channel.id,
			threadTs: thread_ts,
			status,
			loadingMessages: loading_messages,
			at: clock.now(),
		};
		workspace.statuses = status === '' ? others : [...others, added];
		return {};
	},
});

const promptSchema = z
	.array(z.strictObject({ title: text, message: text }))
	.min(1)
	.max(LIMITS.suggestedPrompts);

/** With a `thread_ts` an agent's call "silently fails"; here it fails aloud, so that nobody relies on it. */
const setSuggestedPrompts = method({
	tier: 'tier4',
	scopes: ['assistant:write'],
	args: { channel_id: text, thread_ts: text.optional(), title: text.optional(), prompts: nested },
	run: (args, context) => {
		if (args.thread_ts !== undefined) throw new SlackError('invalid_thread_ts');
		const prompts = promptSchema.safeParse(args.prompts);
		if (!prompts.success)
			throw new SlackError('invalid_arguments', { response_metadata: { messages: ['[ERROR] prompts'] } });
		const channel = visibleChannel(args.channel_id, context);
		if (channel.kind !== 'im') throw new SlackError('channel_not_found');
		const { workspace } = context.platform;
		workspace.prompts = workspace.prompts.filter((one) => one.channel !== channel.id);
		workspace.prompts.push({ channel: channel.id, title: args.title ?? null, prompts: prompts.data });
		return {};
	},
});

export const APP_METHODS = {
	'auth.test': authTest,
	'apps.connections.open': openConnection,
	'assistant.threads.setStatus': setStatus,
	'assistant.threads.setSuggestedPrompts': setSuggestedPrompts,
};
