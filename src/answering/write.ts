import { z } from 'zod';
import type { LanguageModel, ModelOutcome, ModelUsage } from '../model/language-model.ts';
import { createFence, type Prompt } from '../model/prompts.ts';
import {
	type Answer,
	type Claim,
	createNumbering,
	type Evidence,
	type Source,
	sourceParts,
	sourceText,
} from './answer.ts';
import type { AskRequest } from './ask.ts';
import type { BaseIndex } from './base-index.ts';
import { type Citable, checkClaim } from './check.ts';
import { newestFirst } from './relevance.ts';
import { teamAskedFor } from './team-lens.ts';
import { trustLine } from './trust.ts';
import { fold } from './words.ts';

export type AnswerPrompt = Prompt;
export type Writer = { languageModel: LanguageModel; prompt: AnswerPrompt; today: string };

const writtenSchema = z.object({
	answerable: z.boolean(),
	personas: z.array(z.string()),
	claims: z.array(z.object({ text: z.string(), cites: z.array(z.string()), quote: z.string().nullable() })),
	missing: z.string().nullable(),
});
type Written = z.infer<typeof writtenSchema>;

const MOST_PERSONAS = 3;
const MOST_ENTRIES = 5;
const MOST_CLAIMS = 3;
/** Fewer than this share of the model's claims holding means that the whole answer is not to be trusted. */
const ENOUGH_HOLD = 0.5;

/**
 * Lets the model word an answer from the evidence of the extracted one and the rest of the personas, and
 * checks every claim. Whatever goes wrong, the extracted answer is given and says so.
 */
export async function writeAnswer(
	request: AskRequest,
	extracted: Answer,
	index: BaseIndex,
	{ languageModel, prompt, today }: Writer,
): Promise<Answer> {
	const personas = personasToWriteAbout(extracted, index);
	if (personas.length === 0) return extracted;
	const evidence = gather(extracted, personas, index);
	const outcome = await languageModel.complete({
		instructions: prompt.fill({ team: teamAskedFor(fold(request.text)) ?? request.team }),
		input: inputOf(request, personas, evidence, index),
		schemaName: 'answer',
		schema: writtenSchema,
		maxOutputTokens: prompt.maxOutputTokens,
		safetyIdentifier: request.safetyIdentifier,
	});
	return fromOutcome(outcome, { request, extracted, personas, evidence, index, promptVersion: prompt.version, today });
}

/** Only what the base can carry is worded: lists, small talk and refusals are exact as they are. */
function personasToWriteAbout({ outcome, reason, writable, personas, candidates }: Answer, index: BaseIndex): number[] {
	const ids =
		outcome === 'answered' && writable ? personas : outcome === 'clarify' && reason === 'unsure' ? candidates : [];
	return ids.flatMap((id) => index.numberOf(id) ?? []).slice(0, MOST_PERSONAS);
}

/** The extracted answer's evidence keeps its numbers; the rest of the personas and their newest feedback follow. */
function gather(extracted: Answer, personas: number[], index: BaseIndex): Evidence[] {
	const numbering = createNumbering();
	numbering.cite(extracted.evidence.map(({ source }) => source));
	for (const number of personas) {
		const id = index.personas[number]?.id ?? '';
		numbering.cite(index.statements(number).map((statement): Source => ({ kind: 'persona', persona: id, statement })));
		const entries = index.feedbackOf(id).toSorted(newestFirst).slice(0, MOST_ENTRIES);
		numbering.cite(entries.map((entry): Source => ({ kind: 'feedback', entry })));
	}
	return numbering.evidence;
}

function inputOf({ text, history }: AskRequest, personas: number[], evidence: Evidence[], index: BaseIndex): string {
	const fence = createFence();
	const listed = personas.map((number) => `${index.personas[number]?.id}: ${index.personas[number]?.name}`);
	return [
		`Personas:\n${fence(listed.join('\n'))}`,
		`Evidence:\n${fence(evidence.map(evidenceLine).join('\n'))}`,
		history.length === 0 ? null : `Earlier questions:\n${fence(history.slice(-3).join('\n'))}`,
		`Question:\n${fence(text)}`,
	]
		.filter((part) => part !== null)
		.join('\n\n');
}

function evidenceLine({ id, source }: Evidence): string {
	if (source.kind === 'feedback')
		return `[${id}] ${source.entry.kind} reported for ${source.entry.persona}${source.entry.status === 'accepted' ? '' : ', not reviewed'}: ${sourceText(source)}`;
	const { section, segment, shape } = source.statement;
	const part = shape.type === 'guidance' ? ` ${shape.part}` : '';
	return `[${id}] ${source.persona}, ${section}${part}${segment === null ? '' : ` in ${segment}`}: ${sourceText(source)}`;
}

type Drafting = {
	request: AskRequest;
	extracted: Answer;
	personas: number[];
	evidence: Evidence[];
	index: BaseIndex;
	promptVersion: string;
	today: string;
};

function fromOutcome(outcome: ModelOutcome<Written>, drafting: Drafting): Answer {
	const { extracted, promptVersion } = drafting;
	if (outcome.type === 'failed')
		return withoutModel(
			extracted,
			outcome.usage,
			promptVersion,
			FAILURE_NOTES[outcome.failure] ?? 'The model could not be used',
		);
	const { value, usage } = outcome;
	if (!value.answerable && extracted.outcome === 'clarify') return { ...extracted, usage, promptVersion };
	const claims = heldClaims(value, drafting);
	const tooFew = claims.length === 0 || claims.length < value.claims.length * ENOUGH_HOLD;
	if (tooFew) return withoutModel(extracted, usage, promptVersion, 'The model’s wording did not hold against the base');
	return worded(claims, value, usage, drafting);
}

const FAILURE_NOTES: Partial<Record<string, string>> = {
	timeout: 'The model did not answer in time',
	over_budget: 'This month’s model budget is spent',
	quota: 'The model’s account has no credit left',
	authentication: 'The model refused the key',
	rate_limited: 'The model is busy',
};

function withoutModel(extracted: Answer, usage: ModelUsage | null, promptVersion: string, why: string): Answer {
	if (extracted.outcome !== 'answered') return { ...extracted, usage, promptVersion };
	return {
		...extracted,
		reason: 'model_failed',
		notes: [...extracted.notes, `${why}, so these are the stored lines.`],
		usage,
		promptVersion,
	};
}

/** Claims that pass every check, and that speak about a persona the model was given. */
function heldClaims(written: Written, { evidence, request, index }: Drafting): Written['claims'] {
	const citable = new Map(
		evidence.map(({ id, source }): [string, Citable] => [
			id,
			{ parts: [...sourceParts(source), sourceText(source)], forbids: forbids(source) },
		]),
	);
	return written.claims.filter((claim) => checkClaim(claim, citable, request.text, index).type === 'holds');
}

function forbids(source: Source): boolean {
	return (
		source.kind === 'persona' && source.statement.shape.type === 'guidance' && source.statement.shape.part === 'avoid'
	);
}

function worded(
	claims: Written['claims'],
	written: Written,
	usage: ModelUsage,
	{ extracted, personas, evidence, index, promptVersion, today }: Drafting,
): Answer {
	const points = claims
		.filter(({ quote }) => quote === null)
		.slice(0, MOST_CLAIMS)
		.map(claimOf);
	const quotes = claims
		.filter(({ quote }) => quote !== null)
		.slice(0, 1)
		.map(claimOf);
	const ids = personas.flatMap((number) => index.personas[number]?.id ?? []);
	const chosen =
		extracted.outcome === 'answered'
			? extracted.personas
			: ids.filter((id) => written.personas.includes(id)).slice(0, 1);
	const about = chosen.length > 0 ? chosen : ids.slice(0, 1);
	const cited = new Set(
		[...points, ...quotes, ...extracted.claims, ...extracted.more].flatMap((claim) => claim.evidence),
	);
	return {
		...extracted,
		outcome: 'answered',
		reason: null,
		personas: about,
		candidates: [...new Set([...about, ...extracted.candidates])],
		title: extracted.title ?? index.personas[index.numberOf(about[0] ?? '') ?? 0]?.name ?? null,
		notes: extracted.outcome === 'answered' ? extracted.notes : [],
		claims: [...points, ...quotes],
		more: [...extracted.claims, ...extracted.more],
		evidence: evidence.filter(({ id }) => cited.has(id)),
		trust: extracted.trust ?? trustOf(about[0] ?? '', index, today),
		usage,
		promptVersion,
	};
}

function trustOf(id: string, index: BaseIndex, today: string): string | null {
	const persona = index.personas[index.numberOf(id) ?? -1];
	return persona ? trustLine(persona, index, today) : null;
}

/** A quote is shown in the stored words, never in the model's. */
function claimOf({ text, cites, quote }: Written['claims'][number]): Claim {
	return {
		label: null,
		text: quote === null ? text.trim() : `“${quote.trim()}”`,
		evidence: [...new Set(cites)],
		shape: quote === null ? 'point' : 'quote',
	};
}
