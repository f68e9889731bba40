import type { BaseReader } from '../../answering/base-reader.ts';
import type { QuestionStore } from '../../answering/ports.ts';
import type { InboxItem } from '../../delivery/inbox.ts';
import type { Lease, Performed } from '../../delivery/worker.ts';
import { log } from '../../log.ts';
import type { Member } from '../../members/member.ts';
import { DEFAULT_TEAM } from '../../members/member.ts';
import { admit } from '../../members/outsiders.ts';
import type { MemberStore } from '../../members/ports.ts';
import type { Team } from '../../personas/team.ts';
import { type Conversations, GONE, type Place, type Speaker } from '../conversation.ts';
import { plainReply, type Reply } from '../reply.ts';
import { type Destination, post, respond, type SlackClients, whisper } from './clients.ts';
import { homeView } from './home.ts';
import { homeContent } from './home-content.ts';
import { aroundId, type Home, threadId } from './intake.ts';
import { type Job, type JobOf, jobSchema } from './jobs.ts';
import { SUGGESTED_PROMPTS } from './manifest.ts';
import { memberId, type People } from './people.ts';
import { escapeText } from './render.ts';
import { askAgain, idOf, postOnce, respondOnce } from './send.ts';
import { sharedOutside } from './shared-channels.ts';
import { withStatus } from './status.ts';

export type PerformParts = {
	conversations: Conversations;
	people: People;
	members: MemberStore;
	questions: QuestionStore;
	reader: BaseReader;
	clients: SlackClients;
	home: Home;
	retentionDays: number;
	modelName: string | null;
	now(): Date;
};

/** Does one job of the inbox. */
export async function perform(raw: unknown, lease: Lease, item: InboxItem, parts: PerformParts): Promise<Performed> {
	const parsed = jobSchema.safeParse(raw);
	if (!parsed.success) return { type: 'hopeless', failure: 'job_unreadable' };
	const job = parsed.data;
	switch (job.type) {
		case 'question':
			return answerQuestion(job, lease, item, parts);
		case 'command':
			return answerCommand(job, lease, item, parts);
		case 'press':
			return answerPress(job, lease, item, parts);
		case 'home':
			return showHome(job, parts);
		case 'show':
			return showCard(job, lease, item, parts);
		case 'prompts':
			return suggestPrompts(job, parts);
	}
}

type Asking = JobOf<'question'> | JobOf<'command'> | JobOf<'press'>;

/** Null: whoever asks is not answered; a person of ours is told why. */
async function admitted(job: Asking, to: Destination, parts: PerformParts): Promise<Member | null> {
	const member = await parts.people.meet(job.user);
	const admission = admit(member.standing, { sharedOutside: job.sharedOutside, foreign: job.foreign });
	if (admission.type === 'admitted') return member;
	log.warn({ event: 'slack_outsider_refused', why: admission.why });
	if (admission.tell) await whisper(parts.clients, to, job.user, { text: OUTSIDERS_READ, blocks: [] });
	return null;
}

const OUTSIDERS_READ =
	'People of another company read this channel, so I do not answer here. Write to me directly, or use /persona in a channel of ours.';

export function speakerOf({ id, team }: Member): Speaker {
	return { id, team: team ?? DEFAULT_TEAM };
}

async function answerQuestion(
	job: JobOf<'question'>,
	lease: Lease,
	item: InboxItem,
	parts: PerformParts,
): Promise<Performed> {
	const { clients, conversations, home } = parts;
	const root = job.threadTs ?? job.ts;
	const to = { channel: job.channel, threadTs: root };
	const member = await admitted(job, to, parts);
	if (!member) return { type: 'done' };
	const place: Place = {
		thread: threadId(home.team, job.channel, root),
		around: job.direct ? aroundId(home.team, job.channel) : null,
	};
	const id = idOf(item.id);
	const reply = await withStatus(to, clients, () => conversations.say(id, job.text, place, speakerOf(member)));
	const shown = { reply, anchor: reply.answer && { thread: place.thread, answer: id }, shareable: false };
	return postOnce(item.id, shown, to, lease, clients, () => askAgain(to, job.user, clients));
}

/** The thread of answers that only one person sees; it lives as long as its buttons. */
export function privateThread(key: string): string {
	return `slack:cmd:${idOf(key)}`;
}

async function answerCommand(
	job: JobOf<'command'>,
	lease: Lease,
	item: InboxItem,
	parts: PerformParts,
): Promise<Performed> {
	const to = { channel: job.channel, threadTs: null };
	const member = await admitted(job, to, parts);
	if (!member) return { type: 'done' };
	const thread = privateThread(item.id);
	const reply = await parts.conversations.say(idOf(item.id), job.text, { thread, around: null }, speakerOf(member));
	const shown = { reply, anchor: reply.answer && { thread, answer: idOf(item.id) }, shareable: true };
	return respondOnce(job.responseUrl, shown, lease, () => askAgain(to, job.user, parts.clients));
}

async function answerPress(
	job: JobOf<'press'>,
	lease: Lease,
	item: InboxItem,
	parts: PerformParts,
): Promise<Performed> {
	const to = { channel: job.channel, threadTs: job.threadTs };
	const member = await admitted(job, to, parts);
	if (!member) return { type: 'done' };
	if (job.press.type === 'share') return share(job, member, lease, item, parts);
	if (job.press.type === 'team') await parts.members.prefer(member.id, { team: job.press.team });
	const place = { thread: job.thread, around: null };
	const id = idOf(item.id);
	const pressed =
		(await parts.conversations.press(id, job.answer, job.press, place, speakerOf(member))) ?? plainReply(GONE);
	const reply =
		job.press.type === 'team' ? { ...pressed, notes: [remembered(job.press.team), ...pressed.notes] } : pressed;
	const shown = { reply, anchor: { thread: job.thread, answer: reply.answer?.id ?? job.answer }, shareable: false };
	const uncertain = () => askAgain(to, job.user, parts.clients);
	const shareable = reply.answer !== null && job.threadTs === null;
	if (job.responseUrl !== null) return respondOnce(job.responseUrl, { ...shown, shareable }, lease, uncertain);
	return postOnce(item.id, shown, to, lease, parts.clients, uncertain);
}

function remembered(team: Team): string {
	return `The view of ${team}. I remember it for you; /persona me shows it.`;
}

/** For everybody in the channel; where the bot is no member, the person who shares is told what to do. */
async function share(
	job: JobOf<'press'>,
	member: Member,
	lease: Lease,
	item: InboxItem,
	parts: PerformParts,
): Promise<Performed> {
	const to = { channel: job.channel, threadTs: null };
	const kept = await parts.conversations.shown(job.answer, job.thread);
	if (!kept) return tellPresser(job, GONE);
	const outside = await sharedOutside(job.channel, parts.clients);
	if (outside !== 'no') return tellPresser(job, outside === 'yes' ? OUTSIDERS_READ : CANNOT_TELL);
	const asked = `${member.name ?? 'A colleague'} asked: “${kept.question}”`;
	const choices = kept.reply.choices.filter(({ does }) => does.type !== 'ask');
	const reply: Reply = { ...kept.reply, choices, notes: [asked, ...kept.reply.notes] };
	const shown = { reply, anchor: { thread: job.thread, answer: job.answer }, shareable: false };
	const performed = await postOnce(item.id, shown, to, lease, parts.clients, () =>
		askAgain(to, job.user, parts.clients),
	);
	if (performed.type !== 'hopeless') return performed;
	log.warn({ event: 'slack_share_refused', failure: performed.failure });
	return tellPresser(job, NOT_SHARED);
}

const NOT_SHARED =
	'I am not in this channel, so I could not share the answer. Invite me with /invite and press “Share here” again.';
const CANNOT_TELL =
	'Slack did not tell me whether people of another company read this channel, so I shared nothing. Try again; if it stays so, the app lacks the permissions channels:read and groups:read.';

async function tellPresser(job: JobOf<'press'>, text: string): Promise<Performed> {
	if (job.responseUrl !== null) await respond(job.responseUrl, { text: escapeText(text), blocks: [] });
	return { type: 'done' };
}

const WELCOME =
	'Hello! Ask me how to talk to a customer, for example “how should I pitch …?”, or say “list” to see the personas. Answers come from your company’s persona base; the Home tab says what I keep.';

async function showHome({ user }: JobOf<'home'>, parts: PerformParts): Promise<Performed> {
	const member = await parts.people.meet(user);
	if (admit(member.standing, { sharedOutside: false, foreign: false }).type === 'refused') return { type: 'done' };
	const view = homeView(await homeContent(member, parts));
	await parts.clients.write.views.publish({ user_id: user, view: view as never });
	if (await parts.members.claimWelcome(memberId(user), parts.now().toISOString()))
		await post(parts.clients, { channel: user, threadTs: null }, { text: WELCOME, blocks: [] }, null);
	return { type: 'done' };
}

async function showCard(job: JobOf<'show'>, lease: Lease, item: InboxItem, parts: PerformParts): Promise<Performed> {
	const member = await parts.people.meet(job.user);
	if (admit(member.standing, { sharedOutside: false, foreign: false }).type === 'refused') return { type: 'done' };
	const thread = privateThread(item.id);
	const id = idOf(item.id);
	const reply = await parts.conversations.say(id, `show ${job.persona}`, { thread, around: null }, speakerOf(member));
	const to = { channel: job.user, threadTs: null };
	const shown = { reply, anchor: { thread, answer: id }, shareable: false };
	return postOnce(item.id, shown, to, lease, parts.clients, async () => undefined);
}

/** A platform that does not know prompts is no reason for anything to fail. */
async function suggestPrompts({ channel }: JobOf<'prompts'>, { clients }: PerformParts): Promise<Performed> {
	try {
		await clients.write.assistant.threads.setSuggestedPrompts({
			channel_id: channel,
			prompts: SUGGESTED_PROMPTS.map(({ title, message }) => ({ title, message })),
		} as never);
	} catch (error) {
		log.warn({ event: 'slack_prompts_not_set', err: error });
	}
	return { type: 'done' };
}

/** After the last try: whoever asked is told that no answer comes. */
export async function giveUp(raw: unknown, item: InboxItem, { clients }: PerformParts): Promise<void> {
	const parsed = jobSchema.safeParse(raw);
	if (!parsed.success) return;
	const job: Job = parsed.data;
	if (job.type === 'home' || job.type === 'prompts' || job.type === 'show') return;
	const text = `I could not answer you here (reference ${idOf(item.id).slice(0, 8)}). Please ask again, or write to me directly.`;
	const told = await post(clients, { channel: job.user, threadTs: null }, { text, blocks: [] }, null);
	if (told.type !== 'sent') log.error({ event: 'slack_failure_untold', outcome: told.type });
}
