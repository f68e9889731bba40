import { createHash } from 'node:crypto';
import { z } from 'zod';

/** A calendar date as text, `YYYY-MM-DD`; never an instant, so time zones cannot move it. */
export const calendarDateSchema = z.iso.date();

/**
 * One statement in a persona. `id` is unique within its persona and survives edits of the text;
 * `evidence` holds ids of feedback entries; a line without any is an assumption.
 */
export const lineSchema = z.object({
	id: z.string().min(1),
	text: z.string().min(1),
	evidence: z.array(z.string()),
	since: calendarDateSchema.nullable(),
});
export type Line = z.infer<typeof lineSchema>;

/**
 * The id of a line that was written as plain text: made from its place and wording, so that the
 * same file gives the same ids in every base. `section` is the path of its list (`buying.criteria`).
 */
export function lineId(section: string, text: string): string {
	return shortHash('ln', section, text);
}

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';
const HASH_CHARACTERS = 8;

/** `prefix-` and 8 base-32 characters (40 bits) of the SHA-256 over the parts. */
export function shortHash(prefix: string, ...parts: string[]): string {
	const digest = createHash('sha256').update(JSON.stringify(parts)).digest();
	const characters = [...digest.subarray(0, HASH_CHARACTERS)].map((byte) => BASE32[byte % BASE32.length]);
	return `${prefix}-${characters.join('')}`;
}
