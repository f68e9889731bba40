import type { ModelUsage } from '../model/language-model.ts';
import type { Team } from '../personas/team.ts';

/** What is remembered of an answered or refused question, for owners and for cost. */
export type AskedQuestion = {
	id: string;
	/** ISO instant. */
	at: string;
	/** Who asked, as a platform address or `local`. */
	by: string;
	team: Team;
	question: string;
	outcome: 'answered' | 'clarify' | 'refused' | 'failed';
	reason: string | null;
	/** Personas the answer is about or, when there are none, the nearest. */
	personas: string[];
	promptVersion: string | null;
	usage: ModelUsage | null;
	ms: number;
	/** Whether the answer helped; null until somebody says so. */
	vote: Vote | null;
};

export const VOTE_REASONS = ['wrong', 'not_my_question', 'too_thin', 'out_of_date', 'other'] as const;
export type VoteReason = (typeof VOTE_REASONS)[number];
/** `at` is an ISO instant; reason and comment only where the answer did not help. */
export type Vote = { helpful: boolean; reason: VoteReason | null; comment: string | null; by: string; at: string };

export interface QuestionStore {
	record(question: AskedQuestion): Promise<void>;
	/** Newest first. */
	recent(limit: number): Promise<AskedQuestion[]>;
	/** What one member asked, newest first. */
	recentBy(by: string, limit: number): Promise<AskedQuestion[]>;
	/** The last vote counts; false when the question is no longer kept. */
	vote(id: string, vote: Vote): Promise<boolean>;
	/** Deletes what is older than the instant (ISO); returns how many. */
	purgeBefore(instant: string): Promise<number>;
}

/** An answer as it was shown, so that its buttons still mean the same later; `reply` is the surface's own JSON. */
export type ShownAnswer = { id: string; question: string; team: Team; reply: unknown };

/** A conversation: what was asked in it, and what was shown last. */
export type StoredThread = { id: string; turns: string[]; shown: ShownAnswer[]; updatedAt: string };

export interface ThreadStore {
	get(id: string): Promise<StoredThread | null>;
	/** Appends a turn and the answer that was shown; only the newest of each are kept. */
	append(id: string, answer: ShownAnswer, at: string): Promise<void>;
	/** Forgets conversations that rested since before the instant (ISO); returns how many. */
	purgeBefore(instant: string): Promise<number>;
}
