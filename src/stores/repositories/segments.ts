import type { SegmentStore } from '../../personas/ports.ts';
import type { Segment } from '../../personas/segment.ts';
import type { Collection, CollectionDeclaration } from '../collection.ts';
import type { Announce } from './state.ts';

type SegmentDocument = { _id: string; segment: Segment };

export const segmentsDeclaration: CollectionDeclaration = { name: 'segments', indexes: [] };

export function createSegmentStore(segments: Collection<SegmentDocument>, announce: Announce): SegmentStore {
	return {
		list: async () => (await segments.find({}, { sort: { _id: 1 } })).map(({ segment }) => segment),
		save: async (segment) => {
			await announce(() => segments.replaceAll([{ _id: segment.id, segment }]));
		},
		remove: async (id) => {
			await announce(() => segments.delete({ _id: id }));
		},
	};
}
