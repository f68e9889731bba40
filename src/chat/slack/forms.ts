import { z } from 'zod';
import { VOTE_REASONS, type VoteReason } from '../../answering/ports.ts';
import type { Member, Preferences } from '../../members/member.ts';
import { TEAMS } from '../../personas/team.ts';
import { shorten } from './cut-text.ts';
import { LIMITS } from './limits.ts';
import { type Block, plainTextObject } from './render.ts';
import { cleanText, shownText } from './shown-text.ts';
import { isTimeZone, zonesWith } from './time-zones.ts';

/** `callback_id`s: which form came back. */
export const FORMS = { profile: 'profile', vote: 'vote' } as const;

/** Each block asks for one thing, so that its element goes by the same name. */
const FIELD = { team: 'team', zone: 'zone', from: 'quiet_from', to: 'quiet_to', off: 'off' } as const;

type Option = { text: Block; value: string; description?: Block };

function option(value: string, text: string, description?: string): Option {
	return {
		text: plainTextObject(text, LIMITS.optionText),
		value,
		...(description === undefined ? {} : { description: plainTextObject(description, LIMITS.optionDescription) }),
	};
}

type Input = { optional?: boolean; hint?: string };

function input(id: string, label: string, element: Block, { optional = false, hint }: Input = {}): Block {
	return {
		type: 'input',
		block_id: id,
		label: plainTextObject(label, LIMITS.inputLabel),
		element: { ...element, action_id: id },
		...(optional ? { optional } : {}),
		...(hint === undefined ? {} : { hint: plainTextObject(hint, LIMITS.inputHint) }),
	};
}

function select(options: Option[], chosen: string): Block {
	const initial = options.find(({ value }) => value === chosen);
	return { type: 'static_select', options, ...(initial ? { initial_option: initial } : {}) };
}

function modal(callbackId: string, title: string, submit: string, blocks: Block[]): Block {
	return {
		type: 'modal',
		callback_id: callbackId,
		title: plainTextObject(title, LIMITS.modalTitle),
		submit: plainTextObject(submit, LIMITS.modalButton),
		close: plainTextObject('Cancel', LIMITS.modalButton),
		blocks,
	};
}

const NOT_CHOSEN = 'none';

/** What a member may change about themselves, filled in with what holds now. */
export function profileForm(member: Member): Block {
	const { team, quietHours } = member;
	return modal(FORMS.profile, 'About you', 'Save', [
		input(
			FIELD.team,
			'Your team',
			select(
				[option(NOT_CHOSEN, 'Not chosen'), ...TEAMS.map((name) => option(name, teamText(name)))],
				team ?? NOT_CHOSEN,
			),
			{ hint: 'Answers take the view of your team; of sales while none is chosen.' },
		),
		zoneInput(member),
		input(FIELD.from, 'Quiet from', timepicker(quietHours?.from), { optional: true, hint: QUIET_HINT }),
		input(FIELD.to, 'Quiet to', timepicker(quietHours?.to), { optional: true }),
		switchesInput(member),
	]);
}

const QUIET_HINT = 'In these hours I send you nothing on my own. They may go over midnight.';

const teamText = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

function timepicker(time: string | undefined): Block {
	return { type: 'timepicker', ...(time !== undefined && isTime(time) ? { initial_time: time } : {}) };
}

/** The zone of the Slack profile is taken over until another is chosen; `keep` leaves it as it is. */
const KEEP_ZONE = 'keep';
const ZONE_OF_SLACK = 'slack';
const LONGEST_ZONE_TEXT = 40;

function zoneInput({ timeZone, timeZoneChosen }: Member): Block {
	const now = timeZone === null ? '' : ` (${shownText(timeZone, LONGEST_ZONE_TEXT)})`;
	const follow = timeZoneChosen
		? option(ZONE_OF_SLACK, 'As in my Slack profile')
		: option(KEEP_ZONE, `As in my Slack profile${now}`);
	const zones = zonesWith(timeZone).map((zone) => option(zone, zone.replaceAll('_', ' ')));
	return input(
		FIELD.zone,
		'Your time zone',
		select([follow, ...zones], timeZoneChosen && timeZone ? timeZone : follow.value),
	);
}

const NO_QUIET_HOURS = 'no_quiet_hours';
const NUDGES_OFF = 'nudges_off';

/** A time cannot be taken out of Slack's picker again, so that "no quiet hours" needs a box of its own. */
function switchesInput({ nudgesOff }: Member): Block {
	const off = option(NUDGES_OFF, 'Send me nothing on your own', 'Except when something that you own is due');
	const options = [option(NO_QUIET_HOURS, 'No quiet hours', 'Whatever times stand above'), off];
	const element = { type: 'checkboxes', options, ...(nudgesOff ? { initial_options: [off] } : {}) };
	return input(FIELD.off, 'Messages that I send on my own', element, { optional: true });
}

const picked = z.object({ selected_option: z.object({ value: z.string() }).nullish() });
const pickedTime = z.object({ selected_time: z.string().nullish() });
const ticked = z.object({ selected_options: z.array(z.object({ value: z.string() })).nullish() });

const profileState = z.object({
	values: z.object({
		[FIELD.team]: z.object({ [FIELD.team]: picked }),
		[FIELD.zone]: z.object({ [FIELD.zone]: picked }),
		[FIELD.from]: z.object({ [FIELD.from]: pickedTime }),
		[FIELD.to]: z.object({ [FIELD.to]: pickedTime }),
		[FIELD.off]: z.object({ [FIELD.off]: ticked }),
	}),
});

export type ProfileFormOutcome =
	| { type: 'read'; preferences: Partial<Preferences> }
	/** Sentences by block id, as `response_action: errors` takes them. */
	| { type: 'faulty'; errors: Record<string, string> };

/** `state` is the submitted view's `state`. */
export function readProfileForm(state: unknown): ProfileFormOutcome {
	const parsed = profileState.safeParse(state);
	if (!parsed.success) return { type: 'faulty', errors: { [FIELD.team]: OUTDATED } };
	const { values } = parsed.data;
	const boxes = (values.off.off.selected_options ?? []).map(({ value }) => value);
	const team = readTeamChoice(values.team.team.selected_option?.value);
	const zone = readZone(values.zone.zone.selected_option?.value);
	const times = { from: values.quiet_from.quiet_from.selected_time, to: values.quiet_to.quiet_to.selected_time };
	const quiet = boxes.includes(NO_QUIET_HOURS) ? { read: { quietHours: null } } : readQuietHours(times);
	const errors = { ...team.errors, ...zone.errors, ...quiet.errors };
	if (Object.keys(errors).length > 0) return { type: 'faulty', errors };
	return {
		type: 'read',
		preferences: { ...team.read, ...zone.read, ...quiet.read, nudgesOff: boxes.includes(NUDGES_OFF) },
	};
}

const OUTDATED = 'This form is out of date. Close it, open it again and repeat your changes.';

type Read = { read?: Partial<Preferences>; errors?: Record<string, string> };

function readTeamChoice(value: string | undefined): Read {
	if (value === undefined || value === NOT_CHOSEN) return { read: { team: null } };
	const team = TEAMS.find((name) => name === value);
	return team === undefined ? { errors: { [FIELD.team]: OUTDATED } } : { read: { team } };
}

function readZone(value: string | undefined): Read {
	if (value === undefined || value === KEEP_ZONE) return {};
	if (value === ZONE_OF_SLACK) return { read: { timeZone: null } };
	return isTimeZone(value) ? { read: { timeZone: value } } : { errors: { [FIELD.zone]: OUTDATED } };
}

function readQuietHours({ from, to }: { from?: string | null | undefined; to?: string | null | undefined }): Read {
	if (!from && !to) return { read: { quietHours: null } };
	if (!from) return { errors: { [FIELD.from]: 'Choose when the quiet hours begin, too, or tick “No quiet hours”.' } };
	if (!to) return { errors: { [FIELD.to]: 'Choose when the quiet hours end, too, or tick “No quiet hours”.' } };
	if (!isTime(from) || !isTime(to)) return { errors: { [isTime(from) ? FIELD.to : FIELD.from]: 'Choose a time.' } };
	if (from === to) return { errors: { [FIELD.to]: 'Quiet hours cannot end when they begin.' } };
	return { read: { quietHours: { from, to } } };
}

function isTime(text: string): boolean {
	return /^(?:[01]\d|2[0-3]):[0-5]\d$/u.test(text);
}

const REASON_TEXTS: Record<VoteReason, string> = {
	wrong: 'Something in it is wrong',
	not_my_question: 'It does not answer my question',
	too_thin: 'It says too little',
	out_of_date: 'It is out of date',
	other: 'Something else',
};
const REASON = { reason: 'reason', comment: 'comment' } as const;
const LONGEST_COMMENT = 500;

/** Asks why an answer did not help; `privateMetadata` comes back with it. */
export function reasonForm(privateMetadata: string): Block {
	const radio = { type: 'radio_buttons', options: VOTE_REASONS.map((reason) => option(reason, REASON_TEXTS[reason])) };
	const comment = { type: 'plain_text_input', multiline: true, max_length: LONGEST_COMMENT };
	const form = modal(FORMS.vote, 'What was wrong?', 'Send', [
		input(REASON.reason, 'Why did the answer not help?', radio),
		input(REASON.comment, 'What would have helped?', comment, {
			optional: true,
			hint: 'Those who keep the personas read this.',
		}),
	]);
	return { ...form, private_metadata: privateMetadata };
}

const reasonState = z.object({
	values: z.object({
		reason: z.object({ reason: z.object({ selected_option: z.object({ value: z.enum(VOTE_REASONS) }) }) }),
		comment: z.object({ comment: z.object({ value: z.string().nullish() }) }).optional(),
	}),
});

/** A form that cannot be read still says that the answer did not help. */
export function readReasonForm(state: unknown): { reason: VoteReason; comment: string | null } {
	const parsed = reasonState.safeParse(state);
	if (!parsed.success) return { reason: 'other', comment: null };
	const { reason, comment } = parsed.data.values;
	const typed = shorten(cleanText(comment?.comment.value ?? '').trim(), LONGEST_COMMENT);
	return { reason: reason.reason.selected_option.value, comment: typed === '' ? null : typed };
}
