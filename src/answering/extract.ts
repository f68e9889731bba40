import type { FeedbackKind } from '../feedback/entry.ts';
import type { Team } from '../personas/team.ts';
import type { Draft } from './answer.ts';
import type { BaseIndex, IndexedStatement } from './base-index.ts';
import { coverage, rankEntries, rankStatements } from './relevance.ts';
import { sectionLabel } from './section-labels.ts';
import { type TopicMatch, type TopicName, topicOf } from './topics.ts';
import { entryPoint, joinedPoint, pointOf } from './wording.ts';
import type { Word } from './words.ts';

/** What is to be said about one persona. */
export type ExtractRequest = {
	index: BaseIndex;
	persona: number;
	team: Team;
	topics: TopicMatch[];
	/** Content words that name nobody: what the lines should hold. */
	residual: Word[];
	/** Segment that the question names, if any. */
	segment: string | null;
};

export type Extract =
	| { type: 'points'; subject: string; points: Draft[]; more: Draft[]; quote: Draft | null; notes: string[] }
	/** The persona is known and the matter is not in the base; `related` is what comes nearest. */
	| { type: 'not_recorded'; subject: string; related: Draft[] };

const MOST_POINTS = 3;
const MOST_MORE = 8;
const HELD_ENOUGH = 0.5;

/** The answer from stored lines alone: what was asked, most fitting first, worded as stored. */
export function extract(request: ExtractRequest): Extract {
	const strong = request.topics.filter((topic) => topic.strength === 'strong').map((topic) => topic.name);
	const specific = strong.filter((name) => !GENERAL_TOPICS.has(name));
	if (specific.length > 0) return byTopics(specific, request);
	const matching = byWords(request);
	if (strong.includes('pitch')) return pitch(request);
	if (strong.includes('overview')) return request.residual.length > 0 && matching ? matching : overview(request);
	if (matching) return matching;
	if (request.residual.length === 0 && request.topics.length === 0) return overview(request);
	const weak = request.topics.map((topic) => topic.name).filter((name) => !GENERAL_TOPICS.has(name));
	if (weak.length > 0 && request.residual.length === 0) return byTopics(weak, request);
	if (request.residual.length === 0) return overview(request);
	return { type: 'not_recorded', subject: wordsAsTyped(request.residual), related: [] };
}

const GENERAL_TOPICS = new Set<TopicName>(['pitch', 'overview']);

function wordsAsTyped(words: Word[]): string {
	return words.map((word) => word.raw).join(' ');
}

/** Lines of the asked sections; where a named segment says something else, its lines come first. */
function sectionStatements(name: TopicName, { index, persona, team, segment }: ExtractRequest): IndexedStatement[] {
	const wanted = wantedSections(name, index.personas[persona]?.type ?? 'buyer');
	const matches = index
		.statements(persona)
		.filter((statement) => wanted.some((section) => holds(section, statement, team)));
	const ofSegment = matches.filter((statement) => statement.segment !== null && statement.segment === segment);
	const base = matches.filter((statement) => statement.segment === null);
	const others = matches.filter((statement) => statement.segment !== null && statement.segment !== segment);
	return [...ofSegment, ...base, ...others];
}

/** The first section is what was asked; a website persona's goals are its reasons to visit. */
function wantedSections(name: TopicName, type: string): string[] {
	const [first, ...rest] = topicOf(name).sections;
	const blocks = { buyer: 'buying', user: 'use', website: 'visit' }[type] ?? '';
	return [first ?? '', ...rest.filter((section) => section.startsWith(`${blocks}.`))];
}

function holds(section: string, { section: own, shape }: IndexedStatement, team: Team): boolean {
	if (!section.startsWith('guidance.')) return own === section;
	return shape.type === 'guidance' && shape.team === team && section === `guidance.${shape.part}`;
}

function byTopics(names: TopicName[], request: ExtractRequest): Extract {
	const found = names
		.map((name) => ({ name, drafts: topicDrafts(name, request, names.length > 1) }))
		.filter(({ drafts }) => drafts.length > 0);
	const subject = names.map((name) => topicOf(name).label).join(' and ');
	if (found.length === 0) return notRecorded(names, subject, request);
	const missing = names.filter((name) => !found.some((other) => other.name === name));
	const notes = missing.map((name) => `The base does not record ${topicOf(name).label} here.`);
	if (found.length > 1) return severalTopics(found, subject, notes);
	const drafts = found[0]?.drafts ?? [];
	const elsewhere = betterElsewhere(drafts, request);
	const all = [...elsewhere, ...drafts];
	return {
		type: 'points',
		subject,
		points: all.slice(0, MOST_POINTS),
		more: all.slice(MOST_POINTS, MOST_POINTS + MOST_MORE),
		quote: null,
		notes,
	};
}

function severalTopics(found: { drafts: Draft[] }[], subject: string, notes: string[]): Extract {
	const firsts = found.flatMap(({ drafts }) => drafts.slice(0, 1));
	const seconds = found.flatMap(({ drafts }) => drafts.slice(1));
	const points = [...firsts, ...seconds].slice(0, Math.max(MOST_POINTS, firsts.length));
	const more = [...firsts, ...seconds].slice(points.length, points.length + MOST_MORE);
	return { type: 'points', subject, points, more, quote: null, notes };
}

function topicDrafts(name: TopicName, request: ExtractRequest, labelled: boolean): Draft[] {
	const { index, persona, residual } = request;
	const statements = sectionStatements(name, request);
	const ranked = rankStatements(residual, statements, index).map(({ item }) => item);
	const fromBase = statementDrafts(ranked, request, labelled);
	const kind = KINDS_OF_TOPIC[name];
	if (!kind) return fromBase;
	const entries = rankEntries(residual, index.feedbackOf(index.personas[persona]?.id ?? ''), index).filter(
		({ item }) => item.kind === kind,
	);
	return [...fromBase, ...entries.slice(0, MOST_ENTRIES).map(({ item }) => entryPoint(item))];
}

const KINDS_OF_TOPIC: Partial<Record<TopicName, FeedbackKind>> = { objections: 'objection', quotes: 'quote' };
const MOST_ENTRIES = 5;

function statementDrafts(statements: IndexedStatement[], request: ExtractRequest, labelled: boolean): Draft[] {
	const id = request.index.personas[request.persona]?.id ?? '';
	const joined = joinedPoint(id, statements, labelled);
	if (joined) return [joined];
	return statements.map((statement) => pointOf(id, statement, labelled, segmentNames(request.index)));
}

export function segmentNames(index: BaseIndex): (id: string) => string {
	return (id) => index.segments.find((segment) => segment.id === id)?.name ?? id;
}

/** Lines outside the asked sections that hold nearly all of the asked words where those inside hold few. */
function betterElsewhere(drafts: Draft[], request: ExtractRequest): Draft[] {
	const { index, persona, residual } = request;
	if (residual.length === 0) return [];
	const inside = drafts.flatMap((draft) =>
		draft.sources.map((source) => (source.kind === 'persona' ? source.statement : null)),
	);
	const statements = index.statements(persona).filter((statement) => statement.segment === null);
	const bestInside = Math.max(
		0,
		...statements
			.filter((statement) => inside.includes(statement))
			.map((statement) => coverage(residual, statement.words, index)),
	);
	const [best] = rankStatements(
		residual,
		statements.filter((statement) => !inside.includes(statement)),
		index,
	);
	if (!best || best.score < CLEARLY_HELD || bestInside >= HELD_ENOUGH) return [];
	return statementDrafts([best.item], request, true);
}

const CLEARLY_HELD = 0.75;

function notRecorded(names: TopicName[], subject: string, request: ExtractRequest): Extract {
	const { index, persona, residual } = request;
	const held = rankStatements(residual, index.statements(persona), index).filter(({ score }) => score >= CLEARLY_HELD);
	const related = names.flatMap((name) => topicOf(name).sections.slice(1));
	const nearby = index
		.statements(persona)
		.filter(({ section, segment }) => segment === null && related.includes(section));
	const statements = [...held.map(({ item }) => item), ...nearby].slice(0, 2);
	return {
		type: 'not_recorded',
		subject,
		related: statements.flatMap((statement) => statementDrafts([statement], request, true)),
	};
}

/** Lines that hold the words of the question, wherever they stand; null where none holds enough of them. */
function byWords(request: ExtractRequest): Extract | null {
	const { index, persona, residual } = request;
	if (residual.length === 0) return null;
	const ranked = rankStatements(residual, index.statements(persona), index);
	const entries = rankEntries(residual, index.feedbackOf(index.personas[persona]?.id ?? ''), index);
	const best = Math.max(ranked[0]?.score ?? 0, entries[0]?.score ?? 0);
	if (best < HELD_ENOUGH) return null;
	const fitting = ranked
		.filter(({ score }) => score >= Math.max(HELD_ENOUGH * 0.8, best * 0.6))
		.map(({ item }) => item);
	const reported = entries.filter(({ score }) => score >= Math.max(HELD_ENOUGH, best * 0.8)).map(({ item }) => item);
	const drafts = [
		...fitting.flatMap((statement) => statementDrafts([statement], request, true)),
		...reported.slice(0, MOST_ENTRIES).map(entryPoint),
	];
	return {
		type: 'points',
		subject: wordsAsTyped(residual),
		points: drafts.slice(0, MOST_POINTS),
		more: drafts.slice(MOST_POINTS, MOST_POINTS + MOST_MORE),
		quote: null,
		notes: [],
	};
}

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

function pitch(request: ExtractRequest): Extract {
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

function overview(request: ExtractRequest): Extract {
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
