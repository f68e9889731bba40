import type { Team } from '../personas/team.ts';
import type { Draft } from './answer.ts';
import type { BaseIndex, IndexedStatement } from './base-index.ts';
import type { TopicGuess } from './topic-model.ts';
import type { TopicMatch } from './topics.ts';
import { joinedPoint, pointOf } from './wording.ts';
import type { Word } from './words.ts';

/** What is to be said about one persona. */
export type ExtractRequest = {
	index: BaseIndex;
	persona: number;
	team: Team;
	topics: TopicMatch[];
	/** All that the question may ask for, most probable first. */
	guesses: TopicGuess[];
	/** Content words that name nobody: what the lines should hold. */
	residual: Word[];
	/** Words of the topics' own wording that may stand in a line ("veto"). */
	cues: Word[];
	folded: string;
	/** The persona was found by what it says: the line that says so is the answer. */
	foundByContent: boolean;
	/** Segment that the question names, if any. */
	segment: string | null;
};

export type Extract =
	| { type: 'points'; subject: string; points: Draft[]; more: Draft[]; quote: Draft | null; notes: string[] }
	/** The persona is known and the matter is not in the base; `related` is what comes nearest. */
	| { type: 'not_recorded'; subject: string; related: Draft[] };

export const MOST_POINTS = 3;
export const MOST_MORE = 8;
export const HELD_ENOUGH = 0.5;

/** The statements as points; short ones of one section become one point. */
export function statementDrafts(statements: IndexedStatement[], request: ExtractRequest, labelled: boolean): Draft[] {
	const id = request.index.personas[request.persona]?.id ?? '';
	const joined = joinedPoint(id, statements, labelled);
	if (joined) return [joined];
	return statements.map((statement) => pointOf(id, statement, labelled, segmentNames(request.index)));
}

function segmentNames(index: BaseIndex): (id: string) => string {
	return (id) => index.segments.find((segment) => segment.id === id)?.name ?? id;
}
