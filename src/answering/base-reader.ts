import type { FeedbackStore } from '../feedback/ports.ts';
import type { BaseState, PersonaStore, SegmentStore } from '../personas/ports.ts';
import { type BaseIndex, createBaseIndex } from './base-index.ts';

/** Gives the index of the base as it stands; built again only when something was written, by whatever process. */
export type BaseReader = { current(): Promise<BaseIndex> };

type Stores = { personas: PersonaStore; segments: SegmentStore; feedback: FeedbackStore; state: BaseState };

export function createBaseReader(stores: Stores): BaseReader {
	let built: { version: number; index: Promise<BaseIndex> } | null = null;
	return {
		current: async () => {
			const version = await stores.state.version();
			if (built?.version === version) return built.index;
			const index = load(stores);
			built = { version, index };
			index.catch(() => {
				built = null;
			});
			return index;
		},
	};
}

async function load(stores: Stores): Promise<BaseIndex> {
	const [personas, segments, feedback] = await Promise.all([
		stores.personas.list(),
		stores.segments.list(),
		stores.feedback.list(),
	]);
	return createBaseIndex({ personas, segments, feedback });
}
