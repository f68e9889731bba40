import { Collection } from 'mongodb';
import { createApp } from '../../src/app.ts';
import { readConfig } from '../../src/config.ts';

/** The bot with leases of seconds, so that what a killed process left is taken up while the test waits. */
const LEASES = { workMs: 6_000, atOnceMs: 4_000 };

type AnyMethod = (this: Collection, ...parameters: unknown[]) => Promise<unknown>;

/** What a bot would do that does not keep its promise; each must be noticed. */
const BREAKAGES: Record<string, () => void> = {
	/** Says that a delivery is written, and writes it a little later. */
	'ack-first': () => {
		const insert = Collection.prototype.insertOne;
		Collection.prototype.insertOne = async function (document, options) {
			if (this.collectionName !== 'inbox') return insert.call(this, document, options);
			setTimeout(() => void insert.call(this, document, options).catch(() => undefined), 400);
			return { acknowledged: true, insertedId: document._id ?? null } as never;
		};
	},
	/** Forgets that the process before it may have sent something. */
	resend: () => {
		const claim = Collection.prototype.findOneAndUpdate as AnyMethod;
		const forgetful: AnyMethod = async function (this: Collection, ...parameters) {
			const found = (await claim.apply(this, parameters)) as { value?: Record<string, unknown> | null };
			if (this.collectionName === 'inbox' && found.value) found.value.sendingAt = null;
			return found;
		};
		Collection.prototype.findOneAndUpdate = forgetful as never;
	},
};

const [, , broken] = process.argv;
if (broken !== undefined) BREAKAGES[broken]?.();
const app = await createApp(readConfig(process.env), LEASES);
await app.serve();
