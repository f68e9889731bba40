import type { Delivery, InboxItem, InboxStore } from '../../delivery/inbox.ts';
import type { Collection, CollectionDeclaration, Update } from '../collection.ts';

type InboxDocument = { _id: string } & Omit<InboxItem, 'id'>;

export const inboxDeclaration: CollectionDeclaration = {
	name: 'inbox',
	indexes: [
		{ name: 'surface_state_wakeAt', keys: { surface: 1, state: 1, wakeAt: 1 } },
		{ name: 'state_endedAt', keys: { state: 1, endedAt: 1 } },
	],
};

const fromDocument = ({ _id, ...item }: InboxDocument): InboxItem => ({ id: _id, ...item });

/** `hasty` serves the moment in which a platform waits, `patient` everything else. */
export function createInboxStore(hasty: Collection<InboxDocument>, patient: Collection<InboxDocument>): InboxStore {
	/** Only who holds the newest fence may change a leased item. */
	const change = async ({ id, fence }: InboxItem, update: Update) =>
		(await patient.updateOne({ _id: id, state: 'leased', fence }, update)).type === 'updated';
	return {
		accept: async (delivery, at) => {
			const { type } = await hasty.insert(newDocument(delivery, at));
			return type === 'inserted' ? 'accepted' : 'duplicate';
		},
		acceptLeased: async (delivery, at, until) => {
			const leased = { ...newDocument(delivery, at), state: 'leased' as const, wakeAt: until, fence: 1, attempts: 1 };
			const { type } = await hasty.insert(leased);
			return type === 'inserted' ? fromDocument(leased) : null;
		},
		claim: (surface, now, until) => claim(patient, surface, now, until),
		markSending: (item, at) => change(item, { $set: { sendingAt: at } }),
		unmarkSending: (item) => change(item, { $set: { sendingAt: null } }),
		finish: (item, at) => change(item, { $set: { state: 'done', job: null, endedAt: at } }),
		release: (item, wakeAt, failure) => change(item, { $set: { state: 'new', wakeAt, failure } }),
		bury: (item, at, failure) => change(item, { $set: { state: 'dead', endedAt: at, failure } }),
		dead: async (limit) =>
			(await patient.find({ state: 'dead' }, { sort: { endedAt: -1, _id: 1 }, limit })).map(fromDocument),
		revive: async (id, at) => {
			const again = { state: 'new', wakeAt: at, attempts: 0, endedAt: null, sendingAt: null };
			return (await patient.updateOne({ _id: id, state: 'dead' }, { $set: again })).type === 'updated';
		},
		open: (surface) => patient.count({ surface, state: { $in: ['new', 'leased'] } }),
		recover: async (at) => {
			const leased = await patient.find({ state: 'leased' });
			for (const item of leased) await patient.updateOne({ _id: item._id, state: 'leased' }, { $set: { wakeAt: at } });
			return leased.length;
		},
		purge: (endedBefore) => patient.delete({ state: { $in: ['done', 'dead'] }, endedAt: { $lt: endedBefore } }),
	};
}

function newDocument({ id, surface, job }: Delivery, at: string): InboxDocument {
	const done = job === null;
	return {
		_id: id,
		surface,
		job,
		state: done ? 'done' : 'new',
		wakeAt: at,
		fence: 0,
		attempts: 0,
		receivedAt: at,
		sendingAt: null,
		endedAt: done ? at : null,
		failure: null,
	};
}

async function claim(
	inbox: Collection<InboxDocument>,
	surface: string,
	now: string,
	until: string,
): Promise<InboxItem | null> {
	const waiting = { surface, state: { $in: ['new', 'leased'] }, wakeAt: { $lte: now } };
	const lease = { $set: { state: 'leased', wakeAt: until }, $inc: { fence: 1, attempts: 1 } };
	const outcome = await inbox.findOneAndUpdate(waiting, lease, { sort: { wakeAt: 1 } });
	return outcome.type === 'updated' ? fromDocument(outcome.document) : null;
}
