/** An answer of ours has a few kilobytes; a server that sends more than this is broken or hostile. */
const MOST_BODY_BYTES = 1_000_000;

export class BodyTooLargeError extends Error {
	override name = 'BodyTooLargeError';
}

/**
 * `fetch` that hands a response out only once its whole body is there, and never a body over the limit. So the
 * signal of a request also ends a body that stalls or trickles: the SDK's own timeout stops at the headers.
 */
export async function limitedFetch(address: string | URL | Request, init?: RequestInit): Promise<Response> {
	const response = await fetch(address, init);
	const bytes = await readWithin(response, MOST_BODY_BYTES);
	const { status, statusText, headers } = response;
	return new Response(bytes.length === 0 ? null : Buffer.concat(bytes), { status, statusText, headers });
}

async function readWithin(response: Response, limit: number): Promise<Uint8Array[]> {
	const chunks: Uint8Array[] = [];
	let length = 0;
	// Leaving the loop early cancels the body and frees the connection.
	for await (const chunk of response.body ?? []) {
		length += chunk.byteLength;
		if (length > limit) throw new BodyTooLargeError(`over ${limit} bytes`);
		chunks.push(chunk);
	}
	return chunks;
}
