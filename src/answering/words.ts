import { stemmer } from 'stemmer';

/** One word of a text: as typed, folded (lower case, no accents) and reduced to its stem. */
export type Word = { raw: string; form: string; stem: string };

/** Stands for "IT" the department, which would otherwise fold into the pronoun. */
const INFORMATION_TECHNOLOGY = 'infotech';

const BEFORE_IT_DEPARTMENT = new Set(['enterprise', 'corporate', 'of', 'vp', 'director', 'senior', 'in', 'global']);
const AFTER_IT_DEPARTMENT = new Set(
	(
		'admin administrator admins auditor audit buyer buyers decision department director directors exec executive head ' +
		'lead leader leaders leadership manager managers ops operations people person persona pro professional ' +
		'professionals security service specialist staff support team teams guy guys boss chief procurement'
	).split(' '),
);

const stems = new Map<string, string>();
const MOST_STEMS_KEPT = 200_000;

function stemOf(form: string): string {
	const known = stems.get(form);
	if (known !== undefined) return known;
	const stem = /^\p{L}+$/u.test(form) ? stemmer(form) : form;
	if (stems.size < MOST_STEMS_KEPT) stems.set(form, stem);
	return stem;
}

/** Lower case, without accents, typographic quotes and dashes made plain. */
export function fold(text: string): string {
	return text
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.replace(/[‘’‚‛`´]/g, "'")
		.replace(/[“”„‟«»]/g, '"')
		.replace(/[‐‑‒–—―−]/g, '-')
		.toLowerCase();
}

const WORD = /\p{L}+(?:&\p{L}+)+|\p{L}[\p{L}\p{N}]*(?:'\p{L}+)?|\p{N}+(?:[.,]\p{N}+)*\p{L}*/gu;

/** The words of a text in order. Hyphens and slashes part words; a possessive 's is dropped; "10,000" is 10000. */
export function wordsOf(text: string): Word[] {
	const plain = text.normalize('NFKC').replace(/[‘’]/g, "'");
	const raws = joinPrefixes(plain).match(WORD) ?? [];
	const shouting = !/\p{Ll}/u.test(plain);
	const words = raws.map((raw): Word => {
		const form = formOf(raw);
		return { raw, form, stem: stemOf(form) };
	});
	return words.map((word, index) => {
		if (word.form !== 'it') return word;
		if (!isDepartment(word.raw, words[index - 1], words[index + 1], shouting)) return word;
		return { raw: word.raw, form: INFORMATION_TECHNOLOGY, stem: INFORMATION_TECHNOLOGY };
	});
}

/** "e-commerce" and "co-founder" are one word however they are written. */
function joinPrefixes(text: string): string {
	return text.replace(/\b(e|co|pre|re|non|multi|sub)[-‐‑](?=\p{L})/giu, '$1');
}

function formOf(raw: string): string {
	const folded = fold(raw).replaceAll('&', '');
	const bare = folded.replace(/'s?$/u, '').replace(/'s$/u, '');
	return /^\p{N}/u.test(bare) ? bare.replaceAll(',', '') : bare.replaceAll("'", '');
}

function isDepartment(raw: string, before: Word | undefined, after: Word | undefined, shouting: boolean): boolean {
	if (raw === 'IT' && !shouting) return true;
	if (after && AFTER_IT_DEPARTMENT.has(after.form)) return true;
	return before !== undefined && BEFORE_IT_DEPARTMENT.has(before.form) && !isPreposition(before, after);
}

function isPreposition(before: Word, after: Word | undefined): boolean {
	return before.form === 'in' && after !== undefined;
}

/** Words that carry no meaning of their own in a question or a persona. */
const STOP_WORDS = new Set(
	(
		'a an the and or but if then than so as at by for from in into of off on onto out over per to up upon via with within without ' +
		'about above after again against all also am any are arent be been before being below between both can cant could did do does doing done dont ' +
		'each either else ever every few had has have having he her here hers him his how i id ill im ive is isnt it its itself just ' +
		'let lets me more most much must my myself no nor not now one only other our ours own please same she should some such ' +
		'that thats their theirs them themselves there these they theyre theyll thing things this those through too under until us very was we were weve what whats when ' +
		'where which while who whom whos whose why will wont would you your yours youre yes got get gets getting give gives given go going gonna ' +
		'make makes made many may might need needs really quite rather usually typically normally generally often ' +
		'tell show know say says said like want wants hey hi hello ok okay thanks thank pls kindly etc eg ie vs versus ' +
		'actually basically exactly mainly mostly currently still already yet even almost anything anyone anybody something someone somebody everything everyone everybody ' +
		'kind sort type types way ways bit lot lots around across among down when whenever doesnt didnt isn arent wasnt werent havent hasnt hadnt shouldnt wouldnt couldnt ' +
		'use uses used using their there ours s t re ve ll d m sorry meant mean wait nope instead rather oops correction maybe perhaps guess bother else left '
	).split(' '),
);

/** As they are spelt, for mending typing errors. */
export const STOP_FORMS: ReadonlySet<string> = STOP_WORDS;

export function isStopWord(word: Word): boolean {
	return STOP_WORDS.has(word.form);
}

/** The words that carry meaning. */
export function contentWords(words: Word[]): Word[] {
	return words.filter((word) => !isStopWord(word) && (word.form.length > 1 || /\p{N}/u.test(word.form)));
}
