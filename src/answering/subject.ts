import type { BaseIndex } from './base-index.ts';
import { isFrameWord } from './frame-words.ts';
import type { Mention } from './identity.ts';
import type { Question } from './question.ts';
import { isRoleNoun, rankOf } from './role-words.ts';
import { spellOut } from './synonyms.ts';
import { contentWords, isStopWord, type Word } from './words.ts';

/** Words of a question that seem to name somebody, e.g. "chief data officer". */
export type Run = { start: number; end: number; words: Word[] };

export type NamedSubject = {
	/** Personas named outright, in the order of the question; several in one place where a name is shared. */
	mentions: Mention[];
	/** Runs of words that look like a role and are no full name of a persona. */
	runs: Run[];
	/** Content words that name nobody and do not merely frame the question. */
	residual: Word[];
};

/** Parts the words of a question into those that name somebody and those that name a matter. */
export function namedSubject({ words, folded }: Question, index: BaseIndex): NamedSubject {
	const mentions = withoutDenied(
		index.identity.mentions(words).filter((mention) => standsAlone(mention, words, index)),
		words,
	);
	const taken = new Set(mentions.flatMap(({ start, end }) => range(start, end)));
	const runs = asksWho(folded) ? [] : runsOf(words, taken, index).filter((run) => looksLikeSomebody(run, index));
	for (const run of runs) for (const position of range(run.start, run.end)) taken.add(position);
	const residual = contentWords(words.filter((word, position) => !(taken.has(position) || isFrameWord(word.stem))));
	return { mentions, runs, residual: asksWho(folded) ? matterOfWho(residual, words, taken) : residual };
}

/** "Who cannot stop the line?": with hardly another word left, the words that mostly frame questions are the matter. */
function matterOfWho(residual: Word[], words: Word[], taken: Set<number>): Word[] {
	const telling = residual.filter(({ stem }) => rankOf(stem) !== 'generic');
	if (telling.length >= FEW) return telling;
	return contentWords(words.filter((word, position) => !taken.has(position) && rankOf(word.stem) !== 'generic'));
}

const FEW = 2;

const DESCRIBES =
	/\b(?:someone|somebody|persons?|people|guys?|colleagues?|folks|whoever|anyone|lady|man|woman|team) (?:who|that|which|from|in|at|running|heading|leading|doing|handling)\b|\bwhoever\b/u;

/** "Somebody who runs a web shop": a persona is meant, by what it does. */
export function describesSomebody(folded: string): boolean {
	return asksWho(folded) || DESCRIBES.test(folded);
}

const ASKS_WHO =
	/^(?:and |so |ok,? )?(?:who|whom|whose|every(?:one|body) (?:on|in|at|with|who|that|using)|any(?:one|body) (?:on|in|at|with|who|that|using)|which (?:of (?:our|the) )?(?:personas?|buyers?|users?|visitors?|customers?|people|one|ones|role|roles)|for (?:which|whom))\b/u;

/** The subject is what is asked for; roles in the question are part of the matter. */
export function asksWho(folded: string): boolean {
	return ASKS_WHO.test(folded);
}

/** "Not the CIO, the CISO": whoever is denied is not meant, if somebody else is named. */
function withoutDenied(mentions: Mention[], words: Word[]): Mention[] {
	const meant = mentions.filter(({ start }) => {
		const before = words[start - 1]?.form === 'the' ? words[start - 2] : words[start - 1];
		return before?.form !== 'not';
	});
	return meant.length > 0 ? meant : mentions;
}

const range = (start: number, end: number) => Array.from({ length: end - start }, (_, offset) => start + offset);

/**
 * "engineer" inside "sales engineer" is not the persona called engineer: a name that is a single
 * role noun counts only if the word before it does not say which kind.
 */
function standsAlone({ start, end, personas }: Mention, words: Word[], index: BaseIndex): boolean {
	const only = words[start];
	if (end - start > 1 || !only) return true;
	if (!(isRoleNoun(only) || rankOf(only.stem)) || spellOut(only)) return true;
	if (isFrameWord(only.stem) && rankOf(only.stem) === 'generic' && personas.every(({ weight }) => weight < 0.9))
		return false;
	const before = words[start - 1];
	if (!before || isStopWord(before) || isFrameWord(before.stem) || rankOf(before.stem)) return true;
	return personas.some(({ persona }) =>
		index.identity.resemblance([before, only]).some((other) => other.persona === persona && other.score > 0.7),
	);
}

function runsOf(words: Word[], taken: Set<number>, index: BaseIndex): Run[] {
	const runs: Run[] = [];
	let start = -1;
	const close = (end: number) => {
		if (start >= 0 && end > start) runs.push({ start, end, words: words.slice(start, end) });
		start = -1;
	};
	words.forEach((_, position) => {
		const open = start >= 0;
		if (taken.has(position) || !(carriesName(words, position, index) || (open && joins(words, position, index))))
			close(position);
		else if (!open) start = position;
	});
	close(words.length);
	return runs;
}

/** "Researcher" is somebody though "research" frames a question; "lead" is as often a verb. */
function isTitle(word: Word): boolean {
	return isRoleNoun(word) && rankOf(word.stem) === null;
}

function carriesName(words: Word[], position: number, index: BaseIndex): boolean {
	const word = words[position];
	if (!word || isStopWord(word)) return false;
	if (!isFrameWord(word.stem) || isTitle(word)) return true;
	const next = words[position + 1];
	if (!next) return false;
	if (!isRoleNoun(next) || isFrameWord(next.stem)) return false;
	return index.identity.knows(word.stem) || FIELDS.has(word.form);
}

/** Words that frame questions and also say in which field somebody works. */
const FIELDS = new Set('marketing sales product support process research web website content account'.split(' '));

/** "head of procurement", "boss of a factory", "manager for plant safety": one role in several words. */
function joins(words: Word[], position: number, index: BaseIndex): boolean {
	const word = words[position];
	const before = words[position - 1];
	if (!word || !before) return false;
	if (ARTICLES.has(word.form))
		return before.form === 'of' && isRanked(words[position - 2]) && carriesName(words, position + 1, index);
	const after = ARTICLES.has(words[position + 1]?.form ?? '') ? position + 2 : position + 1;
	if (word.form === 'of') return isRanked(before) && carriesName(words, after, index);
	return ['for', 'and'].includes(word.form) && rankOf(before.stem) === 'leader' && carriesName(words, after, index);
}

const ARTICLES = new Set(['a', 'an', 'the', 'our']);

function isRanked(word: Word | undefined): boolean {
	return word !== undefined && (rankOf(word.stem) !== null || isRoleNoun(word));
}

function looksLikeSomebody(run: Run, index: BaseIndex): boolean {
	return (
		run.words.some((word) => isRoleNoun(word) || spellOut(word) !== null) ||
		run.words.some((word) => index.identity.knows(word.stem) && !isFrameWord(word.stem))
	);
}
