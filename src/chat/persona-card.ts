import type { BaseIndex } from '../answering/base-index.ts';
import { guidanceLabel, sectionLabel } from '../answering/section-labels.ts';
import type { Statement } from '../answering/statements.ts';
import { trustLine } from '../answering/trust.ts';
import { completenessOf } from '../personas/completeness.ts';
import type { Team } from '../personas/team.ts';
import type { Point, Reply } from './reply.ts';

/** Sections of the first screen; the rest is behind "more". */
const FIRST = new Set(['summary', 'goals', 'challenges', 'objections', 'quotes']);

/** A persona as a card: what a team wants first, then everything that is recorded. `today` is YYYY-MM-DD. */
export function personaCard(number: number, team: Team, index: BaseIndex, today: string): Reply {
	const persona = index.personas[number];
	if (!persona) throw new Error('the persona of a card is not in the index');
	const statements = index.statements(number).filter((statement) => isForTeam(statement, team));
	const points = statements.map((statement) => ({ statement, point: pointOf(statement, index) }));
	const isFirst = ({ section, segment }: Statement) =>
		segment === null && (FIRST.has(section) || section.startsWith('guidance.'));
	const { share, missing } = completenessOf(persona);
	const gaps = missing.length === 0 ? '' : `, missing: ${missing.join(', ')}`;
	return {
		answer: null,
		title: `${persona.name} (${persona.type} persona)`,
		notes: persona.aliases.length === 0 ? [] : [`Also called ${persona.aliases.join(', ')}.`],
		points: points.filter(({ statement }) => isFirst(statement)).map(({ point }) => point),
		more: points.filter(({ statement }) => !isFirst(statement)).map(({ point }) => point),
		sources: [],
		trust: `${trustLine(persona, index, today)} Complete to ${Math.round(share * 100)} %${gaps}.`,
		choices: points.some(({ statement }) => !isFirst(statement))
			? [{ label: 'more', does: { type: 'more', from: 0 } }]
			: [],
	};
}

function isForTeam({ shape }: Statement, team: Team): boolean {
	return shape.type !== 'guidance' || shape.team === team;
}

function pointOf({ shape, section, segment, text }: Statement, index: BaseIndex): Point {
	const label = shape.type === 'guidance' ? guidanceLabel(shape.part) : sectionLabel(section);
	const place =
		segment === null ? label : `${label}, ${index.segments.find(({ id }) => id === segment)?.name ?? segment}`;
	return { label: place, text, cites: [], shape: 'point' };
}
