import type { IncomingMessage } from 'node:http';

export async function readText(request: IncomingMessage): Promise<string> {
	const parts: Buffer[] = [];
	for await (const part of request) parts.push(part as Buffer);
	return Buffer.concat(parts).toString('utf8');
}

/** Arguments of a call from a form, where everything is text, or from JSON. */
export async function readArguments(request: IncomingMessage): Promise<Record<string, unknown>> {
	const body = await readText(request);
	const type = request.headers['content-type'] ?? '';
	if (type.startsWith('application/json')) return fieldsOf(parsed(body));
	return Object.fromEntries(new URLSearchParams(body));
}

export function parsed(body: string): unknown {
	try {
		return JSON.parse(body);
	} catch {
		return undefined;
	}
}

export function fieldsOf(value: unknown): Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
