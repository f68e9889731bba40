import { type Answer, sourceRef, sourceText } from '../answering/answer.ts';
import type { BaseIndex } from '../answering/base-index.ts';
import { answerReply } from './reply.ts';
import { PLAIN, renderReply } from './terminal/render.ts';

/** One answer as JSON; the shape is a contract with other people's scripts. */
export type ResultLine = {
	id: unknown;
	outcome: Answer['outcome'];
	personas?: string[];
	candidates?: string[];
	text: string;
	claims?: { text: string; evidence: string[] }[];
	evidence?: {
		id: string;
		kind: 'persona' | 'feedback';
		ref: string;
		section: string;
		segment?: string;
		text: string;
	}[];
	reason?: string;
	ms?: number;
};

export function resultLine(id: unknown, answer: Answer, index: BaseIndex, ms: number): ResultLine {
	return {
		id,
		outcome: answer.outcome,
		personas: answer.personas,
		candidates: answer.candidates,
		text: renderReply(answerReply(answer, index), PLAIN, false),
		claims: answer.claims.map(({ label, text, evidence }) => ({
			text: label === null ? text : `${label}: ${text}`,
			evidence,
		})),
		evidence: answer.evidence.map(({ id: evidenceId, source }) => ({
			id: evidenceId,
			kind: source.kind,
			ref: sourceRef(source),
			section: source.kind === 'feedback' ? 'feedback' : source.statement.section,
			...(source.kind === 'persona' && source.statement.segment !== null ? { segment: source.statement.segment } : {}),
			text: sourceText(source),
		})),
		...(answer.reason === null ? {} : { reason: answer.reason }),
		ms,
	};
}
