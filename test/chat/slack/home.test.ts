import { describe, expect, it } from 'vitest';
import { type HomeContent, homeView } from '../../../src/chat/slack/home.ts';
import { liveTokensOf } from '../../../src/chat/slack/live-tokens.ts';
import { faultsOfView } from '../../../src/chat/slack/payload-faults.ts';
import type { Block } from '../../../src/chat/slack/render.ts';
import type { Member } from '../../../src/members/member.ts';

const MEMBER: Member = {
	id: 'slack:U1',
	name: 'Ann',
	team: 'product',
	timeZone: 'Europe/Berlin',
	timeZoneChosen: true,
	quietHours: { from: '18:00', to: '08:00' },
	nudgesOff: true,
	welcomedAt: null,
	createdAt: '2026-11-25T10:00:00.000Z',
	profileReadAt: '2026-11-25T10:00:00.000Z',
	standing: { bot: false, guest: false, foreign: false, deactivated: false },
};
const persona = (position: number, status = 'active') => ({
	id: `persona-${position}`,
	name: `Persona ${position}`,
	type: 'buyer',
	summary: position % 2 === 0 ? null : 'Buys much.',
	status,
});
const content = (more: Partial<HomeContent> = {}): HomeContent => ({
	member: MEMBER,
	asked: [{ question: 'What do they fear?', at: '2026-11-25T10:00:00.000Z', outcome: 'refused' }],
	personas: [persona(0, 'draft'), persona(1), persona(2)],
	retentionDays: 180,
	modelName: 'gpt-6-luna',
	...more,
});
const blocksOf = (more: Partial<HomeContent> = {}) => homeView(content(more)).blocks as Block[];
const words = (more: Partial<HomeContent> = {}) => JSON.stringify(blocksOf(more));
const buttons = (more: Partial<HomeContent> = {}) =>
	blocksOf(more).flatMap(({ accessory }) => accessory ?? []) as Block[];

const CONTENTS: [string, Partial<HomeContent>][] = [
	['all there is', {}],
	['nothing at all', { asked: [], personas: [], modelName: null, retentionDays: 1 }],
	['a hundred personas', { personas: Array.from({ length: 100 }, (_, position) => persona(position)) }],
	['an instant that is none', { asked: [{ question: 'Who?', at: 'yesterday', outcome: 'lost' }] }],
	['an unknown profile', { member: { ...MEMBER, team: null, timeZone: null, quietHours: null, nudgesOff: false } }],
];

describe('homeView', () => {
	it.each(CONTENTS)('is taken by Slack with %s', (_, more) => {
		expect(faultsOfView(homeView(content(more)))).toEqual([]);
		expect(liveTokensOf(homeView(content(more)), [/^date:/])).toEqual([]);
	});

	it('says what to ask, with a persona that is active', () => {
		expect(words()).toContain('How should I pitch to the Persona 1?');
		expect(words()).toContain('/persona show Persona 1');
		expect(words({ personas: [] })).not.toContain('For example');
	});

	it('shows the profile, with a button to change it', () => {
		for (const text of ['product', 'Europe/Berlin', 'from 18:00 to 08:00', 'none, except what you own is due'])
			expect(words()).toContain(text);
		expect(blocksOf().find(({ type }) => type === 'actions')).toMatchObject({ elements: [{ action_id: 'profile' }] });
	});

	it('lists what was asked, at most five', () => {
		expect(words()).toContain('“What do they fear?”');
		expect(words()).toContain('no answer in the base');
		const asked = Array(7).fill({ question: 'Why?', at: '2026-11-25T10:00:00.000Z', outcome: 'answered' });
		expect(words({ asked }).match(/“Why\?”/gu)).toHaveLength(5);
		expect(words({ asked: [] })).toContain('Nothing yet.');
	});

	it('shows a button for every persona that is not archived, at most twenty', () => {
		expect(buttons().map(({ action_id, value }) => [action_id, value])).toEqual([
			['home:0', 'persona-0'],
			['home:1', 'persona-1'],
			['home:2', 'persona-2'],
		]);
		expect(buttons()[1]).toMatchObject({ accessibility_label: 'Show Persona 1' });
		expect(words()).toContain('Persona 0 (buyer, draft)');
		expect(words({ personas: [persona(1), persona(2, 'archived')] })).not.toContain('Persona 2');
		const many = { personas: Array.from({ length: 23 }, (_, position) => persona(position)) };
		expect(buttons(many)).toHaveLength(20);
		expect(words(many)).toContain('… and 3 more; say “list” to see all.');
	});

	it('says what is kept, for how long, and who words the answers', () => {
		expect(words()).toContain('for 180 days; what was said and shown in a conversation, for up to 30 days');
		expect(words({ retentionDays: 7 })).toContain('for up to 7 days');
		expect(words()).toContain('language model gpt-6-luna');
		expect(words({ modelName: null })).toContain('No language model is used.');
		for (const text of ['They may be wrong', 'Guests and people of other companies get none'])
			expect(words()).toContain(text);
	});
});
