import { webApi } from '@slack/bolt';
import { z } from 'zod';
import { log } from '../../log.ts';
import type { Member } from '../../members/member.ts';
import type { MemberStore, PlatformProfile } from '../../members/ports.ts';
import type { SlackClients } from './clients.ts';

export type People = {
	/** The member behind a Slack user, read from Slack on first contact and once a day after that. */
	meet(user: string): Promise<Member>;
	/** The same without asking Slack; null when the user is not known, or not lately. */
	known(user: string): Promise<Member | null>;
};

const FRESH_MS = 24 * 3_600_000;
/** Guests and leavers are noticed within this time, whatever the store says. */
const REMEMBERED_MS = 5 * 60_000;
const MOST_REMEMBERED = 10_000;

export const memberId = (user: string) => `slack:${user}`;

type Parts = { members: MemberStore; clients: SlackClients; homeTeam: string; now(): Date };

export function createPeople(parts: Parts): People {
	const remembered = new Map<string, { member: Member; until: number }>();
	const remember = (user: string, member: Member) => {
		if (remembered.size >= MOST_REMEMBERED) remembered.clear();
		remembered.set(user, { member, until: Date.now() + REMEMBERED_MS });
		return member;
	};
	const known = async (user: string) => {
		const kept = remembered.get(user);
		if (kept && kept.until > Date.now()) return kept.member;
		const member = await parts.members.get(memberId(user));
		return member && isFresh(member, parts.now()) ? remember(user, member) : null;
	};
	return {
		known,
		meet: async (user) => (await known(user)) ?? remember(user, await introduce(user, parts)),
	};
}

function isFresh({ profileReadAt }: Member, now: Date): boolean {
	return now.getTime() - Date.parse(profileReadAt) < FRESH_MS;
}

/** A Slack that does not answer is no reason to turn away somebody who was admitted before. */
async function introduce(user: string, { members, clients, homeTeam, now }: Parts): Promise<Member> {
	try {
		const { user: found } = userSchema.parse(await clients.read.users.info({ user }));
		return await members.meet(memberId(user), profileOf(found, homeTeam), now().toISOString());
	} catch (error) {
		if (isStranger(error)) return members.meet(memberId(user), STRANGER, now().toISOString());
		const member = await members.get(memberId(user));
		if (!member) throw error;
		log.warn({ event: 'slack_profile_unread', err: error });
		return member;
	}
}

/** Slack does not show us this person, so it is nobody of ours. */
function isStranger(error: unknown): boolean {
	return (
		error instanceof webApi.WebAPIPlatformError && ['user_not_found', 'user_not_visible'].includes(error.data.error)
	);
}

const STRANGER: PlatformProfile = {
	name: null,
	timeZone: null,
	standing: { bot: false, guest: false, foreign: true, deactivated: false },
};

const userSchema = z.object({
	user: z.object({
		team_id: z.string().optional(),
		tz: z.string().optional(),
		deleted: z.boolean().optional(),
		is_bot: z.boolean().optional(),
		is_restricted: z.boolean().optional(),
		is_ultra_restricted: z.boolean().optional(),
		is_stranger: z.boolean().optional(),
		real_name: z.string().optional(),
		name: z.string().optional(),
		enterprise_user: z.object({ teams: z.array(z.string()) }).optional(),
	}),
});

function profileOf(user: z.infer<typeof userSchema>['user'], homeTeam: string): PlatformProfile {
	const teams = [user.team_id, ...(user.enterprise_user?.teams ?? [])];
	return {
		name: user.real_name ?? user.name ?? null,
		timeZone: user.tz ?? null,
		standing: {
			bot: user.is_bot === true,
			guest: user.is_restricted === true || user.is_ultra_restricted === true,
			foreign: user.is_stranger === true || !teams.includes(homeTeam),
			deactivated: user.deleted === true,
		},
	};
}
