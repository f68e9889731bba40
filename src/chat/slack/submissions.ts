import type { SubmissionPayload } from './envelopes.ts';
import { readProfileForm, readReasonForm } from './forms.ts';
import { SURFACE } from './intake.ts';
import type { ListenerParts } from './listeners.ts';
import { memberId } from './people.ts';

type Ack = (response?: never) => Promise<void>;

/** Stored first, then closed; a faulty form stays open with what is wrong beside the field. */
export async function takeSubmission(payload: SubmissionPayload, ack: Ack, parts: ListenerParts): Promise<void> {
	if (payload.team && payload.team.id !== parts.home.team) return ack();
	switch (payload.view.callback_id) {
		case 'profile':
			return takeProfile(payload, ack, parts);
		case 'vote':
			return takeReason(payload, ack, parts);
		default:
			return ack();
	}
}

async function claim({ team, view }: SubmissionPayload, { inbox, home }: ListenerParts): Promise<void> {
	const id = `view:${team?.id ?? home.team}:${view.id}`;
	await inbox.accept({ id, surface: SURFACE, job: null }, new Date().toISOString());
}

async function takeProfile(payload: SubmissionPayload, ack: Ack, parts: ListenerParts): Promise<void> {
	const form = readProfileForm(payload.view.state);
	if (form.type === 'faulty') return ack({ response_action: 'errors', errors: form.errors } as never);
	const member = await parts.people.meet(payload.user.id);
	await parts.members.prefer(member.id, form.preferences);
	await claim(payload, parts);
	await ack();
	const job = { type: 'home', user: payload.user.id };
	const id = `home:${parts.home.team}:${payload.view.id}`;
	await parts.inbox.accept({ id, surface: SURFACE, job }, new Date().toISOString());
	parts.poke();
}

async function takeReason(payload: SubmissionPayload, ack: Ack, parts: ListenerParts): Promise<void> {
	const { reason, comment } = readReasonForm(payload.view.state);
	const vote = { helpful: false, reason, comment, by: memberId(payload.user.id), at: parts.now().toISOString() };
	await parts.questions.vote(payload.view.private_metadata, vote);
	await claim(payload, parts);
	await ack();
}
