import { stripVTControlCharacters } from 'node:util';
import type { Choice, Point, Reply, SourceLine } from '../reply.ts';

/** Paints a text where the output is a screen, and returns it unchanged elsewhere. */
export type Paint = { bold(text: string): string; dim(text: string): string; accent(text: string): string };

export const PLAIN: Paint = { bold: (text) => text, dim: (text) => text, accent: (text) => text };

const painted = (code: number, text: string) => `\u001b[${code}m${text}\u001b[0m`;
export const COLOURED: Paint = {
	bold: (text) => painted(1, text),
	dim: (text) => painted(2, text),
	accent: (text) => painted(36, text),
};

/** Control characters and invisible marks, which would steer the terminal or reverse the text; line breaks stay. */
const STEERING = /(?!\n)[\p{Cc}\p{Cf}]/gu;

function safe(text: string): string {
	return stripVTControlCharacters(text).replace(STEERING, '');
}

/** The first screen of a reply, without a line break at the end. `numbered` shows the choices as numbers to type. */
export function renderReply(reply: Reply, paint: Paint, numbered: boolean): string {
	const blocks = [
		reply.title === null ? null : paint.bold(safe(reply.title)),
		reply.notes.length === 0 ? null : reply.notes.map(safe).join('\n'),
		reply.points.length === 0 ? null : renderPoints(reply.points, paint),
		reply.trust === null ? null : paint.dim(safe(reply.trust)),
		numbered && reply.choices.length > 0 ? renderChoices(reply.choices, paint) : null,
	];
	return blocks.filter((block) => block !== null).join('\n');
}

export function renderPoints(points: Point[], paint: Paint): string {
	return points.map((point) => renderPoint(point, paint)).join('\n');
}

function renderPoint({ label, text, cites, shape }: Point, paint: Paint): string {
	const mark = shape === 'quote' ? '  ' : '• ';
	const lead = label === null ? '' : `${paint.bold(`${safe(label)}:`)} `;
	const numbers = cites.length === 0 ? '' : ` ${paint.dim(cites.map((cite) => `[${cite}]`).join(''))}`;
	return `${mark}${lead}${safe(text)}${numbers}`;
}

export function renderSources(sources: SourceLine[], paint: Paint): string {
	return sources
		.map(({ number, where, text }) => `${paint.dim(`[${number}] ${safe(where)}`)}\n    ${safe(text)}`)
		.join('\n');
}

function renderChoices(choices: Choice[], paint: Paint): string {
	return choices.map(({ label }, position) => `${paint.accent(`${position + 1}`)} ${safe(label)}`).join('   ');
}
