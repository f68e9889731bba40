import { z } from 'zod';
import { TEAMS } from '../personas/team.ts';
import type { Answer } from './answer.ts';
import { fold } from './words.ts';

/** A question with what a good answer must hold; one JSON line each. */
export const evaluationQuestionSchema = z.strictObject({
	id: z.string(),
	/** Its row in the table: named, alias, typo, follow-up … */
	kind: z.string(),
	question: z.string(),
	team: z.enum(TEAMS).optional(),
	history: z.array(z.string()).optional(),
	expect: z.strictObject({
		outcome: z.enum(['answered', 'clarify', 'refused']),
		reason: z.string().optional(),
		/** The answer is about one of these. */
		anyPersona: z.array(z.string()).optional(),
		/** The answer is about all of these. */
		allPersonas: z.array(z.string()).optional(),
		/** Its evidence comes from one of these sections. */
		anySection: z.array(z.string()).optional(),
		/** The text of the answer holds all of these. */
		facts: z.array(z.string()).optional(),
		/** One of these feedback entries is among the first five of its evidence. */
		anyEntry: z.array(z.string()).optional(),
	}),
});
export type EvaluationQuestion = z.infer<typeof evaluationQuestionSchema>;

/** Null: the question does not measure this. */
export type Score = {
	first: boolean | null;
	firstThree: boolean | null;
	section: boolean | null;
	fact: boolean | null;
	entry: boolean | null;
	/** Of a question that deserves an answer: it was not refused. Of one that does not: it was, for the right reason. */
	accepted: boolean | null;
	refused: boolean | null;
};

const ENTRIES_SEEN = 5;

export function scoreAnswer({ expect }: EvaluationQuestion, answer: Answer): Score {
	const refusal = expect.outcome === 'refused';
	return {
		first: refusal ? null : hitsFirst(expect, answer),
		firstThree: refusal || !expect.anyPersona ? null : hits(expect.anyPersona, candidatesOf(answer).slice(0, 3)),
		section: expect.anySection ? hits(expect.anySection, sectionsOf(answer)) : null,
		fact: expect.facts ? expect.facts.every((fact) => fold(textOf(answer)).includes(fold(fact))) : null,
		entry: expect.anyEntry ? hits(expect.anyEntry, entriesOf(answer).slice(0, ENTRIES_SEEN)) : null,
		accepted: refusal ? null : answer.outcome !== 'refused',
		refused: refusal ? answer.outcome === 'refused' && answer.reason === expect.reason : null,
	};
}

/** Asking back counts where the three offered hold the persona. */
function hitsFirst({ anyPersona, allPersonas, outcome }: EvaluationQuestion['expect'], answer: Answer): boolean | null {
	if (allPersonas) return allPersonas.every((id) => answer.personas.includes(id));
	if (!anyPersona) return null;
	if (answer.outcome === 'clarify') return outcome === 'clarify' && hits(anyPersona, answer.candidates.slice(0, 3));
	return hits(anyPersona, answer.personas.slice(0, 1));
}

function candidatesOf(answer: Answer): string[] {
	return [...new Set([...answer.personas, ...answer.candidates])];
}

function hits(wanted: string[], found: string[]): boolean {
	return wanted.some((id) => found.includes(id));
}

function sectionsOf({ claims, evidence }: Answer): string[] {
	const cited = new Set(claims.flatMap((claim) => claim.evidence));
	return evidence.flatMap(({ id, source }) =>
		cited.has(id) ? [source.kind === 'persona' ? source.statement.section : 'feedback'] : [],
	);
}

function entriesOf({ evidence }: Answer): string[] {
	return evidence.flatMap(({ source }) => (source.kind === 'feedback' ? [source.entry.id] : []));
}

/** What the asker sees at once: title, notes and first points. */
function textOf({ title, notes, claims }: Answer): string {
	return [title ?? '', ...notes, ...claims.flatMap(({ label, text }) => [label ?? '', text])].join('\n');
}
