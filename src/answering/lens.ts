import type { Team } from '../personas/team.ts';
import type { Draft } from './answer.ts';
import type { IndexedStatement } from './base-index.ts';
import { type Extract, type ExtractRequest, HELD_ENOUGH, MOST_MORE, MOST_POINTS, statementDrafts } from './drafting.ts';
import { rankStatements } from './relevance.ts';
import { sectionLabel } from './section-labels.ts';
import { joinedPoint } from './wording.ts';

type Pick = { section: string; part?: 'do' | 'say' | 'avoid' };

/** What each team sees first, and what it may want next. Guidance of the team leads. */
const LENS: Record<Team, { first: Pick[]; next: Pick[] }> = {
	sales: {
		first: [
			{ section: 'guidance', part: 'do' },
			{ section: 'guidance', part: 'say' },
			{ section: 'objections' },
			{ section: 'goals' },
			{ section: 'convincedBy' },
		],
		next: [
			{ section: 'goals' },
			{ section: 'guidance', part: 'avoid' },
			{ section: 'convincedBy' },
			{ section: 'challenges' },
			{ section: 'buying.criteria' },
			{ section: 'triggers' },
		],
	},
	marketing: {
		first: [
			{ section: 'guidance', part: 'say' },
			{ section: 'guidance', part: 'do' },
			{ section: 'channels' },
			{ section: 'goals' },
			{ section: 'triggers' },
		],
		next: [
			{ section: 'goals' },
			{ section: 'guidance', part: 'avoid' },
			{ section: 'tone' },
			{ section: 'proof' },
			{ section: 'triggers' },
			{ section: 'foundUs' },
			{ section: 'visit.mustFind' },
		],
	},
	product: {
		first: [
			{ section: 'guidance', part: 'do' },
			{ section: 'challenges' },
			{ section: 'use.featuresThatMatter' },
			{ section: 'use.friction' },
			{ section: 'goals' },
		],
		next: [
			{ section: 'goals' },
			{ section: 'guidance', part: 'avoid' },
			{ section: 'use.friction' },
			{ section: 'use.featuresIgnored' },
			{ section: 'tools' },
			{ section: 'dealBreakers' },
		],
	},
	support: {
		first: [
			{ section: 'guidance', part: 'do' },
			{ section: 'guidance', part: 'say' },
			{ section: 'supportTopics' },
			{ section: 'tone' },
			{ section: 'challenges' },
		],
		next: [
			{ section: 'guidance', part: 'avoid' },
			{ section: 'tone' },
			{ section: 'use.friction' },
			{ section: 'challenges' },
			{ section: 'experience' },
		],
	},
};

/** What this team should know first, its own guidance before everything else. */
export function pitch(request: ExtractRequest): Extract {
	const { team, index, persona } = request;
	const { first, next } = LENS[team];
	const guided = index.statements(persona).some(({ shape }) => shape.type === 'guidance' && shape.team === team);
	const used = new Set<IndexedStatement>();
	const opening = openingPoint(request, used);
	const points = [...opening, ...first.flatMap((pick) => pickDrafts(pick, request, used, 1))].slice(0, MOST_POINTS);
	const more = [...first, ...next].flatMap((pick) => pickDrafts(pick, request, used, 3)).slice(0, MOST_MORE);
	if (points.length === 0) return { type: 'not_recorded', subject: 'pitch guidance', related: [] };
	const notes = guided ? [] : [`No guidance for ${team} is recorded yet; this comes from the rest of the persona.`];
	return { type: 'points', subject: PITCH_SUBJECTS[team], points, more, quote: bestQuote(request), notes };
}

const PITCH_SUBJECTS: Record<Team, string> = {
	sales: 'how to pitch',
	marketing: 'how to message',
	product: 'what to build for',
	support: 'how to help',
};

/** "How do I pitch the CIO on cost?": the line that holds the matter opens the answer. */
function openingPoint(request: ExtractRequest, used: Set<IndexedStatement>): Draft[] {
	const { index, persona, residual } = request;
	if (residual.length === 0) return [];
	const [best] = rankStatements(residual, index.statements(persona), index);
	if (!best || best.score < HELD_ENOUGH || best.item.shape.type === 'quote') return [];
	used.add(best.item);
	return statementDrafts([best.item], request, true);
}

/** At most `most` unused statements of a kind; each is used once in an answer. */
function pickDrafts(
	{ section, part }: Pick,
	request: ExtractRequest,
	used: Set<IndexedStatement>,
	most: number,
): Draft[] {
	const { index, persona, team, segment, residual } = request;
	const statements = index.statements(persona).filter((statement) => {
		if (used.has(statement) || (statement.segment !== null && statement.segment !== segment)) return false;
		if (section !== 'guidance') return statement.section === section;
		return statement.shape.type === 'guidance' && statement.shape.team === team && statement.shape.part === part;
	});
	const chosen = rankStatements(residual, statements, index).slice(0, joins(statements) ? statements.length : most);
	for (const { item } of chosen) used.add(item);
	return statementDrafts(
		chosen.map(({ item }) => item),
		request,
		true,
	).slice(0, most);
}

function joins(statements: IndexedStatement[]): boolean {
	return joinedPoint('', statements, false) !== null;
}

function bestQuote(request: ExtractRequest): Draft | null {
	const { index, persona, residual } = request;
	const quotes = index.statements(persona).filter(({ section, segment }) => section === 'quotes' && segment === null);
	const [best] = rankStatements(residual, quotes, index);
	return best ? (statementDrafts([best.item], request, false)[0] ?? null) : null;
}

/** Who somebody is, in a few lines. */
export function overview(request: ExtractRequest): Extract {
	const { index, persona, segment } = request;
	const type = index.personas[persona]?.type ?? 'buyer';
	const block = {
		buyer: ['buying.criteria', 'objections'],
		user: ['use.featuresThatMatter', 'use.friction'],
		website: ['visit.reasons', 'visit.mustFind'],
	}[type];
	const used = new Set<IndexedStatement>();
	const picks = [
		'summary',
		'goals',
		'challenges',
		...block,
		'roles',
		'responsibilities',
		'triggers',
		'convincedBy',
		'dealBreakers',
		'buying.budget',
		'buying.cycle',
	];
	const drafts = picks.flatMap((section) => pickDrafts({ section }, { ...request, segment }, used, 1));
	if (drafts.length === 0) return { type: 'not_recorded', subject: sectionLabel('summary'), related: [] };
	return {
		type: 'points',
		subject: 'profile',
		points: drafts.slice(0, MOST_POINTS),
		more: drafts.slice(MOST_POINTS),
		quote: bestQuote(request),
		notes: [],
	};
}
