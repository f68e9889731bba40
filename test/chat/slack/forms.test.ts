import { describe, expect, it } from 'vitest';
import { VOTE_REASONS } from '../../../src/answering/ports.ts';
import { profileForm, readProfileForm, readReasonForm, reasonForm } from '../../../src/chat/slack/forms.ts';
import { liveTokensOf } from '../../../src/chat/slack/live-tokens.ts';
import { faultsOfView } from '../../../src/chat/slack/payload-faults.ts';
import { isTimeZone, zonesWith } from '../../../src/chat/slack/time-zones.ts';
import type { Member } from '../../../src/members/member.ts';
import { TEAMS } from '../../../src/personas/team.ts';
import { fillIn } from '../../fakes/slack/elements.ts';
import { withBlockIds } from '../../fakes/slack/workspace.ts';

const MEMBER: Member = {
	id: 'slack:U1',
	name: 'Ann',
	team: null,
	timeZone: null,
	timeZoneChosen: false,
	quietHours: null,
	nudgesOff: false,
	welcomedAt: null,
	createdAt: '2026-11-25T10:00:00.000Z',
	profileReadAt: '2026-11-25T10:00:00.000Z',
	standing: { bot: false, guest: false, foreign: false, deactivated: false },
};
const SETTLED: Partial<Member> = {
	team: 'support',
	timeZone: 'Asia/Kathmandu',
	timeZoneChosen: true,
	quietHours: { from: '18:00', to: '08:30' },
	nudgesOff: true,
};

/** What Slack sends back when a form was filled in so; what is not given stays as the form shows it. */
function submitted(form: Record<string, unknown>, given: Record<string, string> = {}) {
	return { values: fillIn(withBlockIds(form.blocks as never), given).values };
}
const profile = (given: Record<string, string>, member: Partial<Member> = {}) =>
	readProfileForm(submitted(profileForm({ ...MEMBER, ...member }), given));

describe('profileForm', () => {
	it.each([{}, SETTLED, { timeZone: 'Europe/Berlin' }, { timeZone: 'Nowhere/At_All', timeZoneChosen: true }])(
		'is taken by Slack for a member with %j',
		(member) => {
			const form = profileForm({ ...MEMBER, ...member });
			expect(faultsOfView(form)).toEqual([]);
			expect(liveTokensOf(form)).toEqual([]);
		},
	);

	it('changes nothing when it is sent back as it was opened', () => {
		expect(profile({})).toEqual({ type: 'read', preferences: { team: null, quietHours: null, nudgesOff: false } });
		const { team, timeZone, quietHours, nudgesOff } = SETTLED;
		expect(profile({}, SETTLED)).toEqual({ type: 'read', preferences: { team, timeZone, quietHours, nudgesOff } });
	});

	it('leaves the time zone of the Slack profile alone until another is chosen', () => {
		expect(profile({ zone: 'Asia/Tokyo' })).toMatchObject({ preferences: { timeZone: 'Asia/Tokyo' } });
		expect(profile({ zone: 'slack' }, SETTLED)).toMatchObject({ preferences: { timeZone: null } });
	});

	it.each([...TEAMS])('knows the team %s', (team) => {
		expect(profile({ team })).toMatchObject({ preferences: { team } });
	});

	it('takes both quiet times, over midnight too', () => {
		expect(profile({ quiet_from: '18:00', quiet_to: '08:30' })).toMatchObject({
			preferences: { quietHours: { from: '18:00', to: '08:30' } },
		});
	});

	it('takes quiet hours back, although a time cannot be taken out', () => {
		expect(profile({ off: 'no_quiet_hours' }, SETTLED)).toMatchObject({
			preferences: { quietHours: null, nudgesOff: false },
		});
		expect(profile({ off: 'no_quiet_hours,nudges_off' }, SETTLED)).toMatchObject({
			preferences: { quietHours: null, nudgesOff: true },
		});
	});

	it.each<[string, Record<string, string>, string]>([
		['only a beginning', { quiet_from: '18:00' }, 'quiet_to'],
		['only an end', { quiet_to: '08:30' }, 'quiet_from'],
		['the same time twice', { quiet_from: '08:00', quiet_to: '08:00' }, 'quiet_to'],
	])('refuses %s', (_, given, block) => {
		expect(profile(given)).toEqual({ type: 'faulty', errors: { [block]: expect.any(String) } });
	});
});

describe('readProfileForm', () => {
	const state = submitted(profileForm(MEMBER));
	const forged = (block: string, element: object) => ({ values: { ...state.values, [block]: { [block]: element } } });

	it.each<[string, unknown, string]>([
		['nothing', undefined, 'team'],
		['another form', submitted(reasonForm(''), { reason: 'wrong' }), 'team'],
		['an unknown team', forged('team', { selected_option: { value: 'finance' } }), 'team'],
		['a zone that is none', forged('zone', { selected_option: { value: 'Mars/Olympus' } }), 'zone'],
		['an offset', forged('zone', { selected_option: { value: '+02:00' } }), 'zone'],
	])('refuses %s', (_, given, block) => {
		expect(readProfileForm(given)).toEqual({ type: 'faulty', errors: { [block]: expect.any(String) } });
	});

	it('refuses a time that is none', () => {
		const values = {
			...forged('quiet_from', { selected_time: '25:00' }).values,
			quiet_to: { quiet_to: { selected_time: '08:00' } },
		};
		expect(readProfileForm({ values })).toMatchObject({ type: 'faulty', errors: { quiet_from: expect.any(String) } });
	});
});

describe('reasonForm', () => {
	it('is taken by Slack and keeps what it is about', () => {
		expect(faultsOfView(reasonForm('{"answer":"a"}'))).toEqual([]);
		expect(reasonForm('{"answer":"a"}')).toMatchObject({ callback_id: 'vote', private_metadata: '{"answer":"a"}' });
	});

	it.each([...VOTE_REASONS])('comes back with the reason %s', (reason) => {
		expect(readReasonForm(submitted(reasonForm(''), { reason }))).toEqual({ reason, comment: null });
		expect(readReasonForm(submitted(reasonForm(''), { reason, comment: '  the price is old ' }))).toEqual({
			reason,
			comment: 'the price is old',
		});
	});

	it('does not trust what comes back', () => {
		const long = submitted(reasonForm(''), { reason: 'wrong', comment: 'x'.repeat(3_000) });
		expect(readReasonForm(long).comment?.length).toBe(500);
		for (const state of [undefined, null, {}, { values: {} }, submitted(profileForm(MEMBER))])
			expect(readReasonForm(state)).toEqual({ reason: 'other', comment: null });
	});
});

describe('time zones', () => {
	it('are all known here', () => {
		expect(zonesWith(null).filter((zone) => !isTimeZone(zone))).toEqual([]);
		expect(new Set(zonesWith('Asia/Kathmandu')).size).toBe(zonesWith('Asia/Kathmandu').length);
	});

	it('hold one’s own in front', () => {
		expect(zonesWith('Asia/Kathmandu')[0]).toBe('Asia/Kathmandu');
		expect(zonesWith('Europe/Berlin')).toEqual(zonesWith(null));
		expect(zonesWith('<!channel>')).toEqual(zonesWith(null));
	});
});
