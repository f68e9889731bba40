import type { Team } from '../personas/team.ts';
import type { Answer } from './answer.ts';
import { answerFromFeedback } from './answer-feedback.ts';
import { answerList } from './answer-list.ts';
import { answerAboutPersona, answerComparing, answerHolding } from './answer-persona.ts';
import type { BaseIndex } from './base-index.ts';
import { compares } from './comparing.ts';
import { answered, clarify, refused, spoken } from './compose.ts';
import { feedbackRequestIn } from './feedback-request.ts';
import type { Found } from './find.ts';
import { MISUSE_NOTE, outOfScopeNotes, smallTalkNotes } from './help-texts.ts';
import { listRequestIn } from './list-request.ts';
import { type Question, readQuestion } from './question.ts';
import { nearestQuotes, type QuoteHit, quoteAskedFor } from './quote-search.ts';
import { isMisuse, smallTalkIn } from './small-talk.ts';
import { asksWho } from './subject.ts';
import { teamAskedFor } from './team-lens.ts';
import { readThread, readTurn, type Turn } from './thread.ts';
import { entryPoint, listed, pointOf } from './wording.ts';
import type { Word } from './words.ts';

export type QuestionRequest = {
	text: string;
	team: Team;
	/** Earlier user turns of the thread, oldest first. */
	history: string[];
};

/** The answer from stored lines alone, without a model; `today` (YYYY-MM-DD) decides what is overdue or recent. */
export function answerQuestion({ text, team, history }: QuestionRequest, index: BaseIndex, today: string): Answer {
	if (isMisuse(text)) return refused({ reason: 'out_of_scope', notes: [MISUSE_NOTE] }, index);
	const talk = smallTalkIn(text);
	if (talk) return spoken(smallTalkNotes(talk, index));
	const question = readQuestion(text, index);
	if (question.words.length === 0) return refused({ reason: 'out_of_scope', notes: outOfScopeNotes(index) }, index);
	const list = listRequestIn(question);
	const fitting = list && answerList(list, index, today);
	if (fitting && (fitting.outcome === 'answered' || !asksWho(question.folded))) return fitting;
	const quoted = quoteAnswer(question, index);
	if (quoted) return quoted;
	const near = history.length === 0 ? nearestQuotesAnswer(question, index) : null;
	if (near) return near;
	const turn = readTurn(question, readThread(history, index), index);
	return byTurn(turn, teamAskedFor(question.folded) ?? team, index, today);
}

function quoteAnswer(question: Question, index: BaseIndex): Answer | null {
	const hit = quoteAskedFor(question, index);
	if (!hit) return null;
	const name = hit.persona === null ? null : (index.personas[hit.persona]?.name ?? null);
	const title = name === null ? 'Said by somebody whom no persona covers yet' : `Said by ${name}`;
	return answered({ title, points: [quotePoint(hit)], personas: hit.persona === null ? [] : [hit.persona] }, index);
}

function quotePoint({ source }: QuoteHit) {
	if (source.kind === 'feedback') return entryPoint(source.entry);
	return pointOf(source.persona, source.statement, true, (id) => id);
}

/** Not word for word: what comes nearest, each with who said it. */
function nearestQuotesAnswer(question: Question, index: BaseIndex): Answer | null {
	const hits = nearestQuotes(question, index);
	if (hits.length === 0) return null;
	const nameOf = (persona: number | null) => (persona === null ? null : (index.personas[persona]?.name ?? null));
	const points = hits.map((hit) => ({ ...quotePoint(hit), label: nameOf(hit.persona) ?? 'No persona yet' }));
	const personas = [...new Set(hits.flatMap(({ persona }) => persona ?? []))];
	const notes = ['Nobody is recorded with just these words; these statements come nearest.'];
	return answered({ title: 'Who said it', notes, points, personas }, index);
}

function byTurn(turn: Turn, team: Team, index: BaseIndex, today: string): Answer {
	const { found } = turn;
	const request = feedbackRequestIn(turn.question, index, today);
	if (request && found.type !== 'unknown') {
		const personas = found.type === 'personas' && (found.via !== 'content' || turn.followsUp) ? found.personas : [];
		const fromField =
			found.type === 'unsure' && request.account === null && found.candidates.length > 1 && isNamedUnsure(turn)
				? null
				: answerFromFeedback({ request, personas, residual: turn.residual, index });
		if (fromField) return fromField;
	}
	switch (found.type) {
		case 'personas':
			return aboutPersonas(turn, found, team, index, today);
		case 'unsure':
			return clarify([whichOne(namesOf(found.candidates.slice(0, 3), index))], found.candidates, index);
		case 'unknown':
			return unknownPersona(found.wording, found.nearest, index);
		case 'nobody':
			return aboutNobody(turn, found.nearest, index);
	}
}

function whichOne(names: string[]): string {
	const [only] = names;
	return names.length === 1 ? `Do you mean the ${only}?` : `Which one do you mean: ${listed(names, 'or')}?`;
}

/** The doubt is about who is named, not about which persona says something. */
function isNamedUnsure({ found }: Turn): boolean {
	return found.type === 'unsure' && found.named;
}

function aboutPersonas(
	turn: Turn,
	found: Found & { type: 'personas' },
	team: Team,
	index: BaseIndex,
	today: string,
): Answer {
	const { personas, runnersUp } = found;
	const several =
		personas.length > 1 && (compares(turn.question.folded) || /\b(and|or|both|each)\b/u.test(turn.question.folded));
	const request = { turn, personas, runnersUp, team, index, today };
	if (personas.length > 1 && found.via === 'content' && asksWho(turn.question.folded)) return answerHolding(request);
	return several
		? answerComparing(request)
		: answerAboutPersona({ ...request, runnersUp: [...personas.slice(1), ...runnersUp] });
}

function unknownPersona(wording: string, nearest: number[], index: BaseIndex): Answer {
	const names = namesOf(nearest.slice(0, 3), index);
	const closest = names.length === 0 ? '' : ` The closest ${names.length === 1 ? 'is' : 'are'} ${listed(names)}.`;
	const notes = [
		`There is no persona for “${wording}” yet.${closest} Ask the owners to add it if you meet such people often.`,
	];
	return refused({ reason: 'unknown_persona', notes, candidates: nearest.slice(0, 3) }, index);
}

/** Wording that only makes sense about a kind of customer, so whoever it names is a persona that is missing. */
const ABOUT_CUSTOMERS = new Set([
	'pitch',
	'objections',
	'dealBreakers',
	'triggers',
	'convincedBy',
	'goals',
	'challenges',
	'criteria',
	'influencers',
	'proof',
	'quotes',
	'avoid',
	'say',
	'overview',
	'tone',
]);

function aboutNobody(turn: Turn, nearest: number[], index: BaseIndex): Answer {
	const { residual, topics, question } = turn;
	if (residual.length === 0 && topics.length > 0) return whichPersona(index);
	const strong = topics.filter(({ strength }) => strength === 'strong');
	const [first] = residual;
	const customer = strong.some(({ name }) => ABOUT_CUSTOMERS.has(name));
	if (
		first &&
		(isCalledPersona(residual, question.folded) || (customer && standsForSomebody(first, question.folded)))
	) {
		return unknownPersona(residual.map(({ raw }) => raw).join(' '), nearest, index);
	}
	return refused({ reason: 'out_of_scope', notes: outOfScopeNotes(index) }, index);
}

/** "The zookeeper persona". */
function isCalledPersona(residual: Word[], folded: string): boolean {
	return new RegExp(`\\b${residual.at(-1)?.form} persona\\b`, 'u').test(folded);
}

/** "sell to florists", "objections of florists", "what do florists want": the word stands where a persona would. */
function standsForSomebody({ form }: Word, folded: string): boolean {
	const before =
		'(?:pitch|sell|selling|approach|approaching|convince|persuade|engage|target|message|to|of|from|for|with|do|does|would|are|by|drives?|motivates?|frustrates?|convinces|about)';
	return new RegExp(`\\b${before} (?:the |a |an |our |some |any )?${form}`, 'u').test(folded);
}

/** A question about no persona in particular: the personas that the field talks about most are offered. */
function whichPersona(index: BaseIndex): Answer {
	const numbers = index.personas
		.map((_, number) => number)
		.filter((number) => index.personas[number]?.status === 'active');
	const talked = numbers.toSorted((a, b) => entries(b, index) - entries(a, index)).slice(0, 3);
	return clarify(
		[`Which persona do you mean, for example ${listed(namesOf(talked, index), 'or')}? Say “list” to see all.`],
		talked,
		index,
	);
}

function entries(number: number, index: BaseIndex): number {
	return index.feedbackOf(index.personas[number]?.id ?? '').length;
}

function namesOf(numbers: number[], index: BaseIndex): string[] {
	return numbers.flatMap((number) => index.personas[number]?.name ?? []);
}
