import { MongoClient, type MongoClientOptions } from 'mongodb';
import { UserFacingError } from '../../personas/user-facing-error.ts';
import type { Urgency } from '../collection.ts';

/**
 * `work`: long enough for an election (5-12 s with the driver's retry), short enough for somebody who
 * waits at a prompt. `acknowledge`: the driver tries a cut operation once more, so 900 ms become 1.8 s.
 */
const PATIENCE: Record<Urgency, MongoClientOptions> = {
	work: { serverSelectionTimeoutMS: 5000, socketTimeoutMS: 30_000 },
	acknowledge: {
		serverSelectionTimeoutMS: 1500,
		connectTimeoutMS: 1500,
		socketTimeoutMS: 900,
		waitQueueTimeoutMS: 300,
		maxPoolSize: 20,
	},
};

/** A client that connects on first use. The caller closes it. */
export function createClient(uri: string, urgency: Urgency): MongoClient {
	try {
		return new MongoClient(uri, {
			appName: 'persona-bot',
			ignoreUndefined: true,
			writeConcern: { w: 'majority', journal: true },
			readConcernLevel: 'majority',
			...PATIENCE[urgency],
		});
	} catch (error) {
		throw new UserFacingError(
			'MONGODB_URI is no MongoDB address. It looks like mongodb://user:password@host:27017 or mongodb+srv://…',
			{ cause: error },
		);
	}
}

/** Hosts only: user and password never reach a log or a screen. */
export function placeOf(uri: string): string {
	return /^mongodb(?:\+srv)?:\/\/(?:[^@/]*@)?([^/?]+)/u.exec(uri)?.[1] ?? 'the given address';
}
