import { describe, expect, it } from 'vitest';
import { liveTokensOf } from '../../../src/chat/slack/live-tokens.ts';

const section = (text: string, type = 'mrkdwn') => ({ text: 'x', blocks: [{ type: 'section', text: { type, text } }] });
const markdown = (text: string) => ({ text: 'x', blocks: [{ type: 'markdown', text }] });

describe('liveTokensOf', () => {
	it.each([
		'<!channel>',
		'<!here|here>',
		'<!everyone>',
		'<!subteam^S1>',
		'<@U1>',
		'<@W1|ann>',
		'<#C1|general>',
		'<https://evil.example|click>',
		'<mailto:a@b.example|mail>',
		'<!date^1^{date}|then>',
		'https://evil.example/path?q=1',
		'HTTPS://EVIL.EXAMPLE',
		'www.evil.example',
	])('sees %s wherever Slack parses', (token) => {
		const tokens = (payload: unknown) => liveTokensOf(payload).map((found) => found.token);
		expect(tokens({ text: `a ${token} b` })).toEqual([token]);
		expect(tokens(section(`a ${token} b`))).toEqual([token]);
		expect(tokens(markdown(`a ${token} b`))).toEqual([token]);
		expect(tokens({ markdown_text: `a ${token}` })).toEqual([token]);
	});

	it.each(['[click](https://evil.example)', '![x](https://evil.example/p.png)', '[click](data:x)', '[click][ref]'])(
		'sees %s in markdown',
		(token) => {
			expect(liveTokensOf(markdown(`a ${token} b`))).toEqual([{ path: '/blocks/0/text', token }]);
		},
	);

	it.each(['&lt;!channel&gt;', '&lt;@U1&gt;', 'a &amp; b', '@channel', '#general', '1 < 2', 'e.g. this', 'C++://'])(
		'leaves %s in peace',
		(text) => {
			expect(liveTokensOf({ text, blocks: section(text).blocks })).toEqual([]);
		},
	);

	it('knows what is shown as it is', () => {
		expect(liveTokensOf(section('<!channel> https://evil.example', 'plain_text'))).toEqual([]);
		const rows = [[{ type: 'raw_text', text: '<!channel>' }]];
		expect(liveTokensOf({ text: 'x', blocks: [{ type: 'table', rows }] })).toEqual([]);
	});

	it('sees the elements of rich text that do something', () => {
		const elements = [
			{ type: 'text', text: '<!channel>' },
			{ type: 'link', url: 'https://evil.example', text: 'click' },
			{ type: 'user', user_id: 'U1' },
			{ type: 'broadcast', range: 'channel' },
		];
		const blocks = [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] }];
		expect(liveTokensOf({ text: 'x', blocks }).map(({ token }) => token)).toEqual([
			'link:https://evil.example',
			'user:U1',
			'broadcast:channel',
		]);
	});

	it('names the place and spares what is allowed', () => {
		const payload = {
			text: 'x',
			blocks: [{ type: 'context', elements: [{ type: 'mrkdwn', text: '<@U1> <@U2> <!date^1^{date}|x>' }] }],
		};
		expect(liveTokensOf(payload, ['<@U1>', /^<!date\^/u])).toEqual([
			{ path: '/blocks/0/elements/0/text', token: '<@U2>' },
		]);
	});

	it('counts a link once', () => {
		expect(liveTokensOf({ text: '<https://a.example|https://b.example>' })).toHaveLength(1);
	});
});
