import type { ShownAnswer, StoredThread, ThreadStore } from '../../answering/ports.ts';
import type { Collection, CollectionDeclaration } from '../collection.ts';

type ThreadDocument = { _id: string } & Omit<StoredThread, 'id'>;

export const threadsDeclaration: CollectionDeclaration = {
	name: 'threads',
	indexes: [{ name: 'updatedAt', keys: { updatedAt: 1 } }],
};

const TURNS_KEPT = 6;
const ANSWERS_KEPT = 8;

export function createThreadStore(threads: Collection<ThreadDocument>): ThreadStore {
	return {
		get: async (id) => {
			const document = await threads.get(id);
			if (!document) return null;
			const { _id, ...thread } = document;
			return { id: _id, ...thread };
		},
		append: async (id, answer: ShownAnswer, at) => {
			const newer = {
				$push: {
					turns: { $each: [answer.question], $slice: -TURNS_KEPT },
					shown: { $each: [answer], $slice: -ANSWERS_KEPT },
				},
				$set: { updatedAt: at },
			};
			await threads.updateOne({ _id: id }, newer, { upsert: true });
		},
		purgeBefore: (instant) => threads.delete({ updatedAt: { $lt: instant } }),
	};
}
