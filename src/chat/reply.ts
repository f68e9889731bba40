import { type Answer, type Claim, type Evidence, sourceRef, sourceText } from '../answering/answer.ts';
import type { BaseIndex } from '../answering/base-index.ts';
import type { Team } from '../personas/team.ts';

/** A point with the numbers of the sources that carry it. */
export type Point = { label: string | null; text: string; cites: number[]; shape: 'point' | 'quote' };
export type SourceLine = { number: number; where: string; text: string };

/** What tapping a choice does: ask something in this thread, or show what is already there (`from`: a page of it). */
export type Choice = {
	label: string;
	does: { type: 'ask'; text: string } | { type: 'more'; from: number } | { type: 'sources' };
};

/** What a surface shows, free of any platform's grammar; every text in it is data and must be escaped. */
export type Reply = {
	/** The remembered question that this answers, where votes and choices refer to one. */
	answer: { id: string; team: Team } | null;
	title: string | null;
	notes: string[];
	points: Point[];
	/** Shown on demand. */
	more: Point[];
	sources: SourceLine[];
	trust: string | null;
	choices: Choice[];
};

export function plainReply(...notes: string[]): Reply {
	return { answer: null, title: null, notes, points: [], more: [], sources: [], trust: null, choices: [] };
}

export function answerReply(answer: Answer, index: BaseIndex): Reply {
	const numbers = new Map(answer.evidence.map(({ id }, position) => [id, position + 1]));
	const pointOf = ({ label, text, evidence, shape }: Claim): Point => ({
		label,
		text,
		shape,
		cites: evidence.flatMap((id) => numbers.get(id) ?? []),
	});
	return {
		answer: null,
		title: answer.title,
		notes: answer.notes,
		points: answer.claims.map(pointOf),
		more: answer.more.map(pointOf),
		sources: answer.evidence.map((evidence, position) => sourceLine(evidence, position + 1, index)),
		trust: answer.trust,
		choices: choicesOf(answer, index),
	};
}

function sourceLine({ source }: Evidence, number: number, index: BaseIndex): SourceLine {
	if (source.kind === 'feedback') {
		const { kind, by, at, status } = source.entry;
		const parts = [
			`${kind} ${source.entry.id}`,
			by === null ? null : `logged by ${by}`,
			at,
			status === 'accepted' ? 'accepted' : 'not reviewed yet',
		];
		return { number, where: parts.filter((part) => part !== null).join(', '), text: sourceText(source) };
	}
	const { section, segment, supports } = source.statement;
	const name = nameOf(sourceRef(source), index);
	const strength =
		supports.length === 0
			? 'assumption, no evidence yet'
			: `carried by ${supports.length} ${supports.length === 1 ? 'entry' : 'entries'}: ${supports.join(', ')}`;
	const place = segment === null ? section : `${section} in ${segment}`;
	return { number, where: `${name}, ${place} (${strength})`, text: sourceText(source) };
}

function nameOf(id: string, index: BaseIndex): string {
	const number = index.numberOf(id);
	return number === undefined ? id : (index.personas[number]?.name ?? id);
}

const MOST_RUNNERS_UP = 2;

function choicesOf(answer: Answer, index: BaseIndex): Choice[] {
	const askAbout = (id: string): Choice => ({
		label: nameOf(id, index),
		does: { type: 'ask', text: nameOf(id, index) },
	});
	if (answer.outcome !== 'answered')
		return answer.personas.length > 0 ? [] : answer.candidates.slice(0, 3).map(askAbout);
	const others = answer.candidates
		.filter((id) => !answer.personas.includes(id))
		.slice(0, MOST_RUNNERS_UP)
		.map(askAbout);
	const more: Choice[] = answer.more.length === 0 ? [] : [{ label: 'more', does: { type: 'more', from: 0 } }];
	const sources: Choice[] = answer.evidence.length === 0 ? [] : [{ label: 'sources', does: { type: 'sources' } }];
	return [...more, ...sources, ...others];
}
