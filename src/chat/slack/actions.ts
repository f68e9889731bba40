import type { Member } from '../../members/member.ts';
import { admit } from '../../members/outsiders.ts';
import { type ChosenChoice, readAnchor, readChoice, readTeam, readVote } from './button-values.ts';
import { openForm } from './clients.ts';
import type { ActionPayload } from './envelopes.ts';
import { profileForm, reasonForm } from './forms.ts';
import { SURFACE } from './intake.ts';
import type { Job, JobOf, SlackPress } from './jobs.ts';
import type { ListenerParts } from './listeners.ts';
import { ACTIONS } from './render.ts';
import { isResponseUrl } from './tell.ts';

type Ack = () => Promise<void>;

/** Written first, then acknowledged; what opens a form does so at once, because its trigger lasts three seconds. */
export async function takeAction(payload: ActionPayload, ack: Ack, parts: ListenerParts): Promise<void> {
	const [action] = payload.actions;
	if (!action || (payload.team && payload.team.id !== parts.home.team)) return ack();
	const [kind] = action.action_id.split(':');
	const value = action.value ?? action.selected_option?.value ?? '';
	const key = keyOf(payload, action.action_ts, parts.home.team);
	switch (kind) {
		case ACTIONS.profile:
			return openProfile(payload, ack, parts);
		case ACTIONS.vote:
			return takeVote(payload, value, key, ack, parts);
		case ACTIONS.home:
			return takeHomePress(payload, value, key, ack, parts);
		default:
			return takePress(payload, pressOf(kind ?? '', action.action_id, value), key, ack, parts);
	}
}

function keyOf({ user, container }: ActionPayload, at: string, team: string): string {
	return `act:${team}:${user.id}:${container.message_ts ?? container.view_id ?? ''}:${at}`;
}

type Pressed = { thread: string; answer: string; press: SlackPress };

function pressOf(kind: string, actionId: string, value: string): Pressed | null {
	if (kind === ACTIONS.share) {
		const anchor = readAnchor(value);
		return anchor && { ...anchor, press: { type: 'share' } };
	}
	if (kind === ACTIONS.team) {
		const switched = readTeam(actionId, value);
		return (
			switched && { thread: switched.thread, answer: switched.answer, press: { type: 'team', team: switched.team } }
		);
	}
	const choice = kind === ACTIONS.choice ? readChoice(value) : null;
	return choice && { thread: choice.thread, answer: choice.answer, press: chosen(choice) };
}

function chosen({ does, position, from }: ChosenChoice): SlackPress {
	if (does === 'ask') return { type: 'ask', position };
	return does === 'more' ? { type: 'more', from } : { type: 'sources' };
}

/** An unknown button is an old one, or none of ours: acknowledged, and nothing else. */
async function takePress(
	payload: ActionPayload,
	pressed: Pressed | null,
	key: string,
	ack: Ack,
	parts: ListenerParts,
): Promise<void> {
	const channel = payload.channel?.id;
	if (!pressed || channel === undefined) return ack();
	const job: JobOf<'press'> = {
		type: 'press',
		user: payload.user.id,
		channel,
		sharedOutside: false,
		foreign: payload.user.team_id !== undefined && payload.user.team_id !== parts.home.team,
		...pressed,
		...replyPlace(payload, pressed.press, parts.apiOrigin),
	};
	await takeIn(job, pressed.press.type === 'share' ? shareKey(payload, pressed.answer) : key, ack, parts);
}

const DOUBLE_CLICK_SECONDS = 10;

/** A double click shares once; a later press tries again, for example after the bot was invited. */
function shareKey({ user, channel, actions }: ActionPayload, answer: string): string {
	const moment = Math.floor(Number(actions[0]?.action_ts ?? 0) / DOUBLE_CLICK_SECONDS);
	return `share:${user.id}:${channel?.id ?? ''}:${answer}:${moment}`;
}

async function takeIn(job: Job, key: string, ack: Ack, { inbox, poke }: ListenerParts): Promise<void> {
	await inbox.accept({ id: key, surface: SURFACE, job }, new Date().toISOString());
	await ack();
	poke();
}

/** Null: an outsider, who changes nothing here. */
async function admitted({ user }: ActionPayload, { people, home }: ListenerParts): Promise<Member | null> {
	const member = await people.meet(user.id);
	const foreign = user.team_id !== undefined && user.team_id !== home.team;
	return admit(member.standing, { sharedOutside: false, foreign }).type === 'admitted' ? member : null;
}

/** Where a private answer stands the next one is private, too; in a thread it goes on for everybody. */
function replyPlace(
	{ container, message, response_url }: ActionPayload,
	press: SlackPress,
	apiOrigin: string,
): Pick<JobOf<'press'>, 'responseUrl' | 'threadTs'> {
	const usable = response_url !== undefined && isResponseUrl(response_url, apiOrigin) ? response_url : null;
	const threadTs = container.thread_ts ?? message?.thread_ts ?? message?.ts ?? container.message_ts ?? null;
	const isPrivate = container.is_ephemeral === true;
	const quiet = press.type === 'more' || press.type === 'sources';
	return {
		responseUrl: isPrivate || quiet || press.type === 'share' ? usable : null,
		threadTs: isPrivate ? null : threadTs,
	};
}

async function openProfile(payload: ActionPayload, ack: Ack, parts: ListenerParts): Promise<void> {
	const member = await admitted(payload, parts);
	await ack();
	if (member) await openForm(parts.clients, payload.trigger_id, profileForm(member));
}

/** The vote is stored before the button is acknowledged; a reason may follow in a form. */
async function takeVote(
	payload: ActionPayload,
	value: string,
	key: string,
	ack: Ack,
	parts: ListenerParts,
): Promise<void> {
	const vote = readVote(value);
	const member = vote && (await admitted(payload, parts));
	if (!vote || !member) return ack();
	const at = parts.now().toISOString();
	const taken = await parts.inbox.accept({ id: key, surface: SURFACE, job: null }, new Date().toISOString());
	if (taken === 'accepted') {
		const said = { helpful: vote.helpful, reason: null, comment: null };
		await parts.questions.vote(vote.answer, { ...said, by: member.id, at });
	}
	await ack();
	if (!vote.helpful) await openForm(parts.clients, payload.trigger_id, reasonForm(vote.answer));
}

/** A persona chosen on the Home tab is shown in the messages with the bot. */
async function takeHomePress(
	payload: ActionPayload,
	value: string,
	key: string,
	ack: Ack,
	parts: ListenerParts,
): Promise<void> {
	if (value === '') return ack();
	const job: JobOf<'show'> = { type: 'show', user: payload.user.id, persona: value };
	await takeIn(job, key, ack, parts);
}
