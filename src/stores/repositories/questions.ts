import type { AskedQuestion, QuestionStore } from '../../answering/ports.ts';
import type { Collection, CollectionDeclaration } from '../collection.ts';

type QuestionDocument = { _id: string } & Omit<AskedQuestion, 'id'>;

export const questionsDeclaration: CollectionDeclaration = {
	name: 'questions',
	indexes: [{ name: 'at', keys: { at: -1 } }],
};

export function createQuestionStore(questions: Collection<QuestionDocument>): QuestionStore {
	return {
		record: async ({ id, ...question }) => {
			await questions.insert({ _id: id, ...question });
		},
		recent: async (limit) =>
			(await questions.find({}, { sort: { at: -1, _id: 1 }, limit })).map(({ _id, ...question }) => ({
				id: _id,
				...question,
			})),
		purgeBefore: (instant) => questions.delete({ at: { $lt: instant } }),
	};
}
