import type { Team } from '../personas/team.ts';
import type { Answer, Draft } from './answer.ts';
import type { BaseIndex } from './base-index.ts';
import { answered, refused } from './compose.ts';
import type { Extract } from './drafting.ts';
import { extract } from './extract.ts';
import { isFrameWord } from './frame-words.ts';
import { rankStatements } from './relevance.ts';
import { segmentAskedFor, withoutSegment } from './segment-asked.ts';
import { stewardshipDrafts } from './stewardship.ts';
import { teamAskedFor } from './team-lens.ts';
import type { Turn } from './thread.ts';
import { topicOf } from './topics.ts';
import { trustLine } from './trust.ts';
import { listed, pointOf } from './wording.ts';
import { contentWords, isStopWord, type Word, wordsOf } from './words.ts';

export type PersonaQuestion = {
	turn: Turn;
	personas: number[];
	runnersUp: number[];
	team: Team;
	index: BaseIndex;
	today: string;
};

/** The extractive answer about one persona. */
export function answerAboutPersona({ turn, personas, runnersUp, team, index, today }: PersonaQuestion): Answer {
	const [number = 0] = personas;
	const persona = index.personas[number];
	if (!persona) throw new Error('a found persona is not in the index');
	const trust = trustLine(persona, index, today);
	if (turn.topics.some(({ name, strength }) => name === 'stewardship' && strength === 'strong')) {
		return answered(
			{ title: persona.name, points: stewardshipDrafts(persona, today), personas: [number], trust },
			index,
		);
	}
	const result = extractFor(number, turn, team, index);
	if (result.type === 'points') return pointsAnswer(result, number, runnersUp, trust, index);
	const owner = persona.stewardship.owner === null ? 'its owner' : `its owner, ${persona.stewardship.owner},`;
	const notes = [
		`The base does not record ${matter(result.subject, turn)} for ${persona.name}. Ask ${owner} to add it.`,
	];
	return refused({ reason: 'not_recorded', notes, personas: [number], more: result.related, trust }, index);
}

function matter(subject: string, turn: Turn): string {
	return subject === ''
		? `“${turn.question.text}”`
		: turn.topics.some(({ name }) => topicOf(name).label === subject)
			? subject
			: `anything on “${subject}”`;
}

function extractFor(number: number, turn: Turn, team: Team, index: BaseIndex): Extract {
	const segment = segmentAskedFor(turn.question.words, index);
	const residual = withoutTeam(withoutSegment(turn.residual, segment, index), turn.question.folded);
	return extract({
		index,
		persona: number,
		team,
		topics: turn.topics,
		guesses: turn.guesses,
		residual,
		cues: cuesOf(turn),
		folded: turn.question.folded,
		foundByContent: turn.found.type === 'personas' && turn.found.via === 'content',
		segment,
	});
}

function cuesOf({ topics }: Turn): Word[] {
	const wordings = topics.map(({ wording }) => wording);
	return contentWords(wordsOf(wordings.join(' '))).filter(({ stem }) => !isFrameWord(stem));
}

/** "as marketing" says who asks, not what about. */
function withoutTeam(residual: Word[], folded: string): Word[] {
	const team = teamAskedFor(folded);
	return residual.filter((word) => word.form !== team && !isStopWord(word));
}

function pointsAnswer(
	result: Extract & { type: 'points' },
	number: number,
	runnersUp: number[],
	trust: string,
	index: BaseIndex,
): Answer {
	const name = index.personas[number]?.name ?? '';
	const points = result.quote ? [...result.points, result.quote] : result.points;
	const more = result.more.filter((draft) => draft.text !== result.quote?.text);
	return answered(
		{
			title: `${name}: ${result.subject}`,
			points,
			more,
			notes: result.notes,
			personas: [number],
			candidates: runnersUp,
			trust,
			writable: true,
		},
		index,
	);
}

/** The same question put to several personas, one point each. */
export function answerComparing({ turn, personas, team, index, today }: PersonaQuestion): Answer {
	const parts = personas.map((number) => ({
		number,
		name: index.personas[number]?.name ?? '',
		result: extractFor(number, comparable(turn), team, index),
	}));
	const rows = Math.max(
		...parts.map(({ result }) => (result.type === 'points' ? Math.min(result.points.length, 3) : 0)),
	);
	const points = Array.from({ length: rows }).flatMap((_, row) =>
		parts.flatMap(({ name, result }) => comparisonPoint(name, result, row)),
	);
	const notes = parts.flatMap(({ name, result }) =>
		result.type === 'not_recorded' ? [`The base does not record ${result.subject} for ${name}.`] : [],
	);
	const trust = parts.map(({ number, name }) => `${name}: ${trustOf(number, index, today)}`).join('\n');
	if (points.length === 0) return refused({ reason: 'not_recorded', notes, personas, trust }, index);
	return answered(
		{ title: listed(parts.map(({ name }) => name)), points, notes, personas, trust, writable: true },
		index,
	);
}

/** "Who uses Excel?": each persona with the line that says so. */
export function answerHolding({ turn, personas, index }: PersonaQuestion): Answer {
	const points = personas.flatMap((number) => {
		const [best] = rankStatements(turn.residual, index.statements(number), index);
		if (!best) return [];
		const { id = '', name = '' } = index.personas[number] ?? {};
		const point = pointOf(id, best.item, true, (segment) => segment);
		return [{ ...point, label: point.label === null ? name : `${name}, ${point.label.toLowerCase()}` }];
	});
	const title = `${points.length} personas say something about “${turn.residual.map(({ raw }) => raw).join(' ')}”`;
	return answered({ title, points, personas }, index);
}

function trustOf(number: number, index: BaseIndex, today: string): string {
	const persona = index.personas[number];
	return persona ? trustLine(persona, index, today) : '';
}

function comparisonPoint(name: string, result: Extract, row: number): Draft[] {
	const draft = result.type === 'points' ? result.points[row] : undefined;
	return draft ? [{ ...draft, label: draft.label === null ? name : `${name}, ${draft.label.toLowerCase()}` }] : [];
}

/** "How do they differ?" names no topic: goals, challenges and objections tell personas apart best. */
function comparable(turn: Turn): Turn {
	const specific = turn.topics.some(({ name, strength }) => strength === 'strong' && name !== 'overview');
	if (specific) return turn;
	const topics = (['goals', 'challenges', 'objections'] as const).map((name) => ({
		name,
		strength: 'strong' as const,
		wording: '',
		start: 0,
		end: 0,
	}));
	return { ...turn, topics, guesses: [], residual: [] };
}
