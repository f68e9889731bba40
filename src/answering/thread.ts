import type { BaseIndex } from './base-index.ts';
import { compares } from './comparing.ts';
import { type Found, findSubject } from './find.ts';
import { type Question, readQuestion, withoutNames } from './question.ts';
import { isBareTitle, isRoleNoun, rankOf } from './role-words.ts';
import { segmentAskedFor, withoutSegment } from './segment-asked.ts';
import { isMisuse, smallTalkIn } from './small-talk.ts';
import { asksWho } from './subject.ts';
import type { TopicGuess } from './topic-model.ts';
import type { TopicMatch } from './topics.ts';
import { type TopicsAsked, topicsAsked } from './topics-asked.ts';
import type { Word } from './words.ts';

/** What the earlier turns of a conversation leave for the next: whom it is about and what was asked last. */
export type Thread = { focus: number[]; topics: TopicMatch[]; residual: Word[] };

const EMPTY: Thread = { focus: [], topics: [], residual: [] };
/** Older turns hardly ever say whom a question is about. */
const TURNS_READ = 4;
const MOST_FOCUS = 3;

/** A question with the thread's help: whom it is about, the topics and the words that the lines should hold. */
/** A question with what it asks for, read without the names in it. */
type AskedQuestion = Question & TopicsAsked;

export type Turn = {
	question: AskedQuestion;
	found: Found;
	topics: TopicMatch[];
	guesses: TopicGuess[];
	residual: Word[];
	followsUp: boolean;
};

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

export function readTurn(typed: Question, thread: Thread, index: BaseIndex): Turn {
	const asked = thread.focus.length > 0 ? withoutCorrection(typed, index) : typed;
	const { found: finding, names } = findSubject(asked, index);
	const segment = segmentAskedFor(asked.words, index);
	const segmentName = index.segments.find(({ id }) => id === segment)?.name ?? '';
	const question = { ...asked, ...topicsAsked(withoutNames(asked.folded, [...names, segmentName])) };
	const found = withoutOffTopic(withoutSegmentWords(finding, segment, index), question);
	if (thread.focus.length === 0 && thread.topics.length === 0) {
		return {
			question,
			found,
			topics: question.topics,
			guesses: question.guesses,
			residual: residualOf(found),
			followsUp: false,
		};
	}
	const meant = preferKin(found, question, thread, index);
	if (namesSomebody(meant, question)) return aboutSomebodyNew(question, meant, thread);
	if (meant.type === 'nobody' && question.offTopic >= SURELY_OFF_TOPIC)
		return { ...aboutSomebodyNew(question, meant, EMPTY), followsUp: false };
	return thread.focus.length > 0 ? aboutTheFocus(question, meant, thread) : aboutSomebodyNew(question, meant, thread);
}

function withoutSegmentWords(found: Found, segment: string | null, index: BaseIndex): Found {
	return found.type === 'unknown' ? found : { ...found, residual: withoutSegment(found.residual, segment, index) };
}

const HARDLY_ON_TOPIC = 0.75;
const SURELY_OFF_TOPIC = 0.93;

/** "Book a flight to the CFO summit": words of the base alone make no question about customers. */
function withoutOffTopic(found: Found, { offTopic }: AskedQuestion): Found {
	const named = found.type === 'unknown' || (found.type === 'personas' && found.via !== 'content');
	if (offTopic < (named ? SURELY_OFF_TOPIC : HARDLY_ON_TOPIC)) return found;
	return { type: 'nobody', nearest: [], residual: residualOf(found) };
}

const CORRECTS =
	/^(?:(?:oops|sorry|no|nope|nah|wait|hmm+|ah|argh|my bad|my mistake|apologies|actually)\b[\s,.!:-]*)+|\b(?:wrong (?:one|persona|person|role)|i (?:was|am) (?:asking|talking) (?:about|for)|i(?:'m| am) asking about|i (?:actually |really )?(?:meant?|mean)|that(?:'s| is) not (?:who|what) i (?:meant?|asked)(?: for| about)?|not (?:that|this) one)\b[\s,.!:-]*/giu;

/** "Oops, wrong one, the safety manager": what only corrects is no matter to look for. */
function withoutCorrection(question: Question, index: BaseIndex): Question {
	const rest = question.text.replaceAll(CORRECTS, ' ').trim();
	return rest === question.text || rest === '' ? question : readQuestion(rest, index);
}

/** "No, the analyst", said about a procurement director, means the procurement analyst. */
function preferKin(found: Found, question: AskedQuestion, thread: Thread, index: BaseIndex): Found {
	const [focus] = thread.focus;
	if (focus === undefined || found.type === 'unknown') return found;
	const candidates = kinCandidates(found, question, index);
	const telling = (persona: number) =>
		index
			.identityWords(persona)
			.filter((word) => !isBareTitle(word))
			.map(({ stem }) => stem);
	const own = new Set(telling(focus));
	const kin = candidates.filter((persona) => persona !== focus && telling(persona).some((stem) => own.has(stem)));
	const [only] = kin;
	if (only === undefined || kin.length > 1) return found;
	return {
		type: 'personas',
		personas: [only],
		via: 'name',
		runnersUp: candidates.filter((persona) => persona !== only).slice(0, MOST_FOCUS),
		residual: found.residual.filter((word) => rankOf(word.stem) === null && !isRoleNoun(word)),
	};
}

function kinCandidates(found: Found, { words }: AskedQuestion, index: BaseIndex): number[] {
	if (found.type === 'unsure') return found.candidates;
	if (found.type === 'personas') return found.via === 'likeness' ? [...found.personas, ...found.runnersUp] : [];
	const titles = words.filter((word) => isRoleNoun(word) || ['leader', 'manager'].includes(rankOf(word.stem) ?? ''));
	if (titles.length !== 1 || words.length > SHORT_CORRECTION) return [];
	return index.personas.flatMap((persona, number) =>
		persona.status === 'active' && index.identityWords(number).some(({ stem }) => stem === titles[0]?.stem)
			? [number]
			: [],
	);
}

/** "The director": so few words name one of the same kind. */
const SHORT_CORRECTION = 5;

function residualOf(found: Found): Word[] {
	return found.type === 'unknown' ? [] : found.residual;
}

const POINTS_BACK =
	/\b(they|them|their|theirs|he|him|his|she|her|it|its|that (one|persona|person|buyer|user)|this (one|persona|person|buyer|user)|those|these|same)\b/u;
const TURNS_TO =
	/^(no|nope|not|sorry|wait|actually|i (mean|meant)|and|what about|how about|ok(ay)?|same|now|instead|rather|but|then|compare)\b/u;

/** In a thread a likeness must be strong, or the wording must turn to somebody, before the subject changes. */
function namesSomebody(found: Found, { folded, topics }: AskedQuestion): boolean {
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

function aboutSomebodyNew(question: AskedQuestion, found: Found, thread: Thread): Turn {
	const own = residualOf(found);
	const silent = question.topics.length === 0 && own.length === 0;
	const compared = compares(question.folded) && found.type === 'personas' && found.personas.length === 1;
	const both: Found = compared
		? { ...found, personas: [...new Set([...thread.focus.slice(0, 1), ...found.personas])] }
		: found;
	return {
		question,
		found: both,
		topics: silent ? thread.topics : question.topics,
		guesses: silent ? [] : question.guesses,
		residual: silent ? thread.residual : own,
		followsUp: true,
	};
}

function aboutTheFocus(question: AskedQuestion, found: Found, thread: Thread): Turn {
	const own = residualOf(found).length > 0 ? residualOf(found) : [];
	const silent = question.topics.length === 0 && own.length === 0;
	const wanted = compares(question.folded) ? thread.focus.slice(0, 2) : thread.focus.slice(0, 1);
	return {
		question,
		found: { type: 'personas', personas: wanted, via: 'name', runnersUp: [], residual: own },
		topics: silent ? thread.topics : question.topics,
		guesses: silent ? [] : question.guesses,
		residual: silent ? thread.residual : own,
		followsUp: true,
	};
}
