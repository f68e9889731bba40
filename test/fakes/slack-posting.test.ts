import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientOf } from './slack/bolt-app.ts';
import { type FakeSlack, startSlack } from './slack/platform.ts';
import type { SlackOptions } from './slack/platform-state.ts';

let slack: FakeSlack;
const restart = async (options: SlackOptions) => {
	await slack.close();
	slack = await startSlack(options);
};
beforeEach(async () => {
	slack = await startSlack();
});
afterEach(() => slack.close());

const quiet = { unfurl_links: false, unfurl_media: false };
const post = (more: object = {}, token = slack.botToken) =>
	clientOf(slack, token).chat.postMessage({ channel: 'C0SALES', text: 'words', ...quiet, ...more });
const platformError = (error: string, more: object = {}) => ({ data: { error, ok: false, ...more } });

describe('posting', () => {
	it('shows the message with its blocks, and keeps its metadata', async () => {
		const metadata = { event_type: 'nudge', event_payload: { id: 'n1' } };
		const blocks = [{ type: 'section', text: { type: 'mrkdwn', text: 'more' } }];
		const { ts } = await post({ blocks, metadata });
		expect(slack.messagesIn('C0SALES')).toMatchObject([{ ts, text: 'words', user: 'U0PERSONA', metadata, blocks }]);
	});

	it('opens direct messages for a user id', async () => {
		const { channel } = await post({ channel: 'U0ANN' });
		expect(channel).toBe(slack.directChannelOf('U0ANN'));
		expect(slack.messagesIn(slack.directChannelOf('U0ANN'))).toHaveLength(1);
	});

	it('threads below a first message only', async () => {
		const { ts } = await post();
		const reply = await post({ thread_ts: ts });
		expect(slack.messagesIn('C0SALES')).toHaveLength(1);
		expect(slack.messagesIn('C0SALES', ts)).toHaveLength(2);
		await expect(post({ thread_ts: reply.ts })).rejects.toMatchObject(platformError('thread_not_found'));
		await expect(post({ thread_ts: '1.000001' })).rejects.toMatchObject(platformError('thread_not_found'));
	});

	it.each([
		['C0NONE', 'channel_not_found'],
		['#sales', 'channel_not_found'],
		['C0CLOSED', 'channel_not_found'],
		['C0THEIRS', 'channel_not_found'],
		['U0GONE', 'channel_not_found'],
		['C0LOBBY', 'not_in_channel'],
		['C0OLD', 'is_archived'],
	])('refuses to post to %s', async (channel, error) => {
		await expect(post({ channel })).rejects.toMatchObject(platformError(error));
	});

	it.each<[string, object, string, string]>([
		['without a text', { text: '', blocks: [{ type: 'divider' }] }, 'no_text', 'json-pointer:/text'],
		[
			'with a bad block',
			{ blocks: [{ type: 'header' }] },
			'invalid_blocks',
			'missing required field: text [json-pointer:/blocks/0]',
		],
		['with 51 blocks', { blocks: Array(51).fill({ type: 'divider' }) }, 'invalid_blocks', 'no more than 50 items'],
		['that is too long', { text: 'x'.repeat(5_000) }, 'msg_too_long', '/text'],
		['that would unfurl', { unfurl_links: true }, 'invalid_arguments', '/unfurl_links'],
		['with an argument that does not exist', { thread: '1' }, 'invalid_arguments', 'thread'],
		['with blocks that are no JSON', { blocks: 'oops' }, 'invalid_blocks_format', '/blocks'],
	])('refuses a message %s', async (_, more, error, message) => {
		await expect(post(more)).rejects.toMatchObject(
			platformError(error, {
				response_metadata: { messages: expect.arrayContaining([expect.stringContaining(message)]) },
			}),
		);
		expect(slack.messagesIn('C0SALES')).toEqual([]);
	});

	it('has no messages tab when it is off', async () => {
		await restart({ messagesTab: false });
		await expect(post({ channel: 'U0ANN' })).rejects.toMatchObject(platformError('messages_tab_disabled'));
	});

	it('posts a repeated client_msg_id again, unless it is told to honour it', async () => {
		const client_msg_id = crypto.randomUUID();
		await post({ client_msg_id });
		await post({ client_msg_id });
		expect(slack.messagesIn('C0SALES')).toHaveLength(2);
		await restart({ honoursClientMsgId: true });
		const [first, second] = [await post({ client_msg_id }), await post({ client_msg_id })];
		expect(first.ts).toBe(second.ts);
	});

	it('changes and deletes what the app has posted, nothing else', async () => {
		const client = clientOf(slack, slack.botToken);
		const { ts = '' } = await post({ blocks: [{ type: 'divider' }] });
		await client.chat.update({ channel: 'C0SALES', ts, text: 'new words' });
		expect(slack.messagesIn('C0SALES')).toMatchObject([
			{ text: 'new words', edited: true, blocks: [{ type: 'divider' }] },
		]);
		await client.chat.update({ channel: 'C0SALES', ts, text: 'bare', blocks: [] });
		expect(slack.messagesIn('C0SALES')[0]?.blocks).toEqual([]);
		await client.chat.delete({ channel: 'C0SALES', ts });
		expect(slack.messagesIn('C0SALES')).toEqual([]);
		const { message } = await slack.say('U0ANN', 'C0SALES', 'mine');
		const theirs = { channel: 'C0SALES', ts: message.ts };
		await expect(client.chat.update({ ...theirs, text: 'x' })).rejects.toMatchObject(
			platformError('cant_update_message'),
		);
		await expect(client.chat.delete(theirs)).rejects.toMatchObject(platformError('cant_delete_message'));
		expect(await client.chat.getPermalink({ channel: 'C0SALES', message_ts: message.ts })).toMatchObject({
			permalink: expect.stringContaining('home.slack.com/archives/C0SALES/p'),
		});
	});

	it('shows an ephemeral to one user, who must be there', async () => {
		const client = clientOf(slack, slack.botToken);
		await client.chat.postEphemeral({ channel: 'C0SALES', user: 'U0ANN', text: 'psst' });
		expect(slack.ephemeralsFor('U0ANN')).toMatchObject([
			{ text: 'psst', channel: 'C0SALES', via: 'chat.postEphemeral' },
		]);
		expect(slack.messagesIn('C0SALES')).toEqual([]);
		await expect(client.chat.postEphemeral({ channel: 'C0SALES', user: 'U0OUTSIDE', text: 'x' })).rejects.toMatchObject(
			platformError('user_not_in_channel'),
		);
	});
});
