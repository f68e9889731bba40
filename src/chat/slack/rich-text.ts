import type { Point } from '../reply.ts';
import { cleanText, isVisible, NOTHING_TO_SEE, shownText } from './shown-text.ts';

export type RichElement = Record<string, unknown>;

/** Text elements are the one place beside plain text where Slack parses nothing. */
export const plainPart = (text: string): RichElement => ({ type: 'text', text });
export const boldPart = (text: string): RichElement => ({ type: 'text', text, style: { bold: true } });
export const italicPart = (text: string): RichElement => ({ type: 'text', text, style: { italic: true } });
export const richSection = (elements: RichElement[]): RichElement => ({ type: 'rich_text_section', elements });
export const bulletList = (items: RichElement[][], indent = 0): RichElement => ({
	type: 'rich_text_list',
	style: 'bullet',
	...(indent === 0 ? {} : { indent }),
	elements: items.map(richSection),
});

type Group = { indent: number; items: RichElement[][] } | { quote: RichElement[] };

/** Neighbours that share a label stand below it; a quote stands by itself. */
export function pointElements(points: Point[]): RichElement[] {
	return joined(runsOf(points).flatMap(groupsOf)).map((group) =>
		'quote' in group ? { type: 'rich_text_quote', elements: group.quote } : bulletList(group.items, group.indent),
	);
}

function groupsOf(run: Point[]): Group[] {
	const [first] = run;
	if (first?.shape === 'quote') return run.map((quote) => ({ quote: pointParts(quote) }));
	const label = run.length > 1 ? (first?.label ?? null) : null;
	if (label === null) return [{ indent: 0, items: run.map(pointParts) }];
	const below = run.map((point) => pointParts({ ...point, label: null }));
	return [
		{ indent: 0, items: [[boldPart(`${label}:`)]] },
		{ indent: 1, items: below },
	];
}

/** Neighbouring lists of one depth are one list, or Slack would part them. */
function joined(groups: Group[]): Group[] {
	const result: Group[] = [];
	for (const group of groups) {
		const last = result.at(-1);
		if (last && 'items' in last && 'items' in group && last.indent === group.indent) last.items.push(...group.items);
		else result.push(group);
	}
	return result;
}

function runsOf(points: Point[]): Point[][] {
	const runs: Point[][] = [];
	for (const point of points) {
		const run = runs.at(-1);
		if (run?.[0]?.label === point.label && run[0].shape === point.shape) run.push(point);
		else runs.push([point]);
	}
	return runs;
}

function pointParts({ label, text, cites }: Point): RichElement[] {
	const numbers = numbersOf(cites);
	return [
		...(label === null ? [] : [boldPart(`${label}: `)]),
		plainPart(text),
		...(numbers === '' ? [] : [plainPart(` ${numbers}`)]),
	];
}

const numbersOf = (cites: number[]) => cites.map((cite) => `[${cite}]`).join('');

/** Points that may be shown: none too long, `left` of them without a place. */
export type Fitted = { points: Point[]; left: number; cut: boolean };

const LONGEST_LABEL = 300;
/** Rather all points a little shorter than some of them not at all. */
const LONGEST_TEXTS = [1_500, 500, 200];

/** Shortens and, if that is not enough, leaves out points until all texts together are at most `room` long. */
export function fitPoints(points: Point[], room: number): Fitted {
	const attempts = LONGEST_TEXTS.map((longest) => points.map((point) => shortPoint(point, longest)));
	const whole = attempts.find((attempt) => lengthOf(attempt) <= room);
	const shown = whole ?? withinRoom(attempts.at(-1) ?? [], room);
	return {
		points: shown,
		left: points.length - shown.length,
		cut: shown.some(({ text }, position) => text.length < cleanText(points[position]?.text ?? '').length),
	};
}

function shortPoint({ label, text, ...point }: Point, longest: number): Point {
	const kept = label !== null && isVisible(label) ? shownText(label, LONGEST_LABEL) : null;
	return { ...point, label: kept, text: shownText(text, longest) };
}

function withinRoom(points: Point[], room: number): Point[] {
	let used = 0;
	const end = points.findIndex((point) => {
		used += lengthOf([point]);
		return used > room;
	});
	return end < 0 ? points : points.slice(0, end);
}

const BETWEEN = 3;

/** What points take of a message's room. */
export function lengthOf(points: Point[]): number {
	return points.reduce(
		(sum, { label, text, cites }) => sum + (label?.length ?? 0) + text.length + numbersOf(cites).length + BETWEEN,
		0,
	);
}

/** Says what a reader does not see; null when they see everything. */
export function hintOf({ left, cut }: Pick<Fitted, 'left' | 'cut'>): string | null {
	const parts = [
		left === 0 ? null : `${left} more ${left === 1 ? 'does' : 'do'} not fit into one message; ask for less at once.`,
		cut ? `What ends in “${NOTHING_TO_SEE}” is shortened.` : null,
	].filter((part) => part !== null);
	return parts.length === 0 ? null : parts.join(' ');
}
