import type { FeedbackEntry } from '../feedback/entry.ts';
import type { Draft, Source } from './answer.ts';
import { guidanceLabel, sectionLabel } from './section-labels.ts';
import type { Statement } from './statements.ts';

const MONTHS = 'January February March April May June July August September October November December'.split(' ');

/** "2 March 2026" for `2026-03-02`. */
export function dateInWords(date: string): string {
	const [year, month, day] = date.split('-');
	return `${Number(day)} ${MONTHS[Number(month) - 1]} ${year}`;
}

/** A statement as a point of an answer; `labelled` false where the title already says what it is. */
export function pointOf(
	persona: string,
	statement: Statement,
	labelled: boolean,
	segmentName: (id: string) => string,
): Draft {
	const label = labelled ? labelOf(statement) : null;
	const place =
		statement.segment === null
			? label
			: [label, segmentName(statement.segment)].filter((part) => part !== null).join(', ');
	const source: Source = { kind: 'persona', persona, statement };
	if (statement.shape.type === 'quote')
		return { label: null, text: `${statement.text}${attribution(statement)}`, sources: [source], shape: 'quote' };
	return { label: place, text: statement.text, sources: [source], shape: 'point' };
}

function labelOf({ shape, section }: Statement): string {
	return shape.type === 'guidance' ? guidanceLabel(shape.part) : sectionLabel(section);
}

function attribution({ shape }: Statement): string {
	if (shape.type !== 'quote') return '';
	const parts = [shape.speaker, shape.source, shape.date === null ? null : dateInWords(shape.date)].filter(
		(part) => part !== null,
	);
	return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

/** Several short lines of one section as one point; null where they are too long to be read in one breath. */
export function joinedPoint(persona: string, statements: Statement[], labelled: boolean): Draft | null {
	const [first] = statements;
	if (
		!first ||
		statements.length < 2 ||
		statements.some((statement) => statement.shape.type !== 'line' || statement.segment !== null)
	)
		return null;
	const text = statements.map((statement) => statement.text).join('; ');
	if (text.length > LONGEST_JOINED || statements.some((statement) => statement.text.length > LONGEST_JOINED_LINE))
		return null;
	const sources = statements.map((statement): Source => ({ kind: 'persona', persona, statement }));
	return { label: labelled ? sectionLabel(first.section) : null, text, sources, shape: 'point' };
}

const LONGEST_JOINED = 240;
const LONGEST_JOINED_LINE = 60;

/** A feedback entry as a point: what was said, by whom and when, and whether somebody has looked at it. */
export function entryPoint(entry: FeedbackEntry): Draft {
	const said = entry.kind === 'quote' || entry.kind === 'objection' ? `“${entry.text}”` : entry.text;
	const worked = entry.response === null ? '' : ` What worked: ${entry.response}`;
	const about = [
		entry.speaker ?? entry.jobTitle,
		entry.account,
		entry.at === null ? null : dateInWords(entry.at),
	].filter((part) => part !== null);
	const reviewed = entry.status === 'accepted' ? '' : ' [not reviewed yet]';
	const text = `${said}${worked}${about.length === 0 ? '' : ` (${about.join(', ')})`}${reviewed}`;
	return { label: KIND_LABELS[entry.kind], text, sources: [{ kind: 'feedback', entry }], shape: 'point' };
}

const KIND_LABELS: Record<FeedbackEntry['kind'], string> = {
	objection: 'Objection heard',
	quote: 'Quote',
	win: 'Win',
	loss: 'Loss',
	gap: 'Product gap',
	correction: 'Correction',
};

/** "a, b and c". */
export function listed(names: string[], word = 'and'): string {
	if (names.length < 2) return names.join('');
	return `${names.slice(0, -1).join(', ')} ${word} ${names.at(-1)}`;
}
