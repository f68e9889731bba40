import type { Standing } from './member.ts';

/** Where something was said. */
export type Whereabouts = {
	/** People of another company are in the channel. */
	sharedOutside: boolean;
	/** The delivery belongs to another workspace or tenant than ours. */
	foreign: boolean;
};

export type Admission =
	| { type: 'admitted' }
	/** `tell`: a person of ours should hear why; nobody else gets a word. */
	| { type: 'refused'; why: 'bot' | 'foreign' | 'guest' | 'shared_channel'; tell: boolean };

/** The one rule on who is answered: full members of the home workspace, where no outsider reads along. */
export function admit(standing: Standing, { sharedOutside, foreign }: Whereabouts): Admission {
	if (standing.bot) return { type: 'refused', why: 'bot', tell: false };
	if (foreign || standing.foreign || standing.deactivated) return { type: 'refused', why: 'foreign', tell: false };
	if (standing.guest) return { type: 'refused', why: 'guest', tell: false };
	if (sharedOutside) return { type: 'refused', why: 'shared_channel', tell: true };
	return { type: 'admitted' };
}
