/** What must stay whole in a text that Slack parses: an escaped character, and a token in angle brackets. */
const WHOLE = /&(?:amp|lt|gt);|<[^<>\s][^<>]*>/gu;
const ELLIPSIS = '…';
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/**
 * The text itself where it fits, otherwise its beginning up to the end of a word, with `…`; never longer than `limit`.
 * Emoji, flags, accents, escapes (`&amp;`) and tokens (`<@U1>`) stay whole. A single word that is longer is cut inside.
 */
export function shorten(text: string, limit: number): string {
	if (text.length <= limit) return text;
	if (limit <= ELLIPSIS.length) return ELLIPSIS.slice(0, limit);
	const room = limit - ELLIPSIS.length;
	const end = wordEnd(text, room) ?? wholeEnd(text, room);
	return text.slice(0, end).trimEnd() + ELLIPSIS;
}

/**
 * Pieces of at most `limit`, cut between paragraphs where one ends in the second half of a piece, else between lines,
 * sentences or words, and inside a word only if it is too long by itself. Only white space at the cuts is lost.
 */
export function splitText(text: string, limit: number): string[] {
	const pieces: string[] = [];
	let rest = text.trim();
	while (rest.length > limit) {
		const end = pieceEnd(rest, limit);
		pieces.push(rest.slice(0, end).trimEnd());
		rest = rest.slice(end).trimStart();
	}
	return rest === '' ? pieces : [...pieces, rest];
}

const SEAMS = [/\n\s*\n/gu, /\n/gu, /(?<=[.!?…。؟])\s/gu];

function pieceEnd(text: string, limit: number): number {
	const window = text.slice(0, limit + 1);
	for (const seam of SEAMS) {
		const ends = [...window.matchAll(seam)].map(({ index }) => index).filter((end) => !isInsideWhole(text, end));
		const last = ends.at(-1);
		if (last !== undefined && last > limit / 2) return last;
	}
	return wordEnd(text, limit) ?? Math.max(1, wholeEnd(text, limit));
}

/** The last place at or before `room` where white space begins; none if that would throw away more than half. */
function wordEnd(text: string, room: number): number | null {
	for (let end = room; end > room / 2; end -= 1) {
		if (/\s/u.test(text.charAt(end)) && /\S/u.test(text.charAt(end - 1)) && !isInsideWhole(text, end)) return end;
	}
	return null;
}

/** The last place at or before `room` that leaves every escape, token and grapheme whole; half a grapheme if one fills all. */
function wholeEnd(text: string, room: number): number {
	const whole = wholeAt(text, room);
	const end = graphemeEnd(text, whole !== null && whole.start > 0 ? whole.start : room);
	return end > 0 ? end : codePointEnd(text, room);
}

const LONGEST_GRAPHEME = 200;

function graphemeEnd(text: string, room: number): number {
	const start = codePointEnd(text, Math.max(0, room - LONGEST_GRAPHEME));
	const found = graphemes.segment(text.slice(start, room + LONGEST_GRAPHEME)).containing(room - start);
	return found === undefined ? room : start + found.index;
}

function codePointEnd(text: string, room: number): number {
	const splitsPair = /[\uD800-\uDBFF]/u.test(text.charAt(room - 1)) && /[\uDC00-\uDFFF]/u.test(text.charAt(room));
	return splitsPair ? room - 1 : room;
}

function isInsideWhole(text: string, end: number): boolean {
	return wholeAt(text, end) !== null;
}

const LONGEST_WHOLE = 3_000;

function wholeAt(text: string, end: number): { start: number } | null {
	const from = Math.max(0, end - LONGEST_WHOLE);
	for (const match of text.slice(from, end + LONGEST_WHOLE).matchAll(WHOLE)) {
		const start = from + match.index;
		if (start < end && end < start + match[0].length) return { start };
	}
	return null;
}
