import type { Team } from '../personas/team.ts';

/** Hours in the member's own time zone, as `HH:MM`, in which the bot sends nothing on its own. */
export type QuietHours = { from: string; to: string };

/** A person on one platform, as the platform and the person describe them. */
export type Member = {
	/** `slack:U…`, `teams:<aadObjectId>` or `local`. */
	id: string;
	name: string | null;
	/** Whose view answers take; null until the person has chosen one. */
	team: Team | null;
	/** IANA name; null: the company's. */
	timeZone: string | null;
	/** The time zone was chosen here, and the platform's is no longer taken over. */
	timeZoneChosen: boolean;
	quietHours: QuietHours | null;
	/** Wants no message that they did not ask for. */
	nudgesOff: boolean;
	/** ISO instant; null: has not been greeted yet. */
	welcomedAt: string | null;
	/** ISO instants. */
	createdAt: string;
	profileReadAt: string;
	standing: Standing;
};

/** What a platform says about somebody who talks to the bot. */
export type Standing = {
	bot: boolean;
	/** Invited into single channels only. */
	guest: boolean;
	/** Belongs to another workspace or tenant. */
	foreign: boolean;
	deactivated: boolean;
};

/** What a member may change about themselves. */
export type Preferences = Pick<Member, 'team' | 'timeZone' | 'quietHours' | 'nudgesOff'>;

/** Whose view an answer takes while the person has chosen no team. */
export const DEFAULT_TEAM: Team = 'sales';
