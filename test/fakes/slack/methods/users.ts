import { SlackError } from '../slack-error.ts';
import type { User } from '../workspace.ts';
import { type Context, flag, method, text } from './method.ts';
import { visibleUser } from './reach.ts';

const info = method({
	tier: 'tier4',
	scopes: ['users:read'],
	args: { user: text, include_locale: flag.optional() },
	run: (args, context) => ({ user: described(visibleUser(args.user, context, 'user_not_found'), context) }),
});

const lookupByEmail = method({
	tier: 'tier3',
	scopes: ['users:read.email'],
	args: { email: text },
	run: (args, context) => {
		const found = [...context.platform.workspace.users.values()].find(
			({ email, team, deleted }) =>
				!deleted && team === context.installation.team && email?.toLowerCase() === args.email.toLowerCase(),
		);
		if (!found) throw new SlackError('users_not_found');
		return { user: described(found, context) };
	},
});

function described(user: User, { installation }: Context): Record<string, unknown> {
	const isGuest = user.kind === 'single_channel_guest' || user.kind === 'multi_channel_guest';
	const isStranger = user.team !== installation.team;
	const email = installation.scopes.has('users:read.email') && !isStranger ? user.email : null;
	return {
		id: user.id,
		team_id: user.team,
		name: user.name,
		real_name: user.realName,
		deleted: user.deleted,
		tz: user.tz,
		tz_label: user.tz,
		tz_offset: offsetOf(user.tz),
		is_admin: user.kind === 'admin',
		is_owner: false,
		is_bot: user.kind === 'bot',
		is_app_user: false,
		is_restricted: isGuest,
		is_ultra_restricted: user.kind === 'single_channel_guest',
		...(isStranger ? { is_stranger: true } : {}),
		profile: {
			real_name: user.realName,
			display_name: user.name,
			team: user.team,
			...(email === null ? {} : { email }),
		},
	};
}

/** Seconds east of Greenwich, now. */
function offsetOf(zone: string): number {
	const name = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(new Date());
	const [, sign, hours, minutes] = /GMT([+-])(\d\d):(\d\d)/u.exec(name.map(({ value }) => value).join('')) ?? [];
	return (sign === '-' ? -1 : 1) * (Number(hours ?? 0) * 3_600 + Number(minutes ?? 0) * 60);
}

export const USER_METHODS = { 'users.info': info, 'users.lookupByEmail': lookupByEmail };
