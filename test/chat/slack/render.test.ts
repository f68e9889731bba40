import { describe, expect, it } from 'vitest';
import { createBaseIndex } from '../../../src/answering/base-index.ts';
import { helpReply, listReply } from '../../../src/chat/look-up.ts';
import { personaCard } from '../../../src/chat/persona-card.ts';
import { type Choice, type Point, plainReply, type Reply } from '../../../src/chat/reply.ts';
import {
	anchorValue,
	choiceValue,
	readAnchor,
	readChoice,
	readTeam,
	readVote,
	teamActionId,
	teamValue,
	voteValue,
} from '../../../src/chat/slack/button-values.ts';
import { LIMITS } from '../../../src/chat/slack/limits.ts';
import { liveTokensOf } from '../../../src/chat/slack/live-tokens.ts';
import { faultsOfPost } from '../../../src/chat/slack/payload-faults.ts';
import { ACTIONS, type Block, escapeText, renderPlainly, renderReply } from '../../../src/chat/slack/render.ts';
import { TEAMS } from '../../../src/personas/team.ts';
import { exampleBase } from '../../fakes/example-base.ts';

const ANSWER = '0123456789abcdef0123456789abcdef';
const THREADS = [
	'slack:T0123456789:C0123456789:1764061234.123456',
	`slack:cmd:${ANSWER}`,
	`slack:T1:C1:${'9'.repeat(49)}`,
];
const ANCHOR = { thread: THREADS[0] as string, answer: ANSWER };
const LOOK = { shareable: false };
const point = (text: string, more: Partial<Point> = {}): Point => ({
	label: null,
	text,
	cites: [],
	shape: 'point',
	...more,
});
const answered = (more: Partial<Reply> = {}): Reply => ({
	...plainReply(),
	answer: { id: ANSWER, team: 'marketing' },
	title: 'IT Buyer: goals',
	points: [point('fewer tools', { label: 'Goals', cites: [1, 2] })],
	...more,
});
const faults = (reply: Reply, anchor: typeof ANCHOR | null = ANCHOR) =>
	faultsOfPost({ ...renderReply(reply, anchor, { shareable: true }), unfurl_links: false, unfurl_media: false });
const elements = (reply: Reply, look = LOOK, anchor: typeof ANCHOR | null = ANCHOR) =>
	renderReply(reply, anchor, look)
		.blocks.filter(({ type }) => type === 'actions' || type === 'context_actions')
		.flatMap((block) => block.elements as Block[]);
const shown = (reply: Reply) => JSON.stringify(renderReply(reply, null, LOOK).blocks);

describe('renderReply', () => {
	it('shows title, notes, points, a quote and the trust line in this order', () => {
		const reply = answered({
			notes: ['I read “CIO” as IT Buyer.'],
			points: [
				point('fewer tools', { label: 'Goals', cites: [1, 2] }),
				point('Show me the data.', { shape: 'quote' }),
				point('budget'),
			],
			trust: 'Reviewed 2026-11-01.',
		});
		const { text, blocks } = renderReply(reply, null, LOOK);
		expect(text).toBe(
			'IT Buyer: goals\nI read “CIO” as IT Buyer.\n• Goals: fewer tools\nShow me the data.\n• budget\nReviewed 2026-11-01.',
		);
		const section = (...parts: object[]) => ({ type: 'rich_text_section', elements: parts });
		const list = (...items: object[]) => ({ type: 'rich_text_list', style: 'bullet', elements: items });
		const plain = (words: string) => ({ type: 'text', text: words });
		const bold = (words: string) => ({ ...plain(words), style: { bold: true } });
		expect(blocks).toEqual([
			{
				type: 'rich_text',
				elements: [
					section(bold('IT Buyer: goals')),
					section(plain('I read “CIO” as IT Buyer.')),
					list(section(bold('Goals: '), plain('fewer tools'), plain(' [1][2]'))),
					{ type: 'rich_text_quote', elements: [plain('Show me the data.')] },
					list(section(plain('budget'))),
				],
			},
			{ type: 'context', elements: [{ type: 'plain_text', text: 'Reviewed 2026-11-01.', emoji: false }] },
		]);
	});

	it('says a label once for all points that share it', () => {
		const points = ['a', 'b'].map((text) => point(text, { label: 'Goals', cites: [1] }));
		const { elements: [heading, below] = [] } = renderReply(answered({ title: null, points }), null, LOOK)
			.blocks[0] as {
			elements?: Block[];
		};
		expect(JSON.stringify(heading)).toContain('"Goals:"');
		expect(below).toMatchObject({ type: 'rich_text_list', indent: 1 });
		expect(JSON.stringify(below)).not.toContain('Goals');
		expect(below?.elements).toHaveLength(2);
	});

	it('offers choices, the view of a team and votes where something was kept', () => {
		const choices: Choice[] = [
			{ label: 'more', does: { type: 'more', from: 0 } },
			{ label: 'sources', does: { type: 'sources' } },
			{ label: 'startup founder', does: { type: 'ask', text: 'startup founder' } },
		];
		const found = elements(answered({ choices }), { shareable: true });
		expect(found.map((element) => [element.action_id, (element.text as Block | undefined)?.text])).toEqual([
			['choice:0', 'More'],
			['choice:1', 'Sources'],
			['choice:2', 'startup founder'],
			[ACTIONS.share, 'Share here'],
			[`${ACTIONS.team}:${ANCHOR.thread}`, undefined],
			[ACTIONS.vote, undefined],
		]);
		expect(found.slice(0, 4).every(({ accessibility_label }) => accessibility_label)).toBe(true);
		expect(readChoice(found[0]?.value)).toEqual({ ...ANCHOR, does: 'more', position: 0, from: 0 });
		expect(readChoice(found[2]?.value)).toEqual({ ...ANCHOR, does: 'ask', position: 2, from: 0 });
		expect(readAnchor(found[3]?.value)).toEqual(ANCHOR);
		const { action_id, initial_option } = found[4] as { action_id: string; initial_option: Block };
		expect(readTeam(action_id, initial_option.value)).toEqual({ ...ANCHOR, team: 'marketing' });
	});

	it.each([
		['nothing was kept', answered({ choices: [{ label: 'more', does: { type: 'more', from: 0 } }] }), null],
		['the ids would not come back whole', answered(), { thread: 't'.repeat(151), answer: ANSWER }],
		['there is no point to vote on or to share', { ...plainReply('Hello.'), answer: answered().answer }, ANCHOR],
		['it is no answer', { ...plainReply(), points: [point('list: all personas')] }, ANCHOR],
	])('has no buttons when %s', (_, reply, anchor) => {
		expect(elements(reply, { shareable: true }, anchor)).toEqual([]);
		expect(faults(reply, anchor)).toEqual([]);
	});

	it('says something even when there is nothing to say', () => {
		expect(renderReply(plainReply(' ', ''), null, LOOK).text).toBe('…');
		expect(faults(plainReply())).toEqual([]);
		expect(renderPlainly(plainReply())).toEqual({ text: '…', blocks: [] });
	});

	it('shortens all points before it leaves out any, and says so', () => {
		const some = answered({ points: Array.from({ length: 12 }, () => point('words '.repeat(400))) });
		expect(faults(some)).toEqual([]);
		expect(shown(some).match(/…"/gu)).toHaveLength(12);
		expect(shown(some)).toContain('What ends in “…” is shortened.');
		const many = answered({ points: Array.from({ length: 90 }, () => point('words '.repeat(400))) });
		expect(faults(many)).toEqual([]);
		expect(shown(many)).toMatch(/\d+ more do not fit into one message; ask for less at once\./u);
	});

	it('needs no hint when everything is shown', () => {
		expect(shown(answered({ points: [point('And so on…')] }))).not.toContain('shortened');
	});

	it('takes a card, the list and the help of a real base', () => {
		const index = createBaseIndex(exampleBase().base);
		const card = personaCard(0, 'sales', index, '2026-11-25');
		for (const reply of [card, { ...card, points: [...card.points, ...card.more] }, listReply(index), helpReply()]) {
			expect(faults(reply)).toEqual([]);
			expect(liveTokensOf(renderReply(reply, ANCHOR, LOOK))).toEqual([]);
		}
	});
});

describe('values of buttons', () => {
	const anchors = THREADS.map((thread) => ({ thread, answer: ANSWER }));
	const does: Choice['does'][] = [
		{ type: 'more', from: 0 },
		{ type: 'sources' },
		{ type: 'ask', text: 'x'.repeat(5_000) },
	];

	it.each(anchors)('come back from $thread', (anchor) => {
		for (const [position, one] of does.entries()) {
			const value = choiceValue(anchor, one, position);
			expect(value.length).toBeLessThanOrEqual(LIMITS.buttonValue);
			expect(readChoice(value)).toEqual({ ...anchor, does: one.type, position, from: 0 });
		}
		for (const helpful of [true, false]) expect(readVote(voteValue(anchor, helpful))).toEqual({ ...anchor, helpful });
		expect(readAnchor(anchorValue(anchor))).toEqual(anchor);
		for (const team of TEAMS) {
			expect(teamActionId(anchor).length).toBeLessThanOrEqual(LIMITS.actionId);
			expect(teamValue(anchor, team).length).toBeLessThanOrEqual(LIMITS.optionValue);
			expect(readTeam(teamActionId(anchor), teamValue(anchor, team))).toEqual({ ...anchor, team });
		}
	});

	it('fit with the longest ids, whatever characters they are made of', () => {
		const longest = { thread: '\u0001'.repeat(150), answer: '"'.repeat(80) };
		expect(choiceValue(longest, { type: 'sources' }, 4).length).toBeLessThanOrEqual(LIMITS.buttonValue);
		expect(readChoice(choiceValue(longest, { type: 'sources' }, 4))).toMatchObject(longest);
		expect(teamValue(longest, 'marketing').length).toBeLessThanOrEqual(LIMITS.optionValue);
		expect(teamActionId(longest).length).toBeLessThanOrEqual(LIMITS.actionId);
		expect(faults(answered(), longest)).toEqual([]);
	});

	it('carry how many points were shown', () => {
		expect(readChoice(choiceValue(ANCHOR, { type: 'more', from: 20 }, 0))?.from).toBe(20);
	});

	it.each([
		undefined,
		null,
		7,
		'',
		'{',
		'null',
		'[]',
		'{"thread":"","answer":"a","does":"ask","position":0,"helpful":true}',
		'{"thread":"t","answer":"a","does":"drop","position":0,"helpful":"yes"}',
		'{"thread":"t","does":"ask","position":-1,"helpful":true}',
	])('are refused when they are %j', (value) => {
		expect(readChoice(value)).toBeNull();
		expect(readVote(value)).toBeNull();
		expect(readTeam('team:t', value)).toBeNull();
		expect(readTeam(value, 'sales:a')).toBeNull();
	});

	it.each([
		['share', 'sales:a'],
		['team', 'sales:a'],
		['team:', 'sales:a'],
		['team:t', 'nobody:a'],
		['team:t', 'sales'],
	])('of a team are refused as %s with %s', (actionId, value) => {
		expect(readTeam(actionId, value)).toBeNull();
	});
});

describe('escapeText', () => {
	it.each([
		['a < b & c > d', 'a &lt; b &amp; c &gt; d'],
		['&lt;', '&amp;lt;'],
		['see https://a.example', 'see https\u2060://a.example'],
		['www.a.example', 'www\u2060.a.example'],
		['note: this', 'note: this'],
		['a\u0000b\r\nc', 'ab\nc'],
	])('turns %j into %j', (text, escaped) => {
		expect(escapeText(text)).toBe(escaped);
	});
});
