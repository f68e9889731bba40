import type { FeedbackEntry, FeedbackKind } from '../feedback/entry.ts';
import { type Answer, type Draft, sourceParts } from './answer.ts';
import type { BaseIndex, IndexedStatement } from './base-index.ts';
import { answered, refused } from './compose.ts';
import type { FeedbackRequest } from './feedback-request.ts';
import { isFrameWord } from './frame-words.ts';
import { newestFirst, rankEntries } from './relevance.ts';
import { entryPoint, listed, pointOf } from './wording.ts';
import { type Word, wordsOf } from './words.ts';

export type FeedbackQuestion = { request: FeedbackRequest; personas: number[]; residual: Word[]; index: BaseIndex };

const POINTS = 3;
const MORE = 7;
const HELD = 0.25;
/** Words that few of the newest hold are no filter. */
const CLEARLY_HELD = 0.5;

/** What the field reported: filtered by what the question names, newest or most fitting first. */
export function answerFromFeedback(question: FeedbackQuestion): Answer | null {
	const { request, personas, index } = question;
	const entries = fittingEntries(question);
	const drafts =
		request.kinds.length === 1 && request.kinds[0] === 'quote'
			? withPersonaQuotes(entries, question)
			: entries.map(entryPoint);
	if (drafts.length === 0) return personas.length === 0 && request.account === null ? null : nothingReported(question);
	const shown = request.count ?? POINTS;
	const about = personas.length > 0 ? personas : personasOf(entries, index);
	return answered(
		{
			title: titleOf(question),
			points: drafts.slice(0, shown),
			more: drafts.slice(shown, shown + MORE),
			notes: shortfall(request, drafts.length),
			personas: about,
		},
		index,
	);
}

function fittingEntries({ request, personas, residual, index }: FeedbackQuestion): FeedbackEntry[] {
	const ids = new Set(personas.map((number) => index.personas[number]?.id));
	const pool = personas.length > 0 ? [...ids].flatMap((id) => index.feedbackOf(id ?? '')) : index.feedback;
	const filtered = ofKind(
		pool.filter(
			(entry) =>
				(request.account === null || entry.account === request.account) &&
				(request.since === null || (entry.at ?? '') >= request.since),
		),
		request,
	);
	const matter = matterOf(residual, request);
	if (matter.length === 0) return filtered.toSorted(newestFirst);
	const ranked = rankEntries(matter, filtered, index);
	if (request.account !== null) return ranked.map(({ item }) => item);
	const best = ranked[0]?.score ?? 0;
	const least = Math.max(request.newest ? CLEARLY_HELD : HELD, best / 2);
	const entries = ranked.filter(({ score }) => score >= least).map(({ item }) => item);
	if (entries.length === 0 && request.newest) return filtered.toSorted(newestFirst);
	return request.newest ? entries.toSorted(newestFirst) : entries;
}

/** An account's entries of the asked kinds or, where it has none of them, all of its entries. */
function ofKind(entries: FeedbackEntry[], { kinds, account }: FeedbackRequest): FeedbackEntry[] {
	const wanted = entries.filter(({ kind }) => kinds.includes(kind));
	return wanted.length === 0 && account !== null ? entries : wanted;
}

const REQUEST_WORDS = new Set(
	wordsOf(
		'objection quote win loss lose lost gap correction pushback feedback newest latest recent last entry one two three four five six seven eight nine ten report reported heard field rep reps log logged week month quarter year day past deal account request feature requested missing complaint since',
	).map(({ stem }) => stem),
);

/** What the entries should be about, without the words that only say which entries. */
function matterOf(residual: Word[], { account }: FeedbackRequest): Word[] {
	const ofAccount = new Set(account === null ? [] : wordsOf(account).map(({ stem }) => stem));
	return residual.filter(
		({ stem, form }) => !(REQUEST_WORDS.has(stem) || ofAccount.has(stem) || isFrameWord(stem) || /^\d+$/u.test(form)),
	);
}

/** The persona's own quotes are quotes too; all together newest first. */
function withPersonaQuotes(
	entries: FeedbackEntry[],
	{ personas, residual, request, index }: FeedbackQuestion,
): Draft[] {
	if (matterOf(residual, request).length > 0 || request.account !== null) return entries.map(entryPoint);
	const own = personas.flatMap((number) =>
		index
			.statements(number)
			.filter((statement) => statement.shape.type === 'quote')
			.map((statement) => ({
				at: dateOf(statement),
				draft: pointOf(index.personas[number]?.id ?? '', statement, false, (id) => id),
			})),
	);
	const reported = entries.map((entry) => ({ at: entry.at ?? '', draft: entryPoint(entry) }));
	const said = new Set(own.map(({ draft }) => draft.sources.flatMap(sourceParts).join()));
	return [...own, ...reported.filter(({ draft }) => !said.has(draft.sources.flatMap(sourceParts).join()))]
		.filter(({ at }) => request.since === null || at >= request.since)
		.sort((a, b) => b.at.localeCompare(a.at))
		.map(({ draft }) => draft);
}

function dateOf({ shape }: IndexedStatement): string {
	return shape.type === 'quote' ? (shape.date ?? '') : '';
}

function personasOf(entries: FeedbackEntry[], index: BaseIndex): number[] {
	return [...new Set(entries.slice(0, POINTS).flatMap((entry) => index.numberOf(entry.persona ?? '') ?? []))];
}

const PLURALS: Record<FeedbackKind, string> = {
	objection: 'objections',
	quote: 'quotes',
	win: 'wins',
	loss: 'losses',
	gap: 'product gaps',
	correction: 'corrections',
};

function titleOf({ request, personas, index }: FeedbackQuestion): string {
	const kinds = request.kinds.length > 3 ? 'feedback' : listed(request.kinds.map((kind) => PLURALS[kind]));
	const names = listed(personas.flatMap((number) => index.personas[number]?.name ?? []));
	const about = [names === '' ? null : `about ${names}`, request.account === null ? null : `from ${request.account}`]
		.filter((part) => part !== null)
		.join(' ');
	const which = request.newest ? `Newest ${kinds}` : `${kinds[0]?.toUpperCase()}${kinds.slice(1)} from the field`;
	return about === '' ? which : `${which} ${about}`;
}

function shortfall({ count }: FeedbackRequest, found: number): string[] {
	return count !== null && found < count ? [`The base holds only ${found}.`] : [];
}

function nothingReported(question: FeedbackQuestion): Answer {
	const { personas, index, request } = question;
	const kinds =
		request.kinds.length > 3
			? 'feedback'
			: listed(
					request.kinds.map((kind) => PLURALS[kind]),
					'or',
				);
	const names = listed(personas.flatMap((number) => index.personas[number]?.name ?? []));
	const note = `The base holds no ${kinds}${names === '' ? '' : ` about ${names}`}${request.account === null ? '' : ` from ${request.account}`} that fit. Nobody has logged any yet.`;
	return refused({ reason: 'not_recorded', notes: [note], personas }, index);
}
