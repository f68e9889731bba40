import type { BaseIndex } from './base-index.ts';
import { type Found, findSubject } from './find.ts';
import { type Question, readQuestion, withoutNames } from './question.ts';
import { isRoleNoun, rankOf } from './role-words.ts';
import { segmentAskedFor, withoutSegment } from './segment-asked.ts';
import { isMisuse, smallTalkIn } from './small-talk.ts';
import { asksWho } from './subject.ts';
import { type TopicMatch, topicsIn } from './topics.ts';
import type { Word } from './words.ts';

/** What the earlier turns of a conversation leave for the next: whom it is about and what was asked last. */
export type Thread = { focus: number[]; topics: TopicMatch[]; residual: Word[] };

const EMPTY: Thread = { focus: [], topics: [], residual: [] };
/** Older turns hardly ever say whom a question is about. */
const TURNS_READ = 4;
const MOST_FOCUS = 3;

/** A question with the thread's help: whom it is about, the topics and the words that the lines should hold. */
export type Turn = { question: Question; found: Found; topics: TopicMatch[]; residual: Word[]; followsUp: boolean };

/** Reads the earlier user turns, oldest first. */
export function readThread(history: string[], index: BaseIndex): Thread {
	return history.slice(-TURNS_READ).reduce((thread, text) => {
		if (smallTalkIn(text) || isMisuse(text)) return thread;
		return nextThread(readTurn(readQuestion(text, index), thread, index), thread);
	}, EMPTY);
}

function nextThread({ found, topics, residual }: Turn, thread: Thread): Thread {
	const about =
		found.type === 'personas' ? found.personas : found.type === 'unsure' ? found.candidates.slice(0, 1) : [];
	const focus = [...new Set([...about, ...thread.focus])].slice(0, MOST_FOCUS);
	return {
		focus,
		topics: topics.length > 0 || residual.length > 0 ? topics : thread.topics,
		residual: topics.length > 0 || residual.length > 0 ? residual : thread.residual,
	};
}

export function readTurn(asked: Question, thread: Thread, index: BaseIndex): Turn {
	const { found: finding, names } = findSubject(asked, index);
	const segment = segmentAskedFor(asked.words, index);
	const segmentName = index.segments.find(({ id }) => id === segment)?.name ?? '';
	const question = { ...asked, topics: topicsIn(withoutNames(asked.folded, [...names, segmentName])) };
	const found =
		finding.type === 'unknown' ? finding : { ...finding, residual: withoutSegment(finding.residual, segment, index) };
	if (thread.focus.length === 0 && thread.topics.length === 0) {
		return { question, found, topics: question.topics, residual: residualOf(found), followsUp: false };
	}
	const meant = preferKin(found, thread, index);
	if (namesSomebody(meant, question)) return aboutSomebodyNew(question, meant, thread);
	return thread.focus.length > 0 ? aboutTheFocus(question, meant, thread) : aboutSomebodyNew(question, meant, thread);
}

/** "No, the analyst", said about a procurement director, means the procurement analyst. */
function preferKin(found: Found, thread: Thread, index: BaseIndex): Found {
	const [focus] = thread.focus;
	if (focus === undefined || found.type === 'unknown' || found.type === 'nobody') return found;
	const candidates =
		found.type === 'unsure'
			? found.candidates
			: found.via === 'likeness'
				? [...found.personas, ...found.runnersUp]
				: [];
	const telling = (persona: number) =>
		index
			.identityWords(persona)
			.filter((word) => rankOf(word.stem) === null && !isRoleNoun(word))
			.map(({ stem }) => stem);
	const own = new Set(telling(focus));
	const kin = candidates.filter((persona) => persona !== focus && telling(persona).some((stem) => own.has(stem)));
	const [only] = kin;
	if (only === undefined || kin.length > 1) return found;
	return {
		type: 'personas',
		personas: [only],
		via: 'likeness',
		runnersUp: candidates.filter((persona) => persona !== only),
		residual: found.residual,
	};
}

function residualOf(found: Found): Word[] {
	return found.type === 'unknown' ? [] : found.residual;
}

const POINTS_BACK =
	/\b(they|them|their|theirs|he|him|his|she|her|it|its|that (one|persona|person|buyer|user)|this (one|persona|person|buyer|user)|those|these|same)\b/u;
const TURNS_TO =
	/^(no|nope|not|sorry|wait|actually|i (mean|meant)|and|what about|how about|ok(ay)?|same|now|instead|rather|but|then|compare)\b/u;

/** In a thread a likeness must be strong, or the wording must turn to somebody, before the subject changes. */
function namesSomebody(found: Found, { folded, topics }: Question): boolean {
	if (found.type === 'personas' && found.via === 'name') return true;
	if (found.type === 'personas' && found.via === 'likeness') return !POINTS_BACK.test(folded) || TURNS_TO.test(folded);
	if (asksWho(folded) && !/\b(else|involved|sign|signs|approves?|decides?|block|veto|influences?)\b/u.test(folded))
		return found.type === 'personas';
	if (found.type === 'unknown')
		return (
			!POINTS_BACK.test(folded) &&
			(TURNS_TO.test(folded) || topics.some(({ name }) => name === 'pitch' || name === 'overview'))
		);
	return false;
}

function aboutSomebodyNew(question: Question, found: Found, thread: Thread): Turn {
	const own = residualOf(found);
	const silent = question.topics.length === 0 && own.length === 0;
	const compared = comparesWith(question) && found.type === 'personas' && found.personas.length === 1;
	const both: Found = compared
		? { ...found, personas: [...new Set([...thread.focus.slice(0, 1), ...found.personas])] }
		: found;
	return {
		question,
		found: both,
		topics: silent ? thread.topics : question.topics,
		residual: silent ? thread.residual : own,
		followsUp: true,
	};
}

function aboutTheFocus(question: Question, found: Found, thread: Thread): Turn {
	const own = residualOf(found).length > 0 ? residualOf(found) : [];
	const silent = question.topics.length === 0 && own.length === 0;
	const wanted = comparesWith(question) ? thread.focus.slice(0, 2) : thread.focus.slice(0, 1);
	return {
		question,
		found: { type: 'personas', personas: wanted, via: 'name', runnersUp: [], residual: own },
		topics: silent ? thread.topics : question.topics,
		residual: silent ? thread.residual : own,
		followsUp: true,
	};
}

const COMPARES =
	/\b(compar(e|ed|ing|ison)|versus|vs\.?|differ(s|ent|ence|ences)?|contrast|both|side by side|in common|similar(ities)?|the two|each of them)\b/u;

export function comparesWith({ folded }: Question): boolean {
	return COMPARES.test(folded);
}
