import type { FeedbackEntry } from '../../feedback/entry.ts';
import type { FeedbackStore } from '../../feedback/ports.ts';
import type { Collection, CollectionDeclaration } from '../collection.ts';
import type { Announce } from './state.ts';

type FeedbackDocument = { _id: string } & Omit<FeedbackEntry, 'id'>;

export const feedbackDeclaration: CollectionDeclaration = {
	name: 'feedback',
	indexes: [{ name: 'persona_kind_at', keys: { persona: 1, kind: 1, at: -1 } }],
};

/** Ids in one delete: far below MongoDB's 16 MB for a command. */
const BATCH = 10_000;

const fromDocument = ({ _id, ...entry }: FeedbackDocument): FeedbackEntry => ({ id: _id, ...entry });
const toDocument = ({ id, ...entry }: FeedbackEntry): FeedbackDocument => ({ _id: id, ...entry });

export function createFeedbackStore(feedback: Collection<FeedbackDocument>, announce: Announce): FeedbackStore {
	return {
		list: async () => (await feedback.find({}, { sort: { _id: 1 } })).map(fromDocument),
		get: async (id) => {
			const document = await feedback.get(id);
			return document && fromDocument(document);
		},
		saveAll: async (entries) => {
			if (entries.length > 0) await announce(() => feedback.replaceAll(entries.map(toDocument)));
		},
		remove: async (ids) => {
			if (ids.length > 0) await announce(() => removeInBatches(feedback, ids));
		},
		count: () => feedback.count({}),
	};
}

async function removeInBatches(feedback: Collection<FeedbackDocument>, ids: string[]): Promise<void> {
	for (let start = 0; start < ids.length; start += BATCH)
		await feedback.delete({ _id: { $in: ids.slice(start, start + BATCH) } });
}
