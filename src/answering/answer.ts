import type { FeedbackEntry } from '../feedback/entry.ts';
import type { ModelUsage } from '../model/language-model.ts';
import type { Statement } from './statements.ts';

export type Outcome = 'answered' | 'clarify' | 'refused' | 'failed';
export type Reason = 'unknown_persona' | 'out_of_scope' | 'not_recorded' | 'unsure' | 'model_failed' | 'bad_input';

/** What carries a claim: one statement of a persona or one feedback entry. */
export type Source =
	| { kind: 'persona'; persona: string; statement: Statement }
	| { kind: 'feedback'; entry: FeedbackEntry };

/** A numbered source; the number is valid within one answer only. */
export type Evidence = { id: string; source: Source };

/** One sentence of an answer. `label` stands before it ("Say", "Budget"); `evidence` holds evidence ids. */
export type Claim = { label: string | null; text: string; evidence: string[]; shape: 'point' | 'quote' };

export type Answer = {
	outcome: Outcome;
	reason: Reason | null;
	/** Personas the answer is about, and up to five others that came close, best first; ids. */
	personas: string[];
	candidates: string[];
	title: string | null;
	/** Plain sentences before the points: a refusal, a remark, a warning. */
	notes: string[];
	/** First screen: at most three points and one quote, unless a number was asked for. */
	claims: Claim[];
	/** What "more" shows. */
	more: Claim[];
	evidence: Evidence[];
	trust: string | null;
	/** A model may word it anew from the same evidence. */
	writable: boolean;
	usage: ModelUsage | null;
	promptVersion: string | null;
};

/** A claim before its sources are numbered. */
export type Draft = { label: string | null; text: string; sources: Source[]; shape: 'point' | 'quote' };

/** The stored text behind a source, every stored part verbatim. */
export function sourceText(source: Source): string {
	if (source.kind === 'persona') return source.statement.text;
	const { text, response } = source.entry;
	return response === null ? text : `${text} What worked: ${response}`;
}

/** The parts of a source exactly as stored; a quote or a claim is checked against them. */
export function sourceParts(source: Source): string[] {
	if (source.kind === 'persona') return source.statement.parts;
	const { text, response } = source.entry;
	return response === null ? [text] : [text, response];
}

export function sourceRef(source: Source): string {
	return source.kind === 'persona' ? source.persona : source.entry.id;
}

function sourceKey(source: Source): string {
	if (source.kind === 'feedback') return `feedback ${source.entry.id}`;
	const { section, segment, text } = source.statement;
	return JSON.stringify([source.persona, section, segment, text]);
}

/** Numbers sources `e1`, `e2` … in the order in which they are first cited. */
export function createNumbering(): { cite(sources: Source[]): string[]; evidence: Evidence[] } {
	const ids = new Map<string, string>();
	const evidence: Evidence[] = [];
	const idOf = (source: Source) => {
		const key = sourceKey(source);
		const known = ids.get(key);
		if (known !== undefined) return known;
		const id = `e${evidence.length + 1}`;
		ids.set(key, id);
		evidence.push({ id, source });
		return id;
	};
	return { cite: (sources) => [...new Set(sources.map(idOf))], evidence };
}
