import { describe, expect, it } from 'vitest';
import { admit } from '../../src/members/outsiders.ts';

const member = { bot: false, guest: false, foreign: false, deactivated: false };
const inside = { sharedOutside: false, foreign: false };

describe('who is answered', () => {
	it('is a full member, where nobody else reads along', () => {
		expect(admit(member, inside)).toEqual({ type: 'admitted' });
	});

	it.each([
		['a guest', { ...member, guest: true }, inside, 'guest', false],
		['a bot', { ...member, bot: true }, inside, 'bot', false],
		['somebody of another workspace', { ...member, foreign: true }, inside, 'foreign', false],
		['somebody who has left', { ...member, deactivated: true }, inside, 'foreign', false],
		['a delivery of another workspace', member, { ...inside, foreign: true }, 'foreign', false],
		['a shared channel', member, { ...inside, sharedOutside: true }, 'shared_channel', true],
		['a guest in a shared channel', { ...member, guest: true }, { ...inside, sharedOutside: true }, 'guest', false],
	] as const)('is not %s', (_, standing, whereabouts, why, tell) => {
		expect(admit(standing, whereabouts)).toEqual({ type: 'refused', why, tell });
	});
});
