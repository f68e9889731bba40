import type { AskedQuestion, QuestionStore } from '../../answering/ports.ts';
import type { Collection, CollectionDeclaration, Filter } from '../collection.ts';

type QuestionDocument = { _id: string } & Omit<AskedQuestion, 'id'>;

export const questionsDeclaration: CollectionDeclaration = {
	name: 'questions',
	indexes: [
		{ name: 'at', keys: { at: -1 } },
		{ name: 'by_at', keys: { by: 1, at: -1 } },
	],
};

/** Questions of before votes were kept have none. */
const fromDocument = ({ _id, vote, ...question }: QuestionDocument): AskedQuestion => ({
	id: _id,
	...question,
	vote: vote ?? null,
});

export function createQuestionStore(questions: Collection<QuestionDocument>): QuestionStore {
	const newest = async (filter: Filter, limit: number) =>
		(await questions.find(filter, { sort: { at: -1, _id: 1 }, limit })).map(fromDocument);
	return {
		record: async ({ id, ...question }) => {
			await questions.insert({ _id: id, ...question });
		},
		recent: (limit) => newest({}, limit),
		recentBy: (by, limit) => newest({ by }, limit),
		vote: async (id, vote) => (await questions.updateOne({ _id: id }, { $set: { vote } })).type === 'updated',
		purgeBefore: (instant) => questions.delete({ at: { $lt: instant } }),
	};
}
