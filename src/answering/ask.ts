import { log } from '../log.ts';
import type { LanguageModel } from '../model/language-model.ts';
import type { Answer } from './answer.ts';
import { answerQuestion, type QuestionRequest } from './answer-question.ts';
import type { BaseIndex } from './base-index.ts';
import type { BaseReader } from './base-reader.ts';
import type { QuestionStore } from './ports.ts';
import { type AnswerPrompt, writeAnswer } from './write.ts';

export type AskContext = {
	reader: BaseReader;
	/** Null: answers are made of stored lines. */
	model: { languageModel: LanguageModel; prompt: AnswerPrompt } | null;
	/** Null: nothing is remembered of the question. */
	questions: QuestionStore | null;
	now(): Date;
	today(): string;
};

export type AskRequest = QuestionRequest & {
	/** Names the question where it is remembered; the same id is remembered once. */
	id: string;
	/** A platform address or `local`. */
	by: string;
	/** Stable pseudonym of the asker for the model's provider. */
	safetyIdentifier: string | null;
};

export type Asked = { id: string; answer: Answer; index: BaseIndex; ms: number };

/** Answers one question: from stored lines, worded by the model where there is one and its words hold. */
export async function ask(request: AskRequest, context: AskContext): Promise<Asked> {
	const started = performance.now();
	const index = await context.reader.current();
	const extracted = answerQuestion(request, index, context.today());
	const answer = context.model
		? await writeAnswer(request, extracted, index, { ...context.model, today: context.today() })
		: extracted;
	const ms = Math.round(performance.now() - started);
	await remember(answer, ms, request, context);
	return { id: request.id, answer, index, ms };
}

/** Losing the memory of a question must not cost its answer. */
async function remember(
	answer: Answer,
	ms: number,
	{ id, by, team, text }: AskRequest,
	{ questions, now }: AskContext,
): Promise<void> {
	const { outcome, reason, usage, promptVersion } = answer;
	log.info({
		event: 'answered',
		outcome,
		reason,
		personas: answer.personas,
		model: usage?.model,
		costUsd: usage?.costUsd,
		ms,
	});
	if (!questions) return;
	const personas = answer.personas.length > 0 ? answer.personas : answer.candidates.slice(0, 1);
	try {
		await questions.record({
			id,
			at: now().toISOString(),
			by,
			team,
			question: text,
			outcome,
			reason,
			personas,
			promptVersion,
			usage,
			ms,
			vote: null,
		});
	} catch (error) {
		log.error({ event: 'question_not_recorded', err: error });
	}
}
