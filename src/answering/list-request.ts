import type { Persona, PersonaType } from '../personas/persona.ts';
import { reviewState } from '../personas/review-dates.ts';
import type { BaseIndex } from './base-index.ts';
import { isFrameWord } from './frame-words.ts';
import type { Question } from './question.ts';
import { coverage } from './relevance.ts';
import { contentSynonyms, roleSynonyms } from './synonyms.ts';
import { contentWords, type Word, wordsOf } from './words.ts';

/** "Which website personas do we have", "user personas in logistics", "which personas are overdue". */
export type ListRequest = {
	type: PersonaType | null;
	status: Persona['status'] | 'overdue' | null;
	/** What else must hold of each persona, as words; empty when all are meant. */
	matter: Word[];
	wantsCount: boolean;
};

const PLURAL_PERSONA = /\b(personas|profiles)\b/u;
const ASKS_FOR_LIST =
	/\b(which|what|list|show|all|how many|do we have|have we got|there|any|every|name|give me|display|overview of|who are)\b/u;
const ATTRIBUTE_LIST =
	/^(which|what|list|show|name)( me)?( of)?( all)?( the)?( our)? (buyers|users|visitors|roles|people|customers)\b/u;

const TYPE_WORDS: [PersonaType, RegExp][] = [
	['website', /\b(?:web ?site|web|site) (?:visitors?|personas?|profiles?|people|ones?)\b|\bvisitors?\b/u],
	['user', /\b(users?|end.?users?)\b/u],
	['buyer', /\b(buyers?|buying|purchasers?|customers?)\b/u],
];

/** Null when the question does not ask for a list of personas. */
export function listRequestIn(question: Question): ListRequest | null {
	const { folded } = question;
	const plural = PLURAL_PERSONA.test(folded);
	const bare = /^(list|show all|personas|all personas|list all)[\s.!?]*$/u.test(folded);
	if (!(bare || (plural && ASKS_FOR_LIST.test(folded)) || isBarePlural(folded) || ATTRIBUTE_LIST.test(folded)))
		return null;
	const type = TYPE_WORDS.find(([, pattern]) => pattern.test(folded))?.[0] ?? null;
	const matter = contentWords(question.words).filter(
		({ form, stem }) => !(isFrameWord(stem) || LIST_WORDS.has(form) || TYPE_FORMS.has(form)),
	);
	return { type, status: statusIn(folded), matter, wantsCount: /\bhow many\b|\bnumber of\b|\bcount\b/u.test(folded) };
}

/** "user personas in logistics" is a list without a question word. */
function isBarePlural(folded: string): boolean {
	return /^(our |the |all )?([\p{L}-]+ ){0,3}personas\b/u.test(folded);
}

const LIST_WORDS = new Set(
	'segment segments sit work works working have special notes persona personas profile profiles list all every overview display name count number available existing exist active draft drafts archived overdue review reviewed relevant apply applies defined documented base people'.split(
		' ',
	),
);
const TYPE_FORMS = new Set(
	'website websites web site visitor visitors user users end buyer buyers buying purchaser purchasers customer customers'.split(
		' ',
	),
);

function statusIn(folded: string): ListRequest['status'] {
	if (/\bdrafts?\b/u.test(folded)) return 'draft';
	if (/\b(overdue|due|stale|out of date|not reviewed|need(s|ing)? (a )?review)\b/u.test(folded)) return 'overdue';
	return null;
}

/** Numbers of the personas that the request means, in the order of the base. `today` is YYYY-MM-DD. */
export function personasListed(request: ListRequest, index: BaseIndex, today: string): number[] {
	const matter = placeable(request.matter, index);
	const fits = (persona: Persona, number: number) =>
		(request.type === null || persona.type === request.type) &&
		hasStatus(persona, request.status, today) &&
		holdsMatter(number, matter, index);
	return index.personas.flatMap((persona, number) => (fits(persona, number) ? [number] : []));
}

/** The words that place some persona, if there are any: "firms" or "people" beside them say nothing. */
function placeable(matter: Word[], index: BaseIndex): Word[] {
	const placing = matter.filter((word) => index.personas.some((persona) => placed(word, placingWords(persona, index))));
	return placing.length > 0 ? placing : matter;
}

function hasStatus(persona: Persona, status: ListRequest['status'], today: string): boolean {
	if (status === 'overdue')
		return ['overdue', 'due'].includes(reviewState(persona.stewardship, today).type) && persona.status === 'active';
	return persona.status === (status ?? 'active');
}

/** Placing fields first: an industry, a segment, a location, a size. Elsewhere a single statement must hold it all. */
function holdsMatter(number: number, matter: Word[], index: BaseIndex): boolean {
	if (matter.length === 0) return true;
	const persona = index.personas[number];
	if (!persona) return false;
	const places = placingWords(persona, index);
	if (matter.every((word) => placed(word, places))) return true;
	const anyPlaced = index.personas.some(
		(other) => other.status === 'active' && matter.every((word) => placed(word, placingWords(other, index))),
	);
	if (anyPlaced) return false;
	return index.statements(number).some((statement) => coverage(matter, statement.stems, index) >= HELD);
}

const HELD = 0.75;

function placed(word: Word, places: Set<string>): boolean {
	return (
		places.has(word.stem) ||
		[...contentSynonyms(word.stem), ...roleSynonyms(word.stem)].some((synonym) => places.has(synonym))
	);
}

const placing = new WeakMap<Persona, Set<string>>();

function placingWords(persona: Persona, index: BaseIndex): Set<string> {
	const known = placing.get(persona);
	if (known) return known;
	const own = new Set(persona.segments.map(({ id }) => id));
	const texts = [
		...persona.industries.map(({ text }) => text),
		...persona.locations.map(({ text }) => text),
		persona.companySize ?? '',
		...index.segments.filter(({ id }) => own.has(id)).flatMap(({ name, id }) => [name, id.replaceAll('-', ' ')]),
	];
	const words = new Set(wordsOf(texts.join(' · ')).map(({ stem }) => stem));
	placing.set(persona, words);
	return words;
}
