import type { Channel, Team, User, Workspace } from './workspace.ts';

/** The company that runs the bot, and another workspace where the app is installed too. */
export const HOME = 'T0HOME';
export const OTHER = 'T0OTHER';
/** A company that shares a channel with us and has not installed the app. */
export const PARTNER = 'T0PARTNER';

export const BOT = 'U0PERSONA';
export const OTHER_BOT = 'U0PERSONB';

const TEAMS: Team[] = [
	{ id: HOME, name: 'Home', domain: 'home' },
	{ id: OTHER, name: 'Other', domain: 'other' },
	{ id: PARTNER, name: 'Partner', domain: 'partner' },
];

const user = (id: string, name: string, more: Partial<User> = {}): User => ({
	id,
	team: HOME,
	name,
	realName: name.slice(0, 1).toUpperCase() + name.slice(1),
	email: `${name}@home.example`,
	tz: 'Europe/Berlin',
	kind: 'member',
	deleted: false,
	...more,
});

const USERS: User[] = [
	user('U0ANN', 'ann'),
	user('U0BOB', 'bob', { tz: 'America/New_York' }),
	user('U0ADMIN', 'ada', { kind: 'admin' }),
	user('U0GUEST', 'gus', { kind: 'single_channel_guest', email: 'gus@agency.example' }),
	user('U0MULTI', 'mia', { kind: 'multi_channel_guest', email: 'mia@agency.example' }),
	user('U0GONE', 'gil', { deleted: true }),
	user('U0ROBOT', 'robot', { kind: 'bot', email: null }),
	user(BOT, 'persona', { kind: 'bot', email: null }),
	user('U0OUTSIDE', 'olga', { team: PARTNER, email: 'olga@partner.example' }),
	user('U0ELSE', 'eli', { team: OTHER, email: 'eli@other.example' }),
	user(OTHER_BOT, 'persona', { team: OTHER, kind: 'bot', email: null }),
];

const channel = (id: string, name: string, members: string[], more: Partial<Channel> = {}): Channel => ({
	id,
	team: HOME,
	name,
	kind: 'public',
	members: new Set(members),
	archived: false,
	sharedWith: [],
	...more,
});

const EVERYBODY = ['U0ANN', 'U0BOB', 'U0ADMIN', 'U0MULTI', 'U0ROBOT'];

const CHANNELS: Channel[] = [
	channel('C0SALES', 'sales', [...EVERYBODY, 'U0GUEST', BOT]),
	channel('C0LOBBY', 'lobby', EVERYBODY),
	channel('C0SECRET', 'secret', ['U0ANN', 'U0ADMIN', BOT], { kind: 'private' }),
	channel('C0CLOSED', 'closed', ['U0ANN'], { kind: 'private' }),
	channel('C0OLD', 'old', [...EVERYBODY, BOT], { archived: true }),
	channel('C0SHARED', 'shared', ['U0ANN', 'U0OUTSIDE', BOT], { sharedWith: [PARTNER] }),
	channel('C0THEIRS', 'theirs', ['U0ELSE', OTHER_BOT], { team: OTHER }),
];

/**
 * People: `U0ANN` and `U0BOB` (members), `U0ADMIN`, `U0GUEST` and `U0MULTI` (guests), `U0GONE` (deactivated), `U0ROBOT`
 * (somebody else's bot), `U0OUTSIDE` (Slack Connect), `U0ELSE` (in the other workspace).
 * Channels: `C0SALES`, `C0LOBBY` (without the bot), `C0SECRET` (private), `C0CLOSED` (private, without the bot), `C0OLD`
 * (archived), `C0SHARED` (with the partner), `C0THEIRS` (in the other workspace).
 */
export function seed(workspace: Workspace, more: { users?: User[]; channels?: Channel[] } = {}): void {
	for (const team of TEAMS) workspace.teams.set(team.id, team);
	for (const one of [...USERS, ...(more.users ?? [])]) workspace.users.set(one.id, { ...one });
	for (const one of [...CHANNELS, ...(more.channels ?? [])])
		workspace.channels.set(one.id, { ...one, members: new Set(one.members) });
}
