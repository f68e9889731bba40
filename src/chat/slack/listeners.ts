import type { App } from '@slack/bolt';
import type { ThreadStore } from '../../answering/ports.ts';
import type { InboxItem, InboxStore } from '../../delivery/inbox.ts';
import { log } from '../../log.ts';
import { admit } from '../../members/outsiders.ts';
import { parseCommand } from '../commands.ts';
import { personaNamed } from '../look-up.ts';
import { takeAction } from './actions.ts';
import { actionPayload, type CommandPayload, commandPayload, eventEnvelope, submissionPayload } from './envelopes.ts';
import { SURFACE, takeEvent } from './intake.ts';
import type { JobOf } from './jobs.ts';
import type { Load } from './load.ts';
import { type PerformParts, privateThread, speakerOf } from './perform.ts';
import { escapeText, renderReply } from './render.ts';
import { idOf } from './send.ts';
import { takeSubmission } from './submissions.ts';
import { isResponseUrl } from './tell.ts';
import { readTyped } from './typed-text.ts';

export type ListenerParts = PerformParts & {
	inbox: InboxStore;
	threads: ThreadStore;
	instant: boolean;
	/** Of commands that are answered while Slack waits. */
	leaseMs: number;
	apiOrigin: string;
	poke(): void;
	load: Load;
};

type Ack = (response?: never) => Promise<void>;

/** One listener for each kind of payload: Bolt runs every listener for every request. */
export function createListeners(app: App, parts: ListenerParts): void {
	app.event(/./u, async ({ body }) => {
		const envelope = eventEnvelope.safeParse(body);
		if (envelope.success) await parts.load.during(() => takeEvent(envelope.data, parts));
		else log.warn({ event: 'slack_event_unreadable' });
	});
	app.command(/./u, async ({ body, ack }) => {
		const payload = commandPayload.parse(body);
		await parts.load.during(() => takeCommand(payload, ack as Ack, parts));
	});
	app.action(/./u, async ({ body, ack }) => {
		const payload = actionPayload.parse(body);
		await parts.load.during(() => takeAction(payload, ack as Ack, parts));
	});
	app.view({ callback_id: /./u, type: 'view_submission' }, async ({ body, ack }) => {
		const payload = submissionPayload.parse(body);
		await parts.load.during(() => takeSubmission(payload, ack as Ack, parts));
	});
}

const SEARCHING = 'Searching personas…';

/** Written first, then acknowledged: with the answer where it is there at once, otherwise with a sign that it comes. */
async function takeCommand(payload: CommandPayload, ack: Ack, parts: ListenerParts): Promise<void> {
	if (payload.team_id !== parts.home.team) return ack(ephemeral('I only answer people of my own workspace.') as never);
	if (!isResponseUrl(payload.response_url, parts.apiOrigin)) throw new Error('a command names a foreign response_url');
	const key = `cmd:${payload.team_id}:${payload.trigger_id}`;
	const job: JobOf<'command'> = {
		type: 'command',
		user: payload.user_id,
		channel: payload.channel_id,
		sharedOutside: false,
		foreign: false,
		text: readTyped(payload.text, parts.home.botUser).text,
		responseUrl: payload.response_url,
	};
	const delivery = { id: key, surface: SURFACE, job };
	const now = new Date().toISOString();
	if (parts.load.high() || !(await isInstant(job.text, parts))) {
		await parts.inbox.accept(delivery, now);
		await ack(ephemeral(SEARCHING) as never);
		parts.poke();
		return;
	}
	const until = new Date(Date.now() + parts.leaseMs).toISOString();
	const item = await parts.inbox.acceptLeased(delivery, now, until);
	await ack((item ? await answerAtOnce(job, item, parts) : ephemeral(SEARCHING)) as never);
}

/** A model takes seconds; everything else is there before Slack stops waiting. */
async function isInstant(text: string, { instant, reader }: ListenerParts): Promise<boolean> {
	if (instant) return true;
	const asksIf = (isName: (name: string) => boolean) => parseCommand(text, isName).type === 'ask';
	const asks = asksIf(() => true);
	// The base is read only where it matters what personas are called: a receipt waits for one write alone.
	if (asks === asksIf(() => false)) return !asks;
	const index = await reader.current();
	return !asksIf((name) => personaNamed(name, index) !== undefined);
}

/** Settled before it is shown: after a crash in between, the person sees Slack's own error and asks again. */
async function answerAtOnce(job: JobOf<'command'>, item: InboxItem, parts: ListenerParts): Promise<object> {
	const done = () => parts.inbox.finish(item, new Date().toISOString());
	try {
		const member = await parts.people.meet(job.user);
		const admission = admit(member.standing, { sharedOutside: job.sharedOutside, foreign: job.foreign });
		if (admission.type === 'refused') {
			await done();
			return ephemeral('I only answer full members of this workspace.');
		}
		const thread = privateThread(item.id);
		const id = idOf(item.id);
		const reply = await parts.conversations.say(id, job.text, { thread, around: null }, speakerOf(member));
		const message = renderReply(reply, reply.answer && { thread, answer: id }, { shareable: true });
		if (!(await done())) return ephemeral(SEARCHING);
		return { response_type: 'ephemeral', ...message };
	} catch (error) {
		log.warn({ event: 'slack_command_postponed', err: error });
		await parts.inbox.release(item, new Date().toISOString(), 'postponed').catch(() => undefined);
		parts.poke();
		return ephemeral(SEARCHING);
	}
}

function ephemeral(text: string): { response_type: 'ephemeral'; text: string } {
	return { response_type: 'ephemeral', text: escapeText(text) };
}
