import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP proxy that can take its target away. */
export type StallableProxy = {
	port: number;
	/** Passes nothing on while its connections stay open, as a hung host does. */
	stall(): void;
	/** Breaks every connection, and new ones as soon as they are made. */
	cut(): void;
	resume(): void;
	close(): Promise<void>;
};

export async function startStallableProxy(target: { host: string; port: number }): Promise<StallableProxy> {
	const pairs = new Map<Socket, Socket>();
	let stalled = false;
	let isCut = false;
	const server = createServer((inbound) => {
		if (isCut) {
			inbound.resetAndDestroy();
			return;
		}
		const outbound = connect(target);
		pairs.set(inbound, outbound);
		const end = () => {
			inbound.destroy();
			outbound.destroy();
			pairs.delete(inbound);
		};
		for (const socket of [inbound, outbound]) socket.on('error', end).on('close', end);
		if (!stalled) join(inbound, outbound);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		port: (server.address() as AddressInfo).port,
		stall: () => {
			stalled = true;
			for (const [inbound, outbound] of pairs) inbound.unpipe(outbound).pause();
		},
		cut: () => {
			isCut = true;
			for (const socket of [...pairs].flat()) socket.destroy();
		},
		resume: () => {
			stalled = false;
			isCut = false;
			for (const [inbound, outbound] of pairs) join(inbound, outbound);
		},
		close: async () => {
			for (const socket of [...pairs].flat()) socket.destroy();
			server.close();
			await once(server, 'close');
		},
	};
}

function join(inbound: Socket, outbound: Socket): void {
	inbound.pipe(outbound);
	outbound.unpipe(inbound).pipe(inbound);
}
