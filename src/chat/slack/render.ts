import { TEAMS, type Team } from '../../personas/team.ts';
import type { Choice, Point, Reply } from '../reply.ts';
import {
	anchorValue,
	type ButtonAnchor,
	choiceValue,
	fitsButtons,
	TEAM_ACTION,
	teamActionId,
	teamValue,
	voteValue,
} from './button-values.ts';
import { shorten } from './cut-text.ts';
import { LIMITS } from './limits.ts';
import {
	boldPart,
	fitPoints,
	hintOf,
	italicPart,
	lengthOf,
	plainPart,
	pointElements,
	richSection,
} from './rich-text.ts';
import { cleanText, isVisible, NOTHING_TO_SEE, shownText } from './shown-text.ts';

/** Blocks are plain JSON for Slack; the schemas in `block-schema.ts` say which ones are valid. */
export type Block = Record<string, unknown>;
export type SlackMessage = { text: string; blocks: Block[] };

/** What the buttons of a message refer to; null where nothing was kept that they could change. */
export type Anchor = ButtonAnchor | null;

/** A reply that stands in a channel is public, and cannot be shared once more; one without an answer never can. */
export type Look = { shareable: boolean };

const LONGEST_TITLE = 300;
const LONGEST_TRUST = 1_000;
const NOTES_ROOM = 2_500;
/** Buttons, the select, votes and the hint. */
const CONTROLS_ROOM = 900;
const CONTENT_ROOM = LIMITS.textInBlocks - LONGEST_TITLE - LONGEST_TRUST - CONTROLS_ROOM;

/**
 * A reply as one message. Stored text stands in rich text and plain text only, where Slack parses nothing; what does
 * not fit is left out with a hint, never cut in the middle of a mention or an emoji.
 */
export function renderReply(reply: Reply, anchor: Anchor, { shareable }: Look): SlackMessage {
	const held = anchor && fitsButtons(anchor) ? anchor : null;
	const blocks = [
		...contentBlocks(reply),
		...trustBlocks(reply),
		...(held ? choiceBlocks(reply, held, shareable) : []),
		...(held && isVotable(reply) ? [voteBlock(held)] : []),
	];
	return { text: fallbackText(reply), blocks: blocks.length > 0 ? blocks : [plainSection(NOTHING_TO_SEE)] };
}

/** The same message without blocks, for when Slack does not take them. */
export function renderPlainly(reply: Reply): SlackMessage {
	return { text: fallbackText(reply), blocks: [] };
}

/** What Slack makes a link of by itself, wherever it parses. */
const LINK_START = /\b(www)(?=\.\S)|(https?|ftp|slack|tel|mailto)(?=:\S)/giu;
/** Invisible, and no break may fall there. */
const WORD_JOINER = '\u2060';

/** Kills mentions, links and calls to a channel wherever Slack parses text (docs.slack.dev, "Formatting message text"). */
export function escapeText(text: string): string {
	return cleanText(text)
		.replace(LINK_START, `$&${WORD_JOINER}`)
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;');
}

function fallbackText({ title, notes, points, trust }: Reply): string {
	const lines = points.map(({ label, text, shape }) => {
		const lead = label === null || !isVisible(label) ? '' : `${label}: `;
		return shape === 'quote' ? `${lead}${text}` : `• ${lead}${text}`;
	});
	const whole = [title, ...notes, ...lines, trust].filter((line) => line !== null && isVisible(line)).join('\n');
	const text = shorten(escapeText(whole), LIMITS.messageText);
	return isVisible(text) ? text : NOTHING_TO_SEE;
}

function contentBlocks({ title, notes, points }: Reply): Block[] {
	const notesShown = fitPoints(notes.filter(isVisible).map(noteAsPoint), NOTES_ROOM);
	const pointsShown = fitPoints(points, CONTENT_ROOM - lengthOf(notesShown.points));
	const hint = hintOf({ left: notesShown.left + pointsShown.left, cut: notesShown.cut || pointsShown.cut });
	const elements = [
		...(title === null || !isVisible(title) ? [] : [richSection([boldPart(shownText(title, LONGEST_TITLE))])]),
		...notesShown.points.map(({ text }) => richSection([plainPart(text)])),
		...pointElements(pointsShown.points),
		...(hint === null ? [] : [richSection([italicPart(hint)])]),
	];
	return elements.length === 0 ? [] : [{ type: 'rich_text', elements }];
}

function noteAsPoint(text: string): Point {
	return { label: null, text, cites: [], shape: 'point' };
}

export function plainTextObject(text: string, limit: number): Block {
	return { type: 'plain_text', text: shownText(text, limit), emoji: false };
}

export function plainSection(text: string): Block {
	return { type: 'section', text: plainTextObject(text, LIMITS.sectionText) };
}

function trustBlocks({ trust }: Reply): Block[] {
	if (trust === null || !isVisible(trust)) return [];
	return [{ type: 'context', elements: [plainTextObject(trust, LONGEST_TRUST)] }];
}

/** Several buttons of one message need ids of their own; what is pressed is told by the part before the colon. */
export const ACTIONS = {
	choice: 'choice',
	team: TEAM_ACTION,
	share: 'share',
	vote: 'vote',
	profile: 'profile',
	home: 'home',
} as const;

const MOST_CHOICES = 5;

function choiceBlocks(reply: Reply, anchor: ButtonAnchor, shareable: boolean): Block[] {
	const buttons = reply.choices
		.slice(0, MOST_CHOICES)
		.map((choice, position) => choiceButton(choice, position, anchor));
	const share = shareable && isVotable(reply) ? [shareButton(anchor)] : [];
	const team = reply.answer && reply.points.length > 0 ? [teamSelect(anchor, reply.answer.team)] : [];
	const elements = [...buttons, ...share, ...team];
	return elements.length === 0 ? [] : [{ type: 'actions', elements }];
}

function choiceButton({ label, does }: Choice, position: number, anchor: ButtonAnchor): Block {
	return {
		type: 'button',
		action_id: `${ACTIONS.choice}:${position}`,
		text: plainTextObject(does.type === 'ask' ? label : capitalised(label), LIMITS.buttonText),
		value: choiceValue(anchor, does, position),
		accessibility_label: shownText(accessibleLabel(label, does.type), LIMITS.accessibilityLabel),
	};
}

function capitalised(label: string): string {
	return label.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
}

function accessibleLabel(label: string, does: Choice['does']['type']): string {
	if (does === 'more') return 'Show more points of this answer';
	return does === 'sources' ? 'Show what stands behind each point' : `Ask about ${label}`;
}

function shareButton(anchor: ButtonAnchor): Block {
	return {
		type: 'button',
		action_id: ACTIONS.share,
		text: plainTextObject('Share here', LIMITS.buttonText),
		value: anchorValue(anchor),
		accessibility_label: 'Post this answer in this channel for everybody',
	};
}

function teamSelect(anchor: ButtonAnchor, team: Team): Block {
	const option = (name: Team) => ({
		text: plainTextObject(`View of ${name}`, LIMITS.optionText),
		value: teamValue(anchor, name),
	});
	return {
		type: 'static_select',
		action_id: teamActionId(anchor),
		placeholder: plainTextObject('View of …', LIMITS.placeholder),
		options: TEAMS.map(option),
		...(TEAMS.includes(team) ? { initial_option: option(team) } : {}),
	};
}

function isVotable({ answer, points }: Reply): boolean {
	return answer !== null && points.length > 0;
}

function voteBlock(anchor: ButtonAnchor): Block {
	const button = (text: string, helpful: boolean, label: string) => ({
		text: plainTextObject(text, LIMITS.feedbackButtonText),
		value: voteValue(anchor, helpful),
		accessibility_label: label,
	});
	return {
		type: 'context_actions',
		elements: [
			{
				type: 'feedback_buttons',
				action_id: ACTIONS.vote,
				positive_button: button('Helpful', true, 'This answer helped'),
				negative_button: button('Not helpful', false, 'This answer did not help'),
			},
		],
	};
}
