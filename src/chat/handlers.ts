import { randomUUID } from 'node:crypto';
import type { QuestionRequest } from '../answering/answer-question.ts';
import { type AskContext, ask } from '../answering/ask.ts';
import type { BaseIndex } from '../answering/base-index.ts';
import { log } from '../log.ts';
import type { Team } from '../personas/team.ts';
import { UserFacingError } from '../personas/user-facing-error.ts';
import { helpReply, listReply, personaNamed } from './look-up.ts';
import { personaCard } from './persona-card.ts';
import { answerReply, plainReply, type Reply } from './reply.ts';

/** What every surface can do: parsed input in, neutral reply out. */
export type Handlers = {
	index(): Promise<BaseIndex>;
	/** `id` names the question where it is remembered; the same id is remembered once. */
	ask(request: QuestionRequest & { by: string; id: string }): Promise<Reply>;
	list(): Promise<Reply>;
	/** `name` is an id, name or alias. */
	show(name: string, team: Team): Promise<Reply>;
	help(): Reply;
};

export function createHandlers(context: AskContext): Handlers {
	const index = () => context.reader.current();
	return {
		index,
		ask: async (request) => {
			const { id, answer, index: base } = await ask({ ...request, safetyIdentifier: null }, context);
			return { ...answerReply(answer, base), answer: { id, team: request.team } };
		},
		list: async () => listReply(await index()),
		show: async (name, team) => {
			const base = await index();
			const number = personaNamed(name, base);
			if (number === undefined) return plainReply(`There is no persona called “${name}”. Say “list” to see all.`);
			return personaCard(number, team, base, context.today());
		},
		help: helpReply,
	};
}

/** A sentence for people: the error's own where it is meant for them, otherwise with a reference to the log. */
export function explain(error: unknown): string {
	if (error instanceof UserFacingError) return error.message;
	const reference = randomUUID().slice(0, 8);
	log.error({ event: 'unexpected_error', reference, err: error });
	return `Something went wrong here, and nothing was lost. Please try again; if it happens again, give your admin the reference ${reference}.`;
}
