import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../src/chat/slack/limits.ts';
import { faultsOfMessage, faultsOfPost, faultsOfView } from '../../../src/chat/slack/payload-faults.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const section = (text = 'words') => ({ type: 'section', text: mrkdwn(text) });
const button = (more: object = {}) => ({ type: 'button', action_id: 'go', text: plain('Go'), ...more });
const option = (value: string) => ({ text: plain(value), value });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const input = (element: object, more: object = {}) => ({
	type: 'input',
	block_id: 'b',
	label: plain('Text'),
	element,
	...more,
});
const chart = (chart: object) => ({ type: 'data_visualization', title: 'Wins', chart });
const bar = {
	type: 'bar',
	series: [{ name: 'won', data: [{ label: 'Q1', value: 3 }] }],
	axis_config: { categories: ['Q1'], x_label: 'Quarter' },
};
const row = (...texts: string[]) => texts.map((text) => ({ type: 'raw_text', text }));
const rich = (...elements: object[]) => ({
	type: 'rich_text',
	elements: [{ type: 'rich_text_section', elements }],
});
const modal = (...blocks: object[]) => ({ type: 'modal', title: plain('Log'), submit: plain('Save'), blocks });

const GOOD_BLOCKS: [string, object][] = [
	['section', section()],
	['section with fields', { type: 'section', fields: [mrkdwn('*a*'), plain('b')] }],
	['section with a button', { ...section(), accessory: button({ style: 'danger', value: 'x' }) }],
	['header', { type: 'header', text: plain('Title 🎯') }],
	['divider', { type: 'divider' }],
	['context', { type: 'context', elements: [mrkdwn('reviewed'), plain('yesterday')] }],
	[
		'actions',
		actions(
			button({ accessibility_label: 'Go there' }),
			{ type: 'static_select', action_id: 's', options: [option('a')] },
			{ type: 'users_select', action_id: 'u' },
		),
	],
	[
		'a button that asks back',
		actions(
			button({ confirm: { title: plain('Sure?'), text: plain('Gone'), confirm: plain('Yes'), deny: plain('No') } }),
		),
	],
	[
		'feedback buttons',
		{
			type: 'context_actions',
			elements: [
				{
					type: 'feedback_buttons',
					action_id: 'f',
					positive_button: { text: plain('Good'), value: 'good', accessibility_label: 'Helpful' },
					negative_button: { text: plain('Bad'), value: 'bad' },
				},
			],
		},
	],
	['markdown', { type: 'markdown', text: '**bold**' }],
	[
		'rich text',
		rich({ type: 'text', text: 'said <!channel>', style: { italic: true } }, { type: 'emoji', name: 'wave' }),
	],
	['table', { type: 'table', rows: [row('a', 'b'), [...row('c'), { type: 'raw_number', value: 1, text: '1' }]] }],
	['pie', chart({ type: 'pie', segments: [{ label: 'a', value: 1 }] })],
	['bar', chart(bar)],
];

const BAD_BLOCKS: [string, object, string, string][] = [
	['an empty text', section(''), '/blocks/0/text/text', 'must be more than 0 characters'],
	['a long text', section('x'.repeat(3001)), '/blocks/0/text/text', 'must be less than 3001 characters'],
	['no text', { type: 'section' }, '/blocks/0', 'must define either `text` or `fields`'],
	['a missing field', { type: 'header' }, '/blocks/0', 'missing required field: text'],
	['mrkdwn in a header', { type: 'header', text: mrkdwn('x') }, '/blocks/0/text/type', 'expected "plain_text"'],
	['an unknown type', { type: 'banner' }, '/blocks/0/type', 'unsupported type: banner'],
	[
		'an unknown field',
		actions(button({ disabled: true })),
		'/blocks/0/elements/0',
		'invalid additional property: disabled',
	],
	['a long button', actions(button({ text: plain('x'.repeat(76)) })), '/blocks/0/elements/0/text/text', 'less than 76'],
	['an unknown style', actions(button({ style: 'big' })), '/blocks/0/elements/0/style', 'Invalid option'],
	['a script as url', actions(button({ url: 'javascript:alert(1)' })), '/blocks/0/elements/0/url', 'Invalid URL'],
	[
		'no action_id',
		actions({ type: 'button', text: plain('Go') }),
		'/blocks/0/elements/0',
		'missing required field: action_id',
	],
	['the same action twice', actions(button(), button()), '/blocks/0', '`action_id` go already exists'],
	[
		'too many elements',
		{ type: 'context', elements: Array(11).fill(plain('x')) },
		'/blocks/0/elements',
		'no more than 10 items',
	],
	['an input', input({ type: 'plain_text_input', action_id: 'a' }), '/blocks/0/type', 'unsupported type: input'],
	[
		'a call to everybody',
		rich({ type: 'broadcast', range: 'channel' }),
		'/blocks/0/elements/0/elements/0/type',
		'unsupported type',
	],
	['many rows', { type: 'table', rows: Array(101).fill(row('a')) }, '/blocks/0/rows', 'no more than 100 items'],
	['an empty cell', { type: 'table', rows: [row('')] }, '/blocks/0/rows/0/0/text', 'more than 0 characters'],
	[
		'a slice of nothing',
		chart({ type: 'pie', segments: [{ label: 'a', value: 0 }] }),
		'/blocks/0/chart/segments/0/value',
		'',
	],
	[
		'a series with a hole',
		chart({ ...bar, axis_config: { categories: ['Q1', 'Q2'] } }),
		'/blocks/0/chart/series',
		'one point for every category',
	],
	[
		'a choice that is none',
		actions({ type: 'static_select', action_id: 's', options: [option('a')], initial_option: option('b') }),
		'/blocks/0/elements/0/initial_option',
		'one of the options',
	],
];

describe('faultsOfMessage', () => {
	it.each(GOOD_BLOCKS)('takes a %s', (_, block) => {
		expect(faultsOfMessage({ text: 'words', blocks: [block] })).toEqual([]);
	});

	it.each(BAD_BLOCKS)('refuses %s', (_, block, path, fault) => {
		expect(faultsOfMessage({ text: 'words', blocks: [block] })).toContainEqual({
			path,
			fault: expect.stringContaining(fault),
			error: 'invalid_blocks',
		});
	});

	it.each<[string, object, string, string]>([
		['no text beside the blocks', { blocks: [section()] }, 'no_text', '/text'],
		['a blank text', { text: ' ' }, 'no_text', '/text'],
		['a text that is too long', { text: 'x'.repeat(LIMITS.messageText + 1) }, 'msg_too_long', '/text'],
		['51 blocks', { text: 'x', blocks: Array(51).fill({ type: 'divider' }) }, 'invalid_blocks', '/blocks'],
		['blocks that are none', { text: 'x', blocks: '[]' }, 'invalid_blocks_format', '/blocks'],
		[
			'too much text in all',
			{ text: 'x', blocks: Array(5).fill(section('x'.repeat(2999))) },
			'msg_blocks_too_long',
			'/blocks',
		],
		[
			'the same block_id',
			{ text: 'x', blocks: Array(2).fill({ type: 'divider', block_id: 'd' }) },
			'invalid_blocks',
			'/blocks',
		],
		[
			'two tables',
			{ text: 'x', blocks: Array(2).fill({ type: 'table', rows: [row('a')] }) },
			'invalid_blocks',
			'/blocks',
		],
		[
			'a table of more than 10,000 characters',
			{ text: 'x', blocks: [{ type: 'table', rows: Array(11).fill(row('x'.repeat(1_000))) }] },
			'invalid_blocks',
			'/blocks',
		],
		['three charts', { text: 'x', blocks: Array(3).fill(chart(bar)) }, 'invalid_blocks', '/blocks'],
		[
			'metadata without a payload',
			{ text: 'x', metadata: { event_type: 'e' } },
			'invalid_metadata_format',
			'/metadata',
		],
		['link_names', { text: 'x', link_names: true }, 'invalid_arguments', '/link_names'],
	])('refuses %s', (_, message, error, path) => {
		expect(faultsOfMessage(message)).toContainEqual({ path, error, fault: expect.any(String) });
	});

	it('wants posts not to unfurl', () => {
		expect(faultsOfPost({ text: 'x' }).map(({ path }) => path)).toEqual(['/unfurl_links', '/unfurl_media']);
		expect(faultsOfPost({ text: 'x', unfurl_links: false, unfurl_media: false })).toEqual([]);
	});
});

describe('faultsOfView', () => {
	const text = { type: 'plain_text_input', action_id: 'a', multiline: true, max_length: 100, initial_value: 'so far' };

	it.each<[string, object]>([
		['text', text],
		['select', { type: 'static_select', action_id: 'a', options: [option('x')], placeholder: plain('Which?') }],
		[
			'groups',
			{ type: 'static_select', action_id: 'a', option_groups: [{ label: plain('g'), options: [option('x')] }] },
		],
		['external select', { type: 'external_select', action_id: 'a', min_query_length: 0 }],
		['person', { type: 'users_select', action_id: 'a', initial_user: 'U1' }],
		['radio', { type: 'radio_buttons', action_id: 'a', options: [option('x')], initial_option: option('x') }],
		['checkboxes', { type: 'checkboxes', action_id: 'a', options: [option('x')], initial_options: [option('x')] }],
		['time', { type: 'timepicker', action_id: 'a', initial_time: '09:30' }],
	])('takes a modal that asks for a %s', (_, element) => {
		expect(faultsOfView(modal(section(), input(element)))).toEqual([]);
	});

	it('takes a Home tab', () => {
		expect(faultsOfView({ type: 'home', blocks: [section(), actions(button())] })).toEqual([]);
	});

	it.each<[string, object, string]>([
		['a long title', { ...modal(section()), title: plain('x'.repeat(25)) }, '/title/text'],
		['questions without a submit', { ...modal(input(text)), submit: undefined }, '/submit'],
		['101 blocks', modal(...Array(101).fill({ type: 'divider' })), '/blocks'],
		['a table', modal({ type: 'table', rows: [row('a')] }), '/blocks/0/type'],
		['much private metadata', { ...modal(section()), private_metadata: 'x'.repeat(3001) }, '/private_metadata'],
		[
			'a value that is too long',
			modal(input({ ...text, initial_value: 'x'.repeat(101) })),
			'/blocks/0/element/initial_value',
		],
		[
			'101 options',
			modal(input({ type: 'static_select', action_id: 'a', options: Array(101).fill(option('x')) })),
			'/blocks/0/element/options',
		],
		[
			'an impossible time',
			modal(input({ type: 'timepicker', action_id: 'a', initial_time: '25:00' })),
			'/blocks/0/element/initial_time',
		],
		['an unknown kind', { type: 'workflow_step', blocks: [] }, '/type'],
		['a field of modals on a Home tab', { type: 'home', blocks: [section()], title: plain('x') }, ''],
	])('refuses %s', (_, view, path) => {
		expect(faultsOfView(view).map((fault) => fault.path)).toContain(path);
	});

	it('refuses two elements that want the focus', () => {
		const focused = (id: string) => input({ ...text, action_id: id, focus_on_load: true }, { block_id: id });
		expect(faultsOfView(modal(focused('a'), focused('b')))).toHaveLength(1);
	});

	it('refuses a view of more than 250 kB', () => {
		const blocks = Array(84).fill(section('x'.repeat(3000)));
		expect(faultsOfView(modal(...blocks)).map(({ error }) => error)).toContain('view_too_large');
	});
});
