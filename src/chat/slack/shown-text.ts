import { shorten } from './cut-text.ts';

const LINE_END = /\r\n?|[\v\f\u0085]/gu;
/** Bidi embeddings and overrides turn around what stands after them, a number or the name of a button; marks and joiners stay. */
const STEERING = /(?![\n\t])\p{Cc}|[\u202A-\u202E\u2066-\u2069]/gu;
const VISIBLE = /[^\s\p{Cf}\u2800\u3164\uFFA0]/u;

/** What stands for a text that nobody would see, since Slack refuses an empty one. */
export const NOTHING_TO_SEE = '…';

/** Without control characters, halves of characters and whatever turns the direction of the rest. */
export function cleanText(text: string): string {
	return text.toWellFormed().replace(LINE_END, '\n').replace(STEERING, '');
}

/** A text as it may stand where Slack parses nothing: at most `limit` long, never empty. */
export function shownText(text: string, limit: number): string {
	const short = shorten(cleanText(text), limit);
	return isVisible(short) ? short : NOTHING_TO_SEE;
}

export function isVisible(text: string): boolean {
	return VISIBLE.test(text);
}
