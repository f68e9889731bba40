import type { Member } from '../../members/member.ts';
import { profilePoints } from '../profile.ts';
import { LIMITS } from './limits.ts';
import { ACTIONS, type Block, plainTextObject } from './render.ts';
import {
	boldPart,
	bulletList,
	fitPoints,
	italicPart,
	plainPart,
	pointElements,
	type RichElement,
	richSection,
} from './rich-text.ts';
import { shownText } from './shown-text.ts';

type AskedLine = { question: string; at: string; outcome: string };
type PersonaLine = { id: string; name: string; type: string; summary: string | null; status: string };

/** What one member's Home tab shows; `asked` is newest first, `modelName` null where no model words the answers. */
export type HomeContent = {
	member: Member;
	asked: AskedLine[];
	personas: PersonaLine[];
	retentionDays: number;
	modelName: string | null;
};

/** The view for `views.publish`. Stored and typed text stands in plain text and rich text only. */
export function homeView(content: HomeContent): Block {
	const personas = content.personas.filter(({ status }) => status !== 'archived');
	return {
		type: 'home',
		blocks: [
			...whatICanDo(personas),
			...aboutYou(content.member),
			...askedLately(content.asked),
			...personaList(personas),
			...notice(content),
		],
	};
}

const header = (text: string): Block => ({ type: 'header', text: plainTextObject(text, LIMITS.headerText) });
const richText = (...elements: RichElement[]): Block => ({ type: 'rich_text', elements });
const sentence = (text: string): Block => richText(richSection([plainPart(text)]));

const LONGEST_EXAMPLE_NAME = 80;

function whatICanDo(personas: PersonaLine[]): Block[] {
	const title = header('Ask me about your customers');
	const intro =
		'Mention me in a channel, write to me under Messages, or type /persona. You get a short answer for your team, and every line shows what carries it.';
	const example = personas.find(({ status }) => status === 'active') ?? personas[0];
	if (!example) return [title, sentence(intro)];
	const name = shownText(example.name, LONGEST_EXAMPLE_NAME);
	const examples = [
		`How should I pitch to the ${name}?`,
		`What does the ${name} object to, and what do I say?`,
		`/persona show ${name}`,
	].map((text) => [italicPart(text)]);
	return [title, richText(richSection([plainPart(`${intro} For example:`)]), bulletList(examples))];
}

const PROFILE_ROOM = 2_000;

function aboutYou(member: Member): Block[] {
	return [
		{ type: 'divider' },
		header('About you'),
		richText(...pointElements(fitPoints(profilePoints(member), PROFILE_ROOM).points)),
		{
			type: 'actions',
			elements: [
				{
					type: 'button',
					action_id: ACTIONS.profile,
					text: plainTextObject('Change', LIMITS.buttonText),
					accessibility_label: 'Change your team, time zone, quiet hours and messages',
				},
			],
		},
	];
}

const MOST_ASKED = 5;
const LONGEST_QUESTION = 200;
const OUTCOMES = new Map([
	['answered', 'answered'],
	['clarify', 'asked you back'],
	['refused', 'no answer in the base'],
	['failed', 'failed, please ask again'],
]);

function askedLately(asked: AskedLine[]): Block[] {
	const lines = asked
		.slice(0, MOST_ASKED)
		.map(({ question, at, outcome }) => [
			plainPart(`“${shownText(question, LONGEST_QUESTION)}”`),
			plainPart(` – ${shownText(OUTCOMES.get(outcome) ?? outcome, LONGEST_QUESTION)}`),
			...whenPart(at),
		]);
	const list = lines.length === 0 ? sentence('Nothing yet.') : richText(bulletList(lines));
	return [{ type: 'divider' }, header('What you asked lately'), list];
}

/** Slack says it in the reader's own language and time zone. */
function whenPart(at: string): RichElement[] {
	const milliseconds = Date.parse(at);
	if (Number.isNaN(milliseconds)) return [];
	const timestamp = Math.floor(milliseconds / 1_000);
	const fallback = new Date(milliseconds).toISOString().slice(0, 10);
	return [plainPart(', '), { type: 'date', timestamp, format: '{date_short_pretty} at {time}', fallback }];
}

const MOST_PERSONAS = 20;

function personaList(personas: PersonaLine[]): Block[] {
	const left = personas.length - MOST_PERSONAS;
	const rest = left > 0 ? [sentence(`… and ${left} more; say “list” to see all.`)] : [];
	const none = 'There are no personas yet. Your admin can import a base file, or load the examples.';
	return [
		{ type: 'divider' },
		header(personas.length === 0 ? 'Personas' : `Personas (${personas.length})`),
		...(personas.length === 0 ? [sentence(none)] : personas.slice(0, MOST_PERSONAS).map(personaSection)),
		...rest,
	];
}

const LONGEST_NAME = 150;
const LONGEST_SUMMARY = 240;

function personaSection({ id, name, type, summary, status }: PersonaLine, position: number): Block {
	const marks = [type, ...(status === 'active' ? [] : [status])].join(', ');
	const title = `${shownText(name, LONGEST_NAME)} (${shownText(marks, LONGEST_NAME)})`;
	const text = summary === null ? title : `${title}\n${shownText(summary, LONGEST_SUMMARY)}`;
	return {
		type: 'section',
		text: plainTextObject(text, LIMITS.sectionText),
		...(id.length <= LIMITS.buttonValue ? { accessory: showButton(id, name, position) } : {}),
	};
}

function showButton(id: string, name: string, position: number): Block {
	return {
		type: 'button',
		action_id: `${ACTIONS.home}:${position}`,
		text: plainTextObject('Show', LIMITS.buttonText),
		value: id,
		accessibility_label: shownText(`Show ${name}`, LIMITS.accessibilityLabel),
	};
}

const LONGEST_MODEL = 100;
/** Conversations are forgotten earlier than questions. */
const CONVERSATION_DAYS = 30;

function notice({ retentionDays, modelName }: HomeContent): Block[] {
	const worded =
		modelName === null
			? 'No language model is used.'
			: `They are worded by the language model ${shownText(modelName, LONGEST_MODEL)}, which is sent your question, the ones before it in the thread, and lines of the base; every sentence is then checked against those lines.`;
	const points = [
		point('How answers are made', `from your company’s persona base, and from nothing else. ${worded}`),
		point('They may be wrong', 'look at the sources before you rely on an answer, and say when it did not help.'),
		point(
			'What is kept',
			`your questions and how they went, for ${daysText(retentionDays)}; what was said and shown in a conversation, for up to ${daysText(Math.min(retentionDays, CONVERSATION_DAYS))}; and your name, your time zone and what you chose above.`,
		),
		point(
			'Who gets answers',
			'full members of this workspace. Guests and people of other companies get none, nor does anybody in a channel shared with them.',
		),
	];
	return [{ type: 'divider' }, header('Privacy and AI'), richText(bulletList(points))];
}

function daysText(days: number): string {
	return days === 1 ? 'one day' : `${days} days`;
}

function point(label: string, text: string): RichElement[] {
	return [boldPart(`${label}: `), plainPart(text)];
}
