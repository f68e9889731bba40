import type { BaseIndex } from './base-index.ts';
import { numbersIn } from './numbers.ts';
import { contentSynonyms, roleSynonyms } from './synonyms.ts';
import { contentWords, fold, isStopWord, type Word, wordsOf } from './words.ts';

/** A sentence that a model wrote, and what it says carries it. */
export type WrittenClaim = { text: string; quote: string | null; cites: string[] };

/** What may be cited: the stored parts, and whether the statement says what not to do. */
export type Citable = { parts: string[]; forbids: boolean };

export type Verdict = { type: 'holds' } | { type: 'fails'; why: CheckFailure };
export type CheckFailure =
	| 'no_citation'
	| 'unknown_citation'
	| 'quote'
	| 'number'
	| 'name'
	| 'link'
	| 'support'
	| 'negation'
	| 'length';

const LONGEST = 400;
/** Share of the claim's telling words that the cited evidence must hold (research: .5 catches most at few false alarms). */
const SUPPORTED = 0.5;
const SHORTEST_QUOTE = 3;

/** Checks one claim against the evidence it cites, without any model. `question` may lend its words and names. */
export function checkClaim(
	claim: WrittenClaim,
	evidence: Map<string, Citable>,
	question: string,
	index: BaseIndex,
): Verdict {
	const why = failureOf(claim, evidence, question, index);
	return why === null ? { type: 'holds' } : { type: 'fails', why };
}

function failureOf(
	claim: WrittenClaim,
	evidence: Map<string, Citable>,
	question: string,
	index: BaseIndex,
): CheckFailure | null {
	if (claim.cites.length === 0) return 'no_citation';
	const cited = claim.cites.map((id) => evidence.get(id));
	if (cited.some((item) => item === undefined)) return 'unknown_citation';
	const citable = cited.filter((item) => item !== undefined);
	const text = citable.flatMap(({ parts }) => parts).join(' · ');
	if (claim.text.length > LONGEST) return 'length';
	if (holdsMarkup(claim.text)) return 'link';
	if (!quoteHolds(claim, citable)) return 'quote';
	if (!numbersHold(claim.text, text)) return 'number';
	if (!namesHold(claim.text, `${text} ${question}`, index)) return 'name';
	if (claim.quote !== null) return null;
	if (support(claim.text, text, question) < SUPPORTED) return 'support';
	if (clausesOf(claim.text).some((clause) => isAdded(clause, text, question))) return 'support';
	return negationHolds(claim.text, citable) ? null : 'negation';
}

/** The model writes no links, mentions or markup; whatever looks like one is not shown. */
function holdsMarkup(text: string): boolean {
	return /https?:|www\.|\b[\w-]+\.(com|net|org|io|example|dev|ai|co)\b|[<>]|\]\(|[@#]\w|\p{Cc}/u.test(text);
}

/** A quote, and anything in quotation marks, must stand in the evidence word for word. */
function quoteHolds({ text, quote }: WrittenClaim, citable: Citable[]): boolean {
	const stored = citable.flatMap(({ parts }) => parts).map(plain);
	const quoted = [...text.matchAll(/[“"]([^”"]+)[”"]/gu)]
		.map((match) => match[1] ?? '')
		.filter((part) => wordsOf(part).length >= SHORTEST_QUOTE);
	const all = quote === null ? quoted : [...quoted, quote];
	if (quote !== null && wordsOf(quote).length < SHORTEST_QUOTE) return false;
	return all.every((part) => stored.some((text) => text.includes(plain(part))));
}

function plain(text: string): string {
	return fold(text)
		.replace(/["']/gu, '')
		.replace(/\s+/gu, ' ')
		.replace(/[.!?,;: ]+$/u, '')
		.trim();
}

function numbersHold(claim: string, evidence: string): boolean {
	const known = numbersIn(evidence);
	return [...numbersIn(claim)].every((number) => known.has(number));
}

/** Words that may begin a sentence with a capital without being a name. */
const OPENERS = new Set(
	wordsOf(
		'Lead Bring Offer Start Show Ask Send Avoid Expect Name Point Open Begin Keep Use Focus Highlight Emphasise Emphasize Mention Stress Explain Prepare Prove Share Provide Give Build Make Help Speak Talk Write Answer Respond Reply Address Acknowledge ' +
			'Agree Compare Propose Suggest Position Pitch Frame Present Include Involve Find Set Plan Let Tell Say Reps Customers Buyers Users Visitors People Most Many Some Their They Budget Objection Objections Goal Goals Decision Because While Once Although ' +
			'Before After During Since However Also Then First Second Third Finally Instead Rather Be Do Never Always Skip Stay Treat Test Try Publish Post Put Place Run Make Design Ship Support Reach Get Book Walk Work Wait Watch Learn Remember Note Demonstrate Reassure Invite Follow Tailor Connect Anchor Back Cite Close Confirm Counter Data Demo Early',
	).map(({ stem }) => stem),
);

function namesHold(claim: string, known: string, index: BaseIndex): boolean {
	const stems = new Set(wordsOf(known).map(({ stem }) => stem));
	const sentences = claim.split(/(?<=[.!?:;“"])\s+/u);
	return sentences.every((sentence) =>
		wordsOf(sentence).every((word, position) => !isStrangeName(word, position, stems, index)),
	);
}

function isStrangeName(word: Word, position: number, known: Set<string>, index: BaseIndex): boolean {
	if (!/^\p{Lu}/u.test(word.raw) || isStopWord(word) || known.has(word.stem)) return false;
	const inside = /\p{Ll}\p{Lu}|^\p{Lu}{2}/u.test(word.raw);
	if (position > 0 || inside) return !(index.identity.knows(word.stem) && !inside);
	return !(OPENERS.has(word.stem) || index.personaRanking.holds(word.stem) || index.feedbackRanking.holds(word.stem));
}

/** Glue that carries no fact: it neither supports nor contradicts. */
const GLUE = new Set(
	wordsOf(
		'lead bring offer start show ask send expect point open begin focus highlight emphasise emphasize mention stress explain prepare share provide build help speak talk write answer respond reply address ensure make sure ' +
			'want look care value prefer expect typically key important main reps report customer buyer persona team people they them this that approach message conversation call meeting pitch matter way best good better clear clearly also because so when',
	).map(({ stem }) => stem),
);

/** What may hang on to a faithful sentence: "… and they always sign within a week". */
function clausesOf(claim: string): string[] {
	return claim.split(/[,;:]\s|\s(?:and|while|because|so|but|when|since|whereas|although|as)\s/u);
}

const CLAUSE_SUPPORTED = 0.34;
const SHORTEST_CLAUSE = 2;

/** A clause of its own of which the evidence holds next to nothing. */
function isAdded(clause: string, evidence: string, question: string): boolean {
	const telling = tellingWords(clause, question);
	return telling.length >= SHORTEST_CLAUSE && support(clause, evidence, question) < CLAUSE_SUPPORTED;
}

function tellingWords(claim: string, question: string): Word[] {
	const asked = new Set(wordsOf(question).map(({ stem }) => stem));
	return contentWords(wordsOf(claim)).filter(({ stem }) => !GLUE.has(stem) && !asked.has(stem));
}

function support(claim: string, evidence: string, question: string): number {
	const held = new Set(wordsOf(evidence).map(({ stem }) => stem));
	const telling = tellingWords(claim, question);
	if (telling.length === 0) return 1;
	const carried = telling.filter(
		({ stem }) => held.has(stem) || [...contentSynonyms(stem), ...roleSynonyms(stem)].some((other) => held.has(other)),
	);
	return carried.length / telling.length;
}

const NEGATION =
	/\b(?:not|no|never|nor|none|nobody|nothing|without|avoid\w*|cannot|refus\w+|stop\w*|skip\w*|neither|hardly|rarely|instead of|rather than|stay away|steer clear|leave out|forbid\w*|\w+n't)\b/u;

/** What the evidence forbids must stay forbidden: the part that the claim draws on most decides. */
function negationHolds(claim: string, citable: Citable[]): boolean {
	const sentences = citable.flatMap(({ parts, forbids }) =>
		parts.flatMap((part) => part.split(/(?<=[.!?;])\s+/u).map((sentence) => ({ sentence, forbids }))),
	);
	const words = contentWords(wordsOf(claim));
	const nearest = sentences
		.map((candidate) => ({ ...candidate, shared: sharedShare(words, candidate.sentence) }))
		.sort((a, b) => b.shared - a.shared)[0];
	if (!nearest || nearest.shared < SUPPORTED) return true;
	const evidenceNegates = nearest.forbids || NEGATION.test(fold(nearest.sentence));
	return (
		evidenceNegates === NEGATION.test(fold(claim)) ||
		sentences.some(
			({ sentence, forbids }) =>
				(forbids || NEGATION.test(fold(sentence))) === NEGATION.test(fold(claim)) &&
				sharedShare(words, sentence) >= nearest.shared * 0.8,
		)
	);
}

function sharedShare(words: Word[], sentence: string): number {
	const held = new Set(contentWords(wordsOf(sentence)).map(({ stem }) => stem));
	return held.size === 0 || words.length === 0
		? 0
		: words.filter(({ stem }) => held.has(stem)).length / Math.min(words.length, held.size);
}
