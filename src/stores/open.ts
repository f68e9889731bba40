import type { QuestionStore, ThreadStore } from '../answering/ports.ts';
import type { InboxStore } from '../delivery/inbox.ts';
import type { FeedbackStore } from '../feedback/ports.ts';
import type { MemberStore } from '../members/ports.ts';
import type { BudgetStore } from '../model/ports.ts';
import type { BaseState, PersonaStore, SegmentStore } from '../personas/ports.ts';
import { UserFacingError } from '../personas/user-facing-error.ts';
import type { Engine } from './collection.ts';
import { openEmbedded } from './embedded/engine.ts';
import { openMongo } from './mongo/engine.ts';
import { budgetDeclaration, createBudgetStore } from './repositories/budget.ts';
import { createFeedbackStore, feedbackDeclaration } from './repositories/feedback.ts';
import { createInboxStore, inboxDeclaration } from './repositories/inbox.ts';
import { createMemberStore, membersDeclaration } from './repositories/members.ts';
import {
	createPersonaStore,
	type PersonaDocument,
	personasDeclaration,
	type RevisionDocument,
	repairHeads,
	revisionsDeclaration,
} from './repositories/personas.ts';
import { createQuestionStore, questionsDeclaration } from './repositories/questions.ts';
import { createSegmentStore, segmentsDeclaration } from './repositories/segments.ts';
import { createAnnounce, createBaseState, stateDeclaration } from './repositories/state.ts';
import { createThreadStore, threadsDeclaration } from './repositories/threads.ts';

export type Store = {
	engine: Engine['kind'];
	/** Where the data is, for people; without credentials. */
	place: string;
	personas: PersonaStore;
	segments: SegmentStore;
	feedback: FeedbackStore;
	questions: QuestionStore;
	budget: BudgetStore;
	members: MemberStore;
	threads: ThreadStore;
	inbox: InboxStore;
	state: BaseState;
	close(): Promise<void>;
};

export type StoreOptions = { mongodbUri: string | null; mongodbDatabase: string; dataDir: string };

/** MongoDB where an address is given, the embedded engine otherwise. The caller closes it. */
export async function openStore({ mongodbUri, mongodbDatabase, dataDir }: StoreOptions): Promise<Store> {
	const engine = mongodbUri === null ? openEmbedded(dataDir) : await openMongo(mongodbUri, mongodbDatabase);
	try {
		return await createStore(engine);
	} catch (error) {
		await engine.close();
		throw error;
	}
}

const DECLARATIONS = [
	personasDeclaration,
	revisionsDeclaration,
	segmentsDeclaration,
	feedbackDeclaration,
	questionsDeclaration,
	budgetDeclaration,
	membersDeclaration,
	threadsDeclaration,
	inboxDeclaration,
	stateDeclaration,
];

/** The repositories on an engine; closing the store closes the engine. */
export async function createStore(engine: Engine): Promise<Store> {
	const state = createBaseState(engine.collection(stateDeclaration), engine.collection(stateDeclaration));
	await refuseNewerSchema(state);
	await engine.prepare(DECLARATIONS);
	const announce = createAnnounce(engine.collection(stateDeclaration));
	const personas = {
		heads: engine.collection<PersonaDocument>(personasDeclaration),
		revisions: engine.collection<RevisionDocument>(revisionsDeclaration),
	};
	if ((await repairHeads(personas)) > 0) await announce(async () => undefined);
	return {
		engine: engine.kind,
		place: engine.place,
		personas: createPersonaStore(personas, announce),
		segments: createSegmentStore(engine.collection(segmentsDeclaration), announce),
		feedback: createFeedbackStore(engine.collection(feedbackDeclaration), announce),
		questions: createQuestionStore(engine.collection(questionsDeclaration)),
		budget: createBudgetStore(engine.collection(budgetDeclaration)),
		members: createMemberStore(engine.collection(membersDeclaration)),
		threads: createThreadStore(engine.collection(threadsDeclaration)),
		inbox: createInboxStore(engine.collection(inboxDeclaration, 'acknowledge'), engine.collection(inboxDeclaration)),
		state,
		close: () => engine.close(),
	};
}

/** Raised when stored documents change shape in a way that older programs cannot read. */
const SCHEMA_VERSION = 1;
const SCHEMA_NOTE = 'schema version';

async function refuseNewerSchema(state: BaseState): Promise<void> {
	const stored = await state.note(SCHEMA_NOTE);
	if (typeof stored === 'number' && stored > SCHEMA_VERSION) {
		throw new UserFacingError(
			`The base was written by a newer persona-bot (schema ${stored}, this one knows ${SCHEMA_VERSION}). Update persona-bot.`,
		);
	}
	if (stored !== SCHEMA_VERSION) await state.setNote(SCHEMA_NOTE, SCHEMA_VERSION);
}
