import { FEEDBACK_KINDS, type FeedbackKind } from '../feedback/entry.ts';
import type { BaseIndex } from './base-index.ts';
import type { Question } from './question.ts';
import { type Word, wordsOf } from './words.ts';

/** A question about what the field reported, rather than about what the persona says. */
export type FeedbackRequest = {
	kinds: FeedbackKind[];
	/** How many were asked for; null when no number was named. */
	count: number | null;
	newest: boolean;
	account: string | null;
	/** Only entries from this date on (YYYY-MM-DD). */
	since: string | null;
};

const NUMBERS = new Map(
	'one two three four five six seven eight nine ten'
		.split(' ')
		.map((word, index): [string, number] => [word, index + 1]),
);
const MOST_ENTRIES = 20;

/** Nouns tell by themselves; a verb only where a deal is won or lost: visitors get lost on a page, too. */
function outcomeWords(nouns: string, verbs: string): RegExp {
	const deal = '(?:we|us|deals?|accounts?|customers?|tenders?|bids?|opportunit(?:y|ies)|contracts?|why|reps?)';
	return new RegExp(`\\b(?:${nouns}|${deal}\\b.{0,30}\\b(?:${verbs})|(?:${verbs})\\b.{0,20}\\b${deal})\\b`, 'u');
}

const KIND_WORDS: [FeedbackKind, RegExp][] = [
	['objection', /\b(objections?|push ?-?backs?|complaints?)\b/u],
	['quote', /\b(quotes?|quotations?|verbatims?|sound ?bites?)\b/u],
	['win', outcomeWords('wins?|victor(?:y|ies)|closed.won|successes', "won(?!')|win")],
	['loss', outcomeWords('loss(?:es)?|closed.lost|defeats?', 'lost|lose|losing|missed out on')],
	[
		'gap',
		/\b((product |feature )?gaps?|missing features?|feature requests?|(features?|what) (are|is|do) .{0,25}missing|wish ?lists?|requested|asked for)\b/u,
	],
	['correction', /\bcorrections?\b/u],
];

const FIELD_WORDS =
	/\b(feedback|(we|you|reps?|anyone|anybody|field|team|teams|customers?) (ever |really |have |did )?(heard?|hearing)|heard (about|anything|from)|reported|reports? from|reps? (say|said|report|hear|heard|tell|told|log)|logged|field|entries|from the field|in the field|lately|this (week|month|quarter|year)|past (week|month|quarter|year|\d+)|last (week|month|quarter|year|\d+ (days|weeks|months)))\b/u;

const NEWEST = /\b(newest|latest|most recent|recent(ly)?|last|lately|freshest|new)\b/u;

const COUNTED =
	/\b(?:last|latest|newest|most recent|recent|top|first|past)\s+(\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten)\b|\b(\d{1,3}|two|three|four|five|six|seven|eight|nine|ten)\s+(?:last|latest|newest|most recent|recent|freshest)\b/u;

/** Null when the question does not ask for feedback entries. `today` is YYYY-MM-DD. */
export function feedbackRequestIn(question: Question, index: BaseIndex, today: string): FeedbackRequest | null {
	const { folded } = question;
	const account = accountIn(question.words, index);
	const kinds = KIND_WORDS.filter(([, pattern]) => pattern.test(folded)).map(([kind]) => kind);
	const counted = countIn(folded);
	const newest = counted !== null || NEWEST.test(folded);
	const onlyReported = kinds.some(
		(kind) => kind === 'win' || kind === 'loss' || kind === 'gap' || kind === 'correction',
	);
	const wanted =
		account !== null ||
		FIELD_WORDS.test(folded) ||
		(newest && kinds.length > 0) ||
		(onlyReported && !isWinOver(folded));
	if (!wanted) return null;
	return {
		kinds: kinds.length > 0 ? kinds : [...FEEDBACK_KINDS],
		count: counted,
		newest,
		account,
		since: sinceIn(folded, today),
	};
}

/** "win them over" and "win the CFO over" ask how to convince, not for wins. */
function isWinOver(folded: string): boolean {
	return /\b(win|winning|won)\b.{0,40}\bover\b|\bhow (do|can|should|to|would)\b.{0,20}\bwin\b/u.test(folded);
}

function countIn(folded: string): number | null {
	const match = COUNTED.exec(folded);
	const word = match?.[1] ?? match?.[2];
	if (word === undefined) return null;
	const count = NUMBERS.get(word) ?? Number(word);
	return Number.isFinite(count) && count > 0 ? Math.min(count, MOST_ENTRIES) : null;
}

const DAYS: Record<string, number> = { day: 1, week: 7, month: 31, quarter: 92, year: 366 };

function sinceIn(folded: string, today: string): string | null {
	const match = /\b(?:past|last|this)\s+(?:(\d{1,3})\s+)?(day|week|month|quarter|year)s?\b/u.exec(folded);
	if (!match) return null;
	const days = Number(match[1] ?? 1) * (DAYS[match[2] ?? ''] ?? 0);
	return new Date(Date.parse(`${today}T00:00:00Z`) - days * 86_400_000).toISOString().slice(0, 10);
}

const accountWords = new WeakMap<BaseIndex, Map<string, { name: string; stems: string[] }[]>>();

/** An account named in full in the question. */
function accountIn(words: Word[], index: BaseIndex): string | null {
	const byFirst = accountWords.get(index) ?? accountsOf(index);
	accountWords.set(index, byFirst);
	for (const [position, word] of words.entries()) {
		for (const { name, stems } of byFirst.get(word.stem) ?? []) {
			if (stems.every((stem, offset) => words[position + offset]?.stem === stem)) return name;
		}
	}
	return null;
}

function accountsOf(index: BaseIndex): Map<string, { name: string; stems: string[] }[]> {
	const names = new Set(index.feedback.flatMap((entry) => entry.account ?? []));
	const accounts = [...names].map((name) => ({ name, stems: wordsOf(name).map((word) => word.stem) }));
	return Map.groupBy(
		accounts.filter(({ stems }) => stems.length > 0).toSorted((a, b) => b.stems.length - a.stems.length),
		({ stems }) => stems[0] ?? '',
	);
}
