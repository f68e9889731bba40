import { MongoMemoryServer } from 'mongodb-memory-server-core';

export type MongoServer = { host: string; port: number; stop(): Promise<void> };

/** A MongoDB for figures: the one that `TEST_MONGODB_URI` names (its first host), or one that is downloaded on first use. */
export async function startMongoServer(): Promise<MongoServer> {
	const given = process.env.TEST_MONGODB_URI;
	if (given) {
		const { hostname, port } = new URL(given);
		return { host: hostname, port: Number(port || 27_017), stop: async () => undefined };
	}
	const server = await MongoMemoryServer.create();
	const { ip = '127.0.0.1', port } = server.instanceInfo ?? {};
	if (port === undefined) throw new Error('MongoDB has not started');
	return {
		host: ip,
		port,
		stop: async () => {
			await server.stop();
		},
	};
}

/** One member is spoken to, whatever set it belongs to: a proxy may stand in between. */
export function mongoAddress({ host, port }: { host: string; port: number }): string {
	return `mongodb://${host}:${port}/?directConnection=true`;
}
