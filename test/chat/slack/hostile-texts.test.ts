import { describe, expect, it } from 'vitest';
import { type Choice, type Point, plainReply, type Reply } from '../../../src/chat/reply.ts';
import { profileForm, reasonForm } from '../../../src/chat/slack/forms.ts';
import { type HomeContent, homeView } from '../../../src/chat/slack/home.ts';
import { liveTokensOf } from '../../../src/chat/slack/live-tokens.ts';
import { faultsOfPost, faultsOfView } from '../../../src/chat/slack/payload-faults.ts';
import {
	type Block,
	escapeText,
	renderPlainly,
	renderReply,
	type SlackMessage,
} from '../../../src/chat/slack/render.ts';
import type { Member } from '../../../src/members/member.ts';
import { HOSTILE_TEXTS } from '../../fixtures/hostile-texts.ts';

const ANCHOR = { thread: 'slack:T012:C0123456789:1764061234.123456', answer: 'a'.repeat(32) };
const POINT: Point = { label: 'Goals', text: 'fewer tools', cites: [1, 2], shape: 'point' };
const ANSWERED = { ...plainReply(), answer: { id: ANCHOR.answer, team: 'sales' as const }, points: [POINT] };
const MEMBER: Member = {
	id: 'slack:U1',
	name: 'Ann',
	team: null,
	timeZone: 'Europe/Berlin',
	timeZoneChosen: false,
	quietHours: null,
	nudgesOff: false,
	welcomedAt: null,
	createdAt: '2026-11-25T10:00:00.000Z',
	profileReadAt: '2026-11-25T10:00:00.000Z',
	standing: { bot: false, guest: false, foreign: false, deactivated: false },
};
const PERSONA = { id: 'it-buyer', name: 'IT Buyer', type: 'buyer', summary: 'Buys IT.', status: 'active' };
const HOME: HomeContent = { member: MEMBER, asked: [], personas: [PERSONA], retentionDays: 180, modelName: null };
/** Ours, so that everybody reads a time in their own time zone. */
const DATES = [/^date:\{date_short_pretty\} at \{time\}$/];

type At = { [key: string]: At } & string;
/** What stands at a path such as `blocks/0/text/text`. */
function at(payload: unknown, path: string): string | undefined {
	return path.split('/').reduce<At | undefined>((value, key) => value?.[key], payload as At);
}

type Place = {
	render(text: string): unknown;
	faults(payload: unknown): unknown[];
	/** The text as it is read; undefined where it was left out. */
	read(payload: unknown): string | undefined;
	/** How much of a text must at least be shown. */
	room: number;
};

/** As `clients.ts` posts it. */
const faultsOfMessagePosted = (payload: unknown) => {
	const { text, blocks } = payload as SlackMessage;
	return faultsOfPost({ text, ...(blocks.length > 0 ? { blocks } : {}), unfurl_links: false, unfurl_media: false });
};

const reply = (make: (text: string) => Partial<Reply>, room: number, read: Place['read']): Place => ({
	render: (text) => renderReply({ ...ANSWERED, ...make(text) }, ANCHOR, { shareable: true }),
	faults: faultsOfMessagePosted,
	room,
	read,
});
const view = (render: (text: string) => Block, room: number, read: Place['read']): Place => ({
	render,
	faults: faultsOfView,
	room,
	read,
});
const home = (make: (text: string) => Partial<HomeContent>, room: number, read: Place['read']): Place =>
	view((text) => homeView({ ...HOME, ...make(text) }), room, read);

const RICH = 'blocks/0/elements';
const without = (text: string | undefined, start: string, end: string) =>
	text?.startsWith(start) && text.endsWith(end) ? text.slice(start.length, text.length - end.length) : undefined;
const choice = (label: string): Choice => ({ label, does: { type: 'ask', text: label } });
const blocksOf = (payload: unknown) => (payload as { blocks: Block[] }).blocks;
const personaText = (payload: unknown) =>
	at(
		blocksOf(payload).find(({ accessory }) => accessory),
		'text/text',
	);
const listOf = (payload: unknown, title: string) => {
	const heading = blocksOf(payload).findIndex((block) => at(block, 'text/text') === title);
	return blocksOf(payload)[heading + 1];
};

const PLACES: Record<string, Place> = {
	title: reply(
		(title) => ({ title, points: [] }),
		300,
		(sent) => at(sent, `${RICH}/0/elements/0/text`),
	),
	note: reply(
		(note) => ({ notes: [note], points: [] }),
		200,
		(sent) => at(sent, `${RICH}/0/elements/0/text`),
	),
	'label of a point': reply(
		(label) => ({ points: [{ ...POINT, label, text: 'end' }] }),
		300,
		(sent) => {
			const first = at(sent, `${RICH}/0/elements/0/elements/0/text`);
			return first === 'end' ? undefined : without(first, '', ': ');
		},
	),
	'text of a point': reply(
		(text) => ({ points: [{ ...POINT, text }] }),
		1_500,
		(sent) => at(sent, `${RICH}/0/elements/0/elements/1/text`),
	),
	quote: reply(
		(text) => ({ points: [{ label: null, text, cites: [3], shape: 'quote' }] }),
		1_500,
		(sent) => at(sent, `${RICH}/0/elements/0/text`),
	),
	'text between many others': reply(
		(text) => ({
			title: text,
			notes: [text, text],
			points: Array(60).fill({ ...POINT, text, label: text }),
			trust: text,
		}),
		200,
		(sent) => at(sent, `${RICH}/0/elements/0/text`),
	),
	'trust line': reply(
		(trust) => ({ points: [], trust }),
		1_000,
		(sent) =>
			at(
				blocksOf(sent).find(({ type }) => type === 'context'),
				'elements/0/text',
			),
	),
	'label of a choice': reply(
		(label) => ({ choices: [choice(label)] }),
		75,
		(sent) =>
			at(
				blocksOf(sent).find(({ type }) => type === 'actions'),
				'elements/0/text/text',
			),
	),
	'source line': reply(
		(text) => ({ title: 'What stands behind it', points: [{ ...POINT, label: '[1] goals', text }] }),
		1_500,
		(sent) => at(sent, `${RICH}/1/elements/0/elements/1/text`),
	),
	'plain fallback': {
		render: (text) => renderPlainly({ ...plainReply(text) }),
		faults: faultsOfMessagePosted,
		room: 3_000,
		read: (sent) => unescaped((sent as SlackMessage).text),
	},
	'text beside blocks': reply(
		(text) => ({ title: text, points: [] }),
		3_000,
		(sent) => unescaped((sent as SlackMessage).text),
	),
	'name at home': home(
		(name) => ({ personas: [{ ...PERSONA, name, summary: null }] }),
		150,
		(shown) => without(personaText(shown), '', ' (buyer)'),
	),
	'summary at home': home(
		(summary) => ({ personas: [{ ...PERSONA, summary }] }),
		240,
		(shown) => without(personaText(shown), 'IT Buyer (buyer)\n', ''),
	),
	'type at home': home(
		(type) => ({ personas: [{ ...PERSONA, type, summary: null }] }),
		150,
		(shown) => without(personaText(shown), 'IT Buyer (', ')'),
	),
	'question at home': home(
		(question) => ({ asked: [{ question, at: '2026-11-25T10:00:00.000Z', outcome: 'answered' }] }),
		200,
		(shown) => without(at(listOf(shown, 'What you asked lately'), 'elements/0/elements/0/elements/0/text'), '“', '”'),
	),
	'time zone at home': home(
		(timeZone) => ({ member: { ...MEMBER, timeZone } }),
		200,
		(shown) => at(listOf(shown, 'About you'), 'elements/0/elements/1/elements/1/text'),
	),
	'model at home': home(
		(modelName) => ({ modelName }),
		100,
		(shown) =>
			/language model ([\s\S]*), which is sent/u.exec(
				at(blocksOf(shown).at(-1), 'elements/0/elements/0/elements/1/text') ?? '',
			)?.[1],
	),
	'everything at home': home(
		(text) => ({
			member: { ...MEMBER, name: text, timeZone: text },
			asked: Array(5).fill({ question: text, at: text, outcome: text }),
			personas: Array(30).fill({ ...PERSONA, name: text, type: text, summary: text, status: text }),
			modelName: text,
		}),
		0,
		() => undefined,
	),
	'profile form': view(
		(timeZone) => profileForm({ ...MEMBER, timeZone }),
		40,
		(form) => without(at(form, 'blocks/1/element/options/0/text/text'), 'As in my Slack profile (', ')'),
	),
	'form about a vote': view(
		(text) => reasonForm(text.slice(0, 3_000)),
		0,
		() => undefined,
	),
};

/** What a reader makes of a text: no white space, and nothing that only steers. */
const seen = (text: string) =>
	text
		.toWellFormed()
		.replace(/\s/gu, '')
		.replace(/[\p{Cc}\u2060\u202A-\u202E\u2066-\u2069]/gu, '');
const nobodySees = (text: string) => /^[\s\p{Cf}\p{Cc}\u2800\u3164\uFFA0]*$/u.test(text);

function isFaithful(shown: string | undefined, typed: string, room: number): boolean {
	if (nobodySees(typed)) return shown === undefined || shown === '…';
	if (shown === undefined) return false;
	if (seen(shown) === seen(typed)) return true;
	const kept = seen(shown).slice(0, -1);
	return shown.endsWith('…') && typed.length > room && kept.length > 0 && seen(typed).startsWith(kept);
}

function unescaped(text: string): string {
	return text.replaceAll('\u2060', '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** Names of the texts that break something; long ones by their beginning. */
const failing = (fails: (text: string) => boolean) => HOSTILE_TEXTS.filter(fails).map((text) => text.slice(0, 60));

const NOT_READ_BACK = new Set(['everything at home', 'form about a vote']);

describe.each(Object.entries(PLACES))('hostile texts as %s', (name, { render, faults, read, room }) => {
	it('are taken by Slack', () => {
		expect(failing((text) => faults(render(text)).length > 0)).toEqual([]);
	});

	it('call nobody and link nowhere', () => {
		expect(failing((text) => liveTokensOf(render(text), DATES).length > 0)).toEqual([]);
	});

	it.skipIf(NOT_READ_BACK.has(name))('are read as they were typed', () => {
		expect(failing((text) => !isFaithful(read(render(text)), text, room))).toEqual([]);
	});
});

describe('the corpus', () => {
	it('is large, and no text is in it twice', () => {
		expect(HOSTILE_TEXTS.length).toBeGreaterThanOrEqual(160);
		expect(new Set(HOSTILE_TEXTS).size).toBe(HOSTILE_TEXTS.length);
	});

	it('stays harmless when escaped', () => {
		expect(failing((text) => liveTokensOf({ text: escapeText(text) }).length > 0)).toEqual([]);
		expect(failing((text) => seen(unescaped(escapeText(text))) !== seen(text))).toEqual([]);
	});
});

/** The promises above must be able to fail. */
describe('a renderer that forgets something', () => {
	const WORSE: Record<string, (text: string) => string> = {
		'all escapes': (text) => text,
		'the opening bracket': (text) => escapeText(text).replaceAll('&lt;', '<').replaceAll('&gt;', '>'),
		'bare addresses': (text) => escapeText(text).replaceAll('\u2060', ''),
	};

	it.each(Object.entries(WORSE))('is caught when that is %s', (_, worse) => {
		expect(failing((text) => liveTokensOf({ text: worse(text) }).length > 0).length).toBeGreaterThan(10);
	});

	it('is caught when it lets Slack parse its blocks', () => {
		const parsed = (text: string) => {
			const { blocks } = renderReply({ ...ANSWERED, trust: text }, ANCHOR, { shareable: true });
			return { text: 'x', blocks: JSON.parse(JSON.stringify(blocks).replaceAll('"plain_text"', '"mrkdwn"')) };
		};
		expect(failing((text) => liveTokensOf(parsed(text)).length > 0).length).toBeGreaterThan(10);
	});

	it('is caught when it does not cut', () => {
		const uncut = (text: string) => ({ text: 'x', blocks: [{ type: 'section', text: { type: 'plain_text', text } }] });
		expect(failing((text) => faultsOfMessagePosted(uncut(text)).length > 0).length).toBeGreaterThan(5);
	});

	it('is caught when it changes what is read', () => {
		const escapedTwice = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
		expect(failing((text) => !isFaithful(escapedTwice(text), text, 1_500)).length).toBeGreaterThan(10);
		expect(failing((text) => !isFaithful(text.normalize('NFKC'), text, 1_500)).length).toBeGreaterThan(3);
		expect(failing((text) => !isFaithful(text.replace(/\p{Cf}/gu, ''), text, 1_500)).length).toBeGreaterThan(3);
		expect(failing((text) => !isFaithful('…', text, 1_500)).length).toBeGreaterThan(100);
	});
});
