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
};

export interface QuestionStore {
	record(question: AskedQuestion): Promise<void>;
	/** Newest first. */
	recent(limit: number): Promise<AskedQuestion[]>;
	/** Deletes what is older than the instant (ISO); returns how many. */
	purgeBefore(instant: string): Promise<number>;
}
