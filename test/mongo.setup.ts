import { MongoMemoryServer } from 'mongodb-memory-server-core';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
	interface ProvidedContext {
		/** Null: no MongoDB can be had, and its tests are skipped. */
		mongodbUri: string | null;
	}
}

const DOWNLOAD_MS = 60_000;

/** One MongoDB for the whole run: a given one, or one that is downloaded on first use. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
	const given = process.env.TEST_MONGODB_URI;
	if (given) {
		project.provide('mongodbUri', given);
		return async () => undefined;
	}
	const server = await startServer();
	project.provide('mongodbUri', server?.getUri() ?? null);
	if (!server && process.env.REQUIRE_MONGO === '1') throw new Error('REQUIRE_MONGO=1, and no MongoDB can be had');
	return async () => {
		if (server) await server.stop();
		else
			process.stderr.write(
				'\n*** MONGODB WAS NOT TESTED: none could be started. Set TEST_MONGODB_URI to a running server. ***\n\n',
			);
	};
}

async function startServer(): Promise<MongoMemoryServer | null> {
	const tooLate = new Promise<null>((resolve) => setTimeout(resolve, DOWNLOAD_MS, null).unref());
	try {
		return await Promise.race([MongoMemoryServer.create(), tooLate]);
	} catch {
		return null;
	}
}
