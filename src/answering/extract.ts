import type { FeedbackKind } from '../feedback/entry.ts';
import type { Team } from '../personas/team.ts';
import type { Draft } from './answer.ts';
import type { IndexedStatement } from './base-index.ts';
import { type Extract, type ExtractRequest, HELD_ENOUGH, MOST_MORE, MOST_POINTS, statementDrafts } from './drafting.ts';
import { overview, pitch } from './lens.ts';
import { coverage, rankEntries, rankStatements } from './relevance.ts';
import { asksWho } from './subject.ts';
import { type TopicName, topicOf } from './topics.ts';
import { entryPoint } from './wording.ts';
import type { Word } from './words.ts';

/** The answer from stored lines alone: what was asked, most fitting first, worded as stored. */
export function extract(request: ExtractRequest): Extract {
	if (request.foundByContent && asksWho(request.folded)) {
		const said = byWords(request, HARDLY_HELD);
		if (said) return said;
	}
	return byStrongTopics(request) ?? byGuesses(request);
}

/** What a wording or the model settles. */
function byStrongTopics(request: ExtractRequest): Extract | null {
	const strong = request.topics.filter((topic) => topic.strength === 'strong').map((topic) => topic.name);
	const specific = strong.filter((name) => !GENERAL_TOPICS.has(name));
	if (specific.length > 0) return byTopics(specific, request);
	if (strong.includes('pitch')) return pitch(request);
	if (!strong.includes('overview')) return null;
	return byWords(request, HELD_ENOUGH) ?? overview(request);
}

function byGuesses(request: ExtractRequest): Extract {
	const { residual, topics, foundByContent } = request;
	const matching = byWords(request, HELD_ENOUGH);
	const guess = heldGuess(request, matching === null ? WORTH_TRYING : RATHER_SURE);
	if (guess) return byGuess(guess, request);
	if (matching) return matching;
	const weak = topics.map((topic) => topic.name).filter((name) => !GENERAL_TOPICS.has(name));
	if (residual.length === 0) return weak.length > 0 ? byTopics(weak, request) : overview(request);
	const said = foundByContent ? byWords(request, HARDLY_HELD) : null;
	return said ?? { type: 'not_recorded', subject: wordsAsTyped(residual), related: [] };
}

/** A probability from which a guess beats lines that hold words of the question, and one from which it beats nothing. */
const RATHER_SURE = 0.2;
const WORTH_TRYING = 0.1;

/** The most probable topic on which the persona holds something. */
function heldGuess(request: ExtractRequest, least: number): TopicName | null {
	for (const { label, probability } of request.guesses) {
		if (probability < least) return null;
		if (label === 'offtopic' || label === 'stewardship') continue;
		if (label === 'matter') {
			if (probability >= RATHER_SURE) return null;
			continue;
		}
		if (GENERAL_TOPICS.has(label) || sectionStatements(label, request).length > 0) return label;
	}
	return null;
}

function byGuess(name: TopicName, request: ExtractRequest): Extract {
	if (name === 'pitch') return pitch(request);
	return name === 'overview' ? overview(request) : byTopics([name], request);
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
	if (found.length === 0) return nearestSection(names, request) ?? notRecorded(names, subject, request);
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

/** "What proof do they want?" where only what convinces them is recorded. */
function nearestSection(names: TopicName[], request: ExtractRequest): Extract | null {
	const [name] = names;
	if (name === undefined || names.length > 1) return null;
	const [, ...near] = topicOf(name).sections;
	const statements = request.index
		.statements(request.persona)
		.filter(({ section, segment }) => segment === null && near.includes(section));
	if (statements.length === 0) return null;
	const drafts = statementDrafts(statements, request, true);
	return {
		type: 'points',
		subject: topicOf(name).label,
		points: drafts.slice(0, MOST_POINTS),
		more: drafts.slice(MOST_POINTS, MOST_POINTS + MOST_MORE),
		quote: null,
		notes: [`The base does not record ${topicOf(name).label} as such; this comes nearest.`],
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
	if (residual.length < FEW_WORDS) return [];
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
/** A single word is often only part of how the topic was worded ("who signs?"). */
const FEW_WORDS = 2;
/** Enough where the persona was found by this line. */
const HARDLY_HELD = 0.15;

function notRecorded(names: TopicName[], subject: string, request: ExtractRequest): Extract {
	const { index, persona, residual, cues } = request;
	const worded = cues.length > 0 ? byWords({ ...request, residual: [...cues, ...residual] }, HELD_ENOUGH) : null;
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
function byWords(request: ExtractRequest, least: number): Extract | null {
	const { index, persona, residual } = request;
	if (residual.length === 0) return null;
	const ranked = rankStatements(residual, index.statements(persona), index);
	const entries = rankEntries(residual, index.feedbackOf(index.personas[persona]?.id ?? ''), index);
	const best = Math.max(ranked[0]?.score ?? 0, entries[0]?.score ?? 0);
	if (best < least) return null;
	const fitting = ranked.filter(({ score }) => score >= Math.max(least * 0.8, best * 0.6)).map(({ item }) => item);
	const reported = entries.filter(({ score }) => score >= Math.max(least, best * 0.8)).map(({ item }) => item);
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
