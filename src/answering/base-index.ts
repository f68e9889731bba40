import type { FeedbackEntry } from '../feedback/entry.ts';
import type { Persona } from '../personas/persona.ts';
import type { Segment } from '../personas/segment.ts';
import { FRAME_FORMS, isFrameWord } from './frame-words.ts';
import { createIdentityIndex, type IdentityIndex } from './identity.ts';
import { createLikeness, type Likeness } from './likeness.ts';
import { createRankingIndex, type Field, type RankingIndex } from './ranking.ts';
import { isRoleNoun } from './role-words.ts';
import { createSpelling, type Spelling } from './spelling.ts';
import { type Statement, statementsOf } from './statements.ts';
import { isCommonWord } from './word-vectors.ts';
import { contentWords, isStopWord, STOP_FORMS, type Word, wordsOf } from './words.ts';

export type Base = { personas: Persona[]; segments: Segment[]; feedback: FeedbackEntry[] };

/** A statement with its words, ready to be compared with a question. */
export type IndexedStatement = Statement & { words: Word[]; stems: ReadonlySet<string> };

/** The base as questions see it: built once, read by every question until the base changes. */
export type BaseIndex = {
	/** Archived personas are left out; numbers elsewhere point into this list. */
	personas: Persona[];
	segments: Segment[];
	/** Rejected entries and duplicates are left out; numbers of `feedbackRanking` point into this list. */
	feedback: FeedbackEntry[];
	identity: IdentityIndex;
	personaRanking: RankingIndex;
	feedbackRanking: RankingIndex;
	spelling: Spelling;
	likeness: Likeness;
	/** The persona's number, undefined for unknown and archived ids. */
	numberOf(personaId: string): number | undefined;
	statements(persona: number): IndexedStatement[];
	/** Content words of its name, aliases and roles. */
	identityWords(persona: number): Word[];
	feedbackOf(personaId: string): FeedbackEntry[];
};

/** Relative worth of a match by where it stands; the values come from the tuning questions. */
const FIELD_WEIGHTS = { identity: 4, summary: 1.5, motives: 1.2, rest: 1 };

const MOTIVE_SECTIONS = new Set([
	'goals',
	'challenges',
	'triggers',
	'objections',
	'quotes',
	'responsibilities',
	'dealBreakers',
]);

export function createBaseIndex(base: Base): BaseIndex {
	const personas = base.personas.filter((persona) => persona.status !== 'archived');
	const feedback = base.feedback.filter((entry) => entry.status === 'new' || entry.status === 'accepted');
	const names = new Map(base.personas.map((persona) => [persona.id, persona.name]));
	const numbers = new Map(personas.map((persona, number) => [persona.id, number]));
	const byPersona = Map.groupBy(feedback, (entry) => entry.persona ?? '');
	const indexed = personas.map((persona) => statementsOf(persona, (id) => names.get(id) ?? id).map(withWords));
	const identity = createIdentityIndex(personas, base.segments);
	const identities = personas.map(identityWords);
	const feedbackRanking = createRankingIndex(feedbackDocuments(feedback));
	const personaRanking = createRankingIndex(
		personas.map((_, number) => personaFields(identities[number] ?? [], indexed[number] ?? [])),
	);
	return {
		personas,
		segments: base.segments,
		feedback,
		identity,
		personaRanking,
		feedbackRanking,
		spelling: spellingOf(indexed, identity, personaRanking, feedbackRanking),
		likeness: createLikeness([...indexed.flat().flatMap(({ words }) => words), ...identities.flat()]),
		numberOf: (id) => numbers.get(id),
		statements: (number) => indexed[number] ?? [],
		identityWords: (number) => identities[number] ?? [],
		feedbackOf: (id) => byPersona.get(id) ?? [],
	};
}

function withWords(statement: Statement): IndexedStatement {
	const words = wordsOf(statement.text);
	return { ...statement, words, stems: new Set(words.map(({ stem }) => stem)) };
}

function identityWords({ name, aliases, roles }: Persona): Word[] {
	return [name, ...aliases, ...roles.map((role) => role.text)].flatMap((text) => contentWords(wordsOf(text)));
}

function personaFields(identity: Word[], statements: IndexedStatement[]): Field[] {
	const wordsIn = (wanted: (statement: Statement) => boolean) =>
		statements.filter(wanted).flatMap((statement) => contentWords(statement.words));
	return [
		{ weight: FIELD_WEIGHTS.identity, words: identity },
		{ weight: FIELD_WEIGHTS.summary, words: wordsIn(({ section }) => section === 'summary') },
		{ weight: FIELD_WEIGHTS.motives, words: wordsIn(({ section }) => MOTIVE_SECTIONS.has(section)) },
		{
			weight: FIELD_WEIGHTS.rest,
			words: wordsIn(({ section }) => section !== 'summary' && section !== 'roles' && !MOTIVE_SECTIONS.has(section)),
		},
	];
}

function* feedbackDocuments(feedback: FeedbackEntry[]): Iterable<Field[]> {
	for (const { text, response, account, industry, jobTitle } of feedback) {
		const about = [account, industry, jobTitle].filter((part) => part !== null).join(' · ');
		yield [
			{ weight: 1, words: contentWords(wordsOf(response === null ? text : `${text} ${response}`)) },
			{ weight: 1, words: contentWords(wordsOf(about)) },
		];
	}
}

function spellingOf(
	indexed: IndexedStatement[][],
	identity: IdentityIndex,
	ranking: RankingIndex,
	reported: RankingIndex,
): Spelling {
	const forms = new Set([...identity.vocabulary, ...FRAME_FORMS, ...STOP_FORMS]);
	for (const statements of indexed) {
		for (const { words } of statements) for (const word of words) if (!isStopWord(word)) forms.add(word.form);
	}
	return createSpelling({
		candidates: forms,
		names: identity.vocabulary,
		isWritten: (word) => forms.has(word.form) || reported.holds(word.stem) || isCommonWord(word.form),
		isKnown: (word) =>
			isFrameWord(word.stem) || ranking.holds(word.stem) || identity.knows(word.stem) || isRoleNoun(word),
	});
}
