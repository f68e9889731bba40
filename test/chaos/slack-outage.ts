import { setTimeout as wait } from 'node:timers/promises';
import type { FakeSlack } from '../fakes/slack/platform.ts';
import type { Seen } from '../fakes/slack/seen.ts';
import type { Message, View } from '../fakes/slack/workspace.ts';
import { type Asked, ask, nameOf, type Pressable, until } from './slack-traffic.ts';

const LATEST_MS = 2_500;

/** What people got to see while the database was away. */
export type Outage = {
	replies: { what: string; ms: number; readable: boolean }[];
	events: { total: number; refused: number };
	/** Judged with everything else: an event may be taken in a later attempt. */
	asked: Asked[];
};

type Prepared = { form: string; home: string; view: View };

/** While the database is there: one person with a form open for each submission, and one with the Home tab. */
export async function prepare(from: number, forms: number, slack: FakeSlack): Promise<Prepared[]> {
	return Promise.all(
		Array.from({ length: forms }, async (_, position) => {
			const [form, home] = [nameOf(from + 2 * position), nameOf(from + 2 * position + 1)];
			await Promise.all([form, home].map((user) => slack.openHome(user)));
			const views = await Promise.all([form, home].map((user) => until(() => slack.homeOf(user), 10_000)));
			await slack.pressButton(form, views[0] as View, 'profile');
			await until(() => slack.openViewOf(form), 5_000);
			return { form, home, view: views[1] as View };
		}),
	);
}

/** Everything that somebody can do, while nothing can be written. `from` is the number of the first person. */
export async function disturb(
	from: number,
	prepared: Prepared[],
	on: Pressable,
	slack: FakeSlack,
	lastingMs: number,
): Promise<Outage> {
	const outage: Outage = { replies: [], events: { total: 0, refused: 0 }, asked: [] };
	const under: Promise<unknown>[] = [];
	for (const [position, one] of prepared.entries()) {
		const users = Array.from({ length: 6 }, (_, offset) => nameOf(from + position * 6 + offset));
		under.push(...actsOf(users, one, on, slack, outage));
		await wait(lastingMs / prepared.length);
	}
	await Promise.all(under);
	return outage;
}

function actsOf(
	users: string[],
	{ form, home, view }: Prepared,
	on: Pressable,
	slack: FakeSlack,
	outage: Outage,
): Promise<unknown>[] {
	const [command = '', list = '', presser = '', voter = '', mention = '', direct = ''] = users;
	const replied = async (what: string, user: string, act: Promise<Seen>) =>
		outage.replies.push({ what, ...(await replyTo(user, act, slack)) });
	const said = async (kind: 'mention' | 'direct message', user: string) => {
		const asked = await ask(kind, user, on, slack);
		outage.asked.push(asked);
		outage.events.total += 1;
		if (Number(asked.delivery?.attempts[0]?.status) >= 500) outage.events.refused += 1;
	};
	return [
		replied('command', command, slack.command(command, '/persona', 'what about security?')),
		replied('command', list, slack.command(list, '/persona', 'list')),
		replied('press', presser, slack.pressButton(presser, on.message, on.actionId)),
		replied('vote', voter, slack.pressButton(voter, on.message, 'vote', voteOn(on.message))),
		replied('form', form, slack.submitView(form, { team: 'marketing' })),
		replied('Home tab', home, slack.pressButton(home, view, showButtonOf(view))),
		said('mention', mention),
		said('direct message', direct),
	];
}

function voteOn({ blocks }: Message): string {
	const [buttons] = blocks.flatMap(({ elements }) => (Array.isArray(elements) ? elements : [])).slice(-1);
	return String(buttons.positive_button.value);
}

function showButtonOf({ blocks }: View): string {
	const button = blocks.find(({ accessory }) => accessory !== undefined)?.accessory as { action_id: string };
	return button.action_id;
}

/** In the answer itself, beside the form's fields, or within the time in a message of its own. */
async function replyTo(user: string, act: Promise<Seen>, slack: FakeSlack): Promise<{ ms: number; readable: boolean }> {
	const started = performance.now();
	const before = messagesTo(user, slack);
	const seen = await act;
	const ms = () => performance.now() - started;
	if (seen.type === 'ephemeral') return { ms: ms(), readable: seen.ephemeral.text.length > 10 };
	if (seen.type === 'view_errors') return { ms: ms(), readable: true };
	if (seen.type !== 'nothing') return { ms: ms(), readable: false };
	while (ms() < LATEST_MS && messagesTo(user, slack) === before) await wait(5);
	return { ms: ms(), readable: messagesTo(user, slack) > before };
}

function messagesTo(user: string, slack: FakeSlack): number {
	const posts = slack.messagesIn(slack.directChannelOf(user)).filter(({ botId }) => botId !== null);
	return slack.ephemeralsFor(user).length + posts.length;
}

export function isInTime({ readable, ms }: Outage['replies'][number]): boolean {
	return readable && ms <= LATEST_MS;
}
