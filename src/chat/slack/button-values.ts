import { z } from 'zod';
import { TEAMS, type Team } from '../../personas/team.ts';
import type { Choice } from '../reply.ts';

/** Which answer of which thread a button stands under. */
export type ButtonAnchor = { thread: string; answer: string };

/** Far above what our ids need, and so short that every value below fits even where JSON escapes each character. */
const anchorSchema = z.object({ thread: z.string().min(1).max(150), answer: z.string().min(1).max(80) });

/** False: buttons with these ids could not be read back, so none may be shown. */
export function fitsButtons(anchor: ButtonAnchor): boolean {
	return anchorSchema.safeParse(anchor).success;
}

export function anchorValue({ thread, answer }: ButtonAnchor): string {
	return JSON.stringify({ thread, answer });
}

/** Null: the value is none of ours. */
export function readAnchor(value: unknown): ButtonAnchor | null {
	return anchorSchema.safeParse(jsonIn(value)).data ?? null;
}

const choiceSchema = anchorSchema.extend({
	does: z.enum(['ask', 'more', 'sources']),
	position: z.int().min(0),
	from: z.int().min(0).default(0),
});
/** `from` is the number of points that were shown before; it counts for `more` only. */
export type ChosenChoice = z.infer<typeof choiceSchema>;

export function choiceValue({ thread, answer }: ButtonAnchor, does: Choice['does'], position: number): string {
	const paged = does.type === 'more' ? { from: does.from } : {};
	return JSON.stringify({ thread, answer, does: does.type, position, ...paged });
}

export function readChoice(value: unknown): ChosenChoice | null {
	return choiceSchema.safeParse(jsonIn(value)).data ?? null;
}

const voteSchema = anchorSchema.extend({ helpful: z.boolean() });

export function voteValue({ thread, answer }: ButtonAnchor, helpful: boolean): string {
	return JSON.stringify({ thread, answer, helpful });
}

export function readVote(value: unknown): (ButtonAnchor & { helpful: boolean }) | null {
	return voteSchema.safeParse(jsonIn(value)).data ?? null;
}

export const TEAM_ACTION = 'team';

/** The value of an option has no room for both ids, so that the thread stands in the select's own id. */
export function teamActionId({ thread }: ButtonAnchor): string {
	return `${TEAM_ACTION}:${thread}`;
}

export function teamValue({ answer }: ButtonAnchor, team: Team): string {
	return `${team}:${answer}`;
}

const teamSchema = anchorSchema.extend({ team: z.enum(TEAMS) });

export function readTeam(actionId: unknown, value: unknown): (ButtonAnchor & { team: Team }) | null {
	const [action, thread] = parted(actionId);
	const [team, answer] = parted(value);
	return action === TEAM_ACTION ? (teamSchema.safeParse({ thread, answer, team }).data ?? null) : null;
}

function parted(text: unknown): string[] {
	if (typeof text !== 'string') return [];
	const colon = text.indexOf(':');
	return colon < 0 ? [text] : [text.slice(0, colon), text.slice(colon + 1)];
}

function jsonIn(value: unknown): unknown {
	try {
		return typeof value === 'string' ? JSON.parse(value) : null;
	} catch {
		return null;
	}
}
