import type { BaseIndex } from './base-index.ts';
import { compares } from './comparing.ts';
import { type ContentHit, searchContent } from './content-search.ts';
import type { Mention } from './identity.ts';
import type { Question } from './question.ts';
import { isRoleNoun, rankOf } from './role-words.ts';
import { describesSomebody, type NamedSubject, namedSubject, type Run } from './subject.ts';
import { spellOut } from './synonyms.ts';
import { contentWords, fold, type Word } from './words.ts';

/** Whom a question is about. Numbers point into the index's personas, best first. */
export type Found =
	| {
			type: 'personas';
			personas: number[];
			via: 'name' | 'likeness' | 'content';
			runnersUp: number[];
			residual: Word[];
	  }
	/** Several fit about equally: ask back. `named`: the doubt is who is meant by a name. */
	| { type: 'unsure'; candidates: number[]; residual: Word[]; named: boolean }
	/** Somebody is named whom the base does not hold; `wording` as typed. */
	| { type: 'unknown'; wording: string; nearest: number[] }
	/** Nobody is named, and no persona says anything about it. */
	| { type: 'nobody'; nearest: number[]; residual: Word[] };

/** Where answering, asking back and refusing part; chosen on the tuning questions (docs/quality.md). */
const LIKE_ENOUGH = 0.7;
const PERHAPS = 0.5;
const CLEAR_LEAD = 0.05;
const COVERED_WHEN_ASKED_WHO = 0.3;
/** Below these nobody is offered. */
const HINTED_WHEN_ASKED_WHO = 0.25;
const HINTED_UNASKED = 0.33;
/** "Who uses Excel?": several personas whose line holds every word are the answer together. */
const HOLDS_ALL = 0.95;
const MOST_TOGETHER = 8;
const CLEARLY_COVERED = 0.7;
const CLEAR_CONTENT_LEAD = 0.12;
const HINT_WORTH = 0.12;
const MOST_CANDIDATES = 5;

/** `names` are the words that name somebody, as typed. */
export type Finding = { found: Found; names: string[] };

export function findSubject(question: Question, index: BaseIndex): Finding {
	const named = namedSubject(question, index);
	const found = decide(named, question, index);
	const byRun = byLikeness(found) || (named.mentions.length > 0 && compares(question.folded));
	const naming = [...named.mentions, ...(byRun ? named.runs : [])];
	const names = naming.map(({ start, end }) =>
		question.words
			.slice(start, end)
			.map(({ form, raw }) => (question.folded.includes(form) ? form : fold(raw)))
			.join(' '),
	);
	return { found, names: found.type === 'unknown' ? [...names, found.wording] : names };
}

function byLikeness(found: Found): boolean {
	return (found.type === 'personas' && found.via === 'likeness') || (found.type === 'unsure' && found.named);
}

function decide(named: NamedSubject, { folded }: Question, index: BaseIndex): Found {
	if (named.mentions.length > 0) return withCompared(byMentions(named, index), named, compares(folded), index);
	const run = byRuns(named, index);
	if (run) return run;
	return byContent(
		describesSomebody(folded),
		[...named.runs.flatMap((other) => contentWords(other.words)), ...named.residual],
		index,
	);
}

function byMentions(named: NamedSubject, index: BaseIndex): Found {
	const residual = named.residual;
	const shared = named.mentions.some(({ personas }) => personas.length > 1);
	const telling = shared ? [...residual, ...named.runs.flatMap((run) => run.words)] : [];
	const hints = scoresByPersona(searchContent(telling, index));
	const groups = named.mentions
		.map((mention) => rankMention(mention, hints, index))
		.filter((group) => group.personas.length > 0);
	const sure = groups.filter((group) => !group.shared);
	const strongest = Math.max(...sure.map((group) => group.weight), 0);
	const chosen = sure.filter((group) => group.weight >= strongest - 0.1).flatMap((group) => group.personas.slice(0, 1));
	const others = groups.flatMap((group) => group.personas).filter((persona) => !chosen.includes(persona));
	if (chosen.length > 0)
		return { type: 'personas', personas: [...new Set(chosen)], via: 'name', runnersUp: [...new Set(others)], residual };
	return { type: 'unsure', candidates: [...new Set(others)].slice(0, MOST_CANDIDATES), residual, named: true };
}

/** "Compare the founder and the seller": whoever else is meant, even by a part of the name. */
function withCompared(found: Found, named: NamedSubject, comparing: boolean, index: BaseIndex): Found {
	if (!comparing || found.type !== 'personas') return found;
	const others = named.runs.flatMap((run) => {
		const [best] = likenessesOf(run, new Map(), index);
		return best && best.score >= PERHAPS ? [best.persona] : [];
	});
	return { ...found, personas: [...new Set([...found.personas, ...others])] };
}

type Group = { personas: number[]; weight: number; shared: boolean };

/** A name that several personas share goes to the one that the rest of the question speaks for, if any. */
function rankMention(mention: Mention, hints: Map<number, number>, index: BaseIndex): Group {
	const entries = mention.personas
		.filter(({ persona, weight }) => index.personas[persona]?.status === 'active' || weight > 0.9)
		.map(({ persona, weight }) => ({ persona, weight, hint: hints.get(persona) ?? 0 }))
		.sort((a, b) => b.weight - a.weight || b.hint - a.hint);
	const [first, second] = entries;
	if (!first) return { personas: [], weight: 0, shared: false };
	const rivals = second !== undefined && first.weight - second.weight < 0.05;
	const hinted = rivals && first.hint > 0 && first.hint - second.hint > CLEAR_CONTENT_LEAD * first.hint * 2;
	return { personas: entries.map((entry) => entry.persona), weight: first.weight, shared: rivals && !hinted };
}

function scoresByPersona(hits: ContentHit[]): Map<number, number> {
	return new Map(hits.map(({ persona, score }) => [persona, score]));
}

/** "Customers" and "people" are no job that a persona could be missing for. */
function namesAJob(word: Word): boolean {
	return (isRoleNoun(word) && rankOf(word.stem) !== 'generic') || spellOut(word) !== null;
}

function hasRole({ words }: Run): boolean {
	return words.some((word) => isRoleNoun(word) || rankOf(word.stem) !== null || spellOut(word) !== null);
}

type Likeness = { persona: number; score: number };

/** Null: the runs name nobody after all, and their words count as content. */
function byRuns(named: NamedSubject, index: BaseIndex): Found | null {
	const alone = named.runs.length === 1 && named.residual.length === 0;
	const naming = named.runs.filter((run) => alone || hasRole(run));
	if (naming.length === 0) return null;
	const hints = hintsOf(named.residual, index);
	const ranked = naming
		.map((run) => ({ run, likenesses: likenessesOf(run, hints, index) }))
		.sort((a, b) => (b.likenesses[0]?.score ?? 0) - (a.likenesses[0]?.score ?? 0));
	const best = ranked[0];
	if (!best) return null;
	const [first, second] = best.likenesses;
	const others = best.likenesses.map(({ persona }) => persona);
	const residual = [...named.residual, ...ranked.slice(1).flatMap((other) => contentWords(other.run.words))];
	if (first && first.score >= LIKE_ENOUGH) {
		const clear = first.score - (second?.score ?? 0) >= CLEAR_LEAD;
		if (clear)
			return {
				type: 'personas',
				personas: [first.persona],
				via: 'likeness',
				runnersUp: others.slice(1, MOST_CANDIDATES),
				residual,
			};
		return { type: 'unsure', candidates: others.slice(0, MOST_CANDIDATES), residual, named: true };
	}
	const roles = ranked.filter(
		({ run }) => run.words.some(namesAJob) && contentWords(run.words).some(({ stem }) => rankOf(stem) === null),
	);
	const role = roles[0];
	if (!role) return null;
	if (first && first.score >= PERHAPS && !hasStranger(best.run, index))
		return { type: 'unsure', candidates: others.slice(0, 3), residual, named: true };
	return { type: 'unknown', wording: wordingOf(role.run), nearest: nearestOf(role.run, role.likenesses, named, index) };
}

/** How much the rest of the question speaks for each persona, 0..1. */
function hintsOf(residual: Word[], index: BaseIndex): Map<number, number> {
	const hits = searchContent(residual, index);
	const strongest = hits[0]?.score ?? 1;
	return new Map(hits.map(({ persona, score, coverage }) => [persona, (score / strongest) * coverage]));
}

function likenessesOf(run: Run, hints: Map<number, number>, index: BaseIndex): Likeness[] {
	return index.identity
		.resemblance(run.words)
		.filter(({ persona }) => index.personas[persona]?.status === 'active')
		.map(({ persona, score }) => ({ persona, score: score + HINT_WORTH * (hints.get(persona) ?? 0) }))
		.sort((a, b) => b.score - a.score)
		.slice(0, MOST_CANDIDATES);
}

/** A word that says what somebody does and that no persona's name holds: the role is another one. */
function hasStranger(run: Run, index: BaseIndex): boolean {
	return contentWords(run.words).some((word) => !(index.identity.knows(word.stem) || isRoleNoun(word)));
}

function wordingOf(run: Run): string {
	return run.words.map((word) => word.raw).join(' ');
}

function nearestOf(run: Run, likenesses: Likeness[], named: NamedSubject, index: BaseIndex): number[] {
	const alike = likenesses.map(({ persona }) => persona);
	const content = searchContent([...contentWords(run.words), ...named.residual], index).map(({ persona }) => persona);
	return [...new Set([...alike, ...content])].slice(0, MOST_CANDIDATES);
}

/**
 * Nobody is named. Asked who, the best is worth giving with the others as choices; otherwise the words must
 * speak for one persona plainly.
 */
function byContent(who: boolean, words: Word[], index: BaseIndex): Found {
	const hits = searchContent(words, index);
	const personas = hits.map(({ persona }) => persona);
	const [first, second] = hits;
	if (!first || Math.max(first.coverage, first.line) < (who ? HINTED_WHEN_ASKED_WHO : HINTED_UNASKED))
		return { type: 'nobody', nearest: personas.slice(0, MOST_CANDIDATES), residual: words };
	const together = who ? hits.filter(({ exact }) => exact >= HOLDS_ALL).map(({ persona }) => persona) : [];
	if (together.length > 1 && together.length <= MOST_TOGETHER)
		return { type: 'personas', personas: together, via: 'content', runnersUp: [], residual: words };
	const lead = 1 - (second?.score ?? 0) / first.score;
	const sure = first.coverage >= CLEARLY_COVERED && lead >= CLEAR_CONTENT_LEAD;
	const worthGiving = who && Math.max(first.coverage, first.line) >= COVERED_WHEN_ASKED_WHO;
	if (sure || worthGiving)
		return {
			type: 'personas',
			personas: [first.persona],
			via: 'content',
			runnersUp: personas.slice(1, MOST_CANDIDATES),
			residual: words,
		};
	return { type: 'unsure', candidates: personas.slice(0, MOST_CANDIDATES), residual: words, named: false };
}
