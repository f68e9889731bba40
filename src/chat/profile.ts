import type { Member } from '../members/member.ts';
import type { MemberStore } from '../members/ports.ts';
import { type Point, plainReply, type Reply } from './reply.ts';

/** What is known of a member, in their own words where they chose something. */
export async function profileReply(id: string, members: MemberStore): Promise<Reply> {
	const member = await members.get(id);
	if (!member) return plainReply('I do not know you yet. Ask me something, and I keep only what I need to answer you.');
	const how = 'To change it, open the Home tab of the bot in Slack; in the terminal start with --team.';
	return { ...plainReply(how), title: 'You', points: profilePoints(member) };
}

export function profilePoints({ team, timeZone, quietHours, nudgesOff }: Member): Point[] {
	const point = (label: string, text: string): Point => ({ label, text, cites: [], shape: 'point' });
	return [
		point('Team', team ?? 'not chosen; answers take the view of sales'),
		point('Time zone', timeZone ?? 'that of the company'),
		point('Quiet hours', quietHours ? `from ${quietHours.from} to ${quietHours.to}` : 'none'),
		point('Messages that I send on my own', nudgesOff ? 'none, except what you own is due' : 'yes'),
	];
}
