import type { FeedbackKind } from '../feedback/entry.ts';
import type { Team } from '../personas/team.ts';
import type { Draft } from './answer.ts';
import type { IndexedStatement } from './base-index.ts';
import { type Extract, type ExtractRequest, HELD_ENOUGH, MOST_MORE, MOST_POINTS, statementDrafts } from './drafting.ts';
import { overview, pitch } from './lens.ts';
import { coverage, rankEntries, rankStatements } from './relevance.ts';
import { type TopicName, topicOf } from './topics.ts';
import { entryPoint } from './wording.ts';
import type { Word } from './words.ts';

/** The answer from stored lines alone: what was asked, most fitting first, worded as stored. */
export function extract(request: ExtractRequest): Extract {
	const strong = request.topics.filter((topic) => topic.strength === 'strong').map((topic) => topic.name);
	const specific = strong.filter((name) => !GENERAL_TOPICS.has(name));
	const matching = byWords(request);
	if (request.foundByContent && matching) return matching;
	if (specific.length > 0) return byTopics(specific, request);
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
	if (asksAboutStranger(request)) return { type: 'not_recorded', subject: wordsAsTyped(request.residual), related: [] };
	const missing = names.filter((name) => !found.some((other) => other.name === name) && !isOfOtherType(name, request));
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

const BLOCKS: Record<string, string> = { buying: 'buyer', use: 'user', visit: 'website' };

/** What only another type of persona has is not missing here: a buyer has nothing to find on the site. */
function isOfOtherType(name: TopicName, { index, persona }: ExtractRequest): boolean {
	const type = BLOCKS[topicOf(name).sections[0]?.split('.')[0] ?? ''];
	return type !== undefined && type !== index.personas[persona]?.type;
}

/** "quotes about golf": the matter stands in no line and in no entry of the whole base. */
function asksAboutStranger({ residual, index, folded }: ExtractRequest): boolean {
	const [first] = residual;
	if (!first || !new RegExp(`\\b(?:about|on|regarding|concerning|of) (?:the )?${first.form}`, 'u').test(folded))
		return false;
	return residual.every(({ stem }) => !(index.personaRanking.holds(stem) || index.feedbackRanking.holds(stem)));
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
			.map((statement) => coverage(residual, statement.stems, index)),
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
	const { index, persona, residual, cues } = request;
	const worded = cues.length > 0 ? byWords({ ...request, residual: [...cues, ...residual] }) : null;
	if (worded) return worded;
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
