import type { Answer } from './answer.ts';
import { answerQuestion } from './answer-question.ts';
import { type Base, createBaseIndex } from './base-index.ts';
import { type EvaluationQuestion, evaluationQuestionSchema, type Score, scoreAnswer } from './evaluation.ts';

export type Share = { hits: number; total: number };
export type Row = { kind: string } & Record<keyof Score, Share>;

const MEASURES = [
	'first',
	'firstThree',
	'section',
	'fact',
	'entry',
	'accepted',
	'refused',
] as const satisfies (keyof Score)[];

export type Gate = { name: string; share: number; least: number };

/** One question a line; the first faulty line is named. */
export function readQuestions(
	text: string,
): { type: 'read'; questions: EvaluationQuestion[] } | { type: 'faulty'; why: string } {
	const questions: EvaluationQuestion[] = [];
	for (const [position, line] of text.split('\n').entries()) {
		if (line.trim() === '') continue;
		const result = questionOf(line);
		if (typeof result === 'string') return { type: 'faulty', why: `line ${position + 1}: ${result}` };
		questions.push(result);
	}
	return { type: 'read', questions };
}

function questionOf(line: string): EvaluationQuestion | string {
	try {
		const result = evaluationQuestionSchema.safeParse(JSON.parse(line));
		return (
			result.data ??
			result.error?.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ') ??
			'it cannot be read'
		);
	} catch {
		return 'it is no JSON';
	}
}

/** Measures the answers without a model; `today` is YYYY-MM-DD. */
export function evaluateOn(base: Base, questions: EvaluationQuestion[], today: string): Row[] {
	const index = createBaseIndex(base);
	return evaluate(questions, ({ question, team = 'sales', history = [] }) =>
		answerQuestion({ text: question, team, history }, index, today),
	);
}

/** Scores every question; the last row is all of them. */
function evaluate(questions: EvaluationQuestion[], answerOf: (question: EvaluationQuestion) => Answer): Row[] {
	const rows = new Map<string, Row>();
	const all = emptyRow(ALL);
	for (const question of questions) {
		const row = rows.get(question.kind) ?? emptyRow(question.kind);
		rows.set(question.kind, row);
		const score = scoreAnswer(question, answerOf(question));
		for (const measure of MEASURES) for (const target of [row, all]) count(target[measure], score[measure]);
	}
	return [...rows.values(), all];
}

function emptyRow(kind: string): Row {
	const none = (): Share => ({ hits: 0, total: 0 });
	return {
		kind,
		first: none(),
		firstThree: none(),
		section: none(),
		fact: none(),
		entry: none(),
		accepted: none(),
		refused: none(),
	};
}

function count(share: Share, hit: boolean | null): void {
	if (hit === null) return;
	share.total += 1;
	if (hit) share.hits += 1;
}

/** The rows of several sets together, kind by kind, all of them last. */
export function pooled(sets: Row[][]): Row[] {
	const rows = new Map<string, Row>();
	for (const { kind, ...shares } of sets.flat()) {
		const row = rows.get(kind) ?? emptyRow(kind);
		rows.set(kind, row);
		for (const measure of MEASURES) {
			row[measure].hits += shares[measure].hits;
			row[measure].total += shares[measure].total;
		}
	}
	return [...rows.values()].toSorted((a, b) => Number(a.kind === ALL) - Number(b.kind === ALL));
}

const ALL = 'all';

export function shareOf({ hits, total }: Share): number {
	return total === 0 ? 1 : hits / total;
}

/** 95 % confidence interval of a share (Wilson score interval; Wilson 1927). */
function wilsonInterval({ hits, total }: Share): [number, number] {
	if (total === 0) return [0, 1];
	const z = 1.96;
	const p = hits / total;
	const middle = p + (z * z) / (2 * total);
	const spread = z * Math.sqrt((p * (1 - p)) / total + (z * z) / (4 * total * total));
	const scale = 1 + (z * z) / total;
	return [Math.max(0, (middle - spread) / scale), Math.min(1, (middle + spread) / scale)];
}

/** What an answer engine must reach to be used every day; measured on the last row. */
export function gatesOf(rows: Row[]): Gate[] {
	const all = rows.at(-1);
	if (!all) return [];
	return [
		{ name: 'persona first', share: shareOf(all.first), least: 0.93 },
		{ name: 'persona among three', share: shareOf(all.firstThree), least: 0.99 },
		{ name: 'feedback entry among five', share: shareOf(all.entry), least: 0.9 },
		{ name: 'refusal balanced', share: (shareOf(all.accepted) + shareOf(all.refused)) / 2, least: 0.9 },
		{ name: 'needed fact in the answer', share: shareOf(all.fact), least: 0.95 },
	];
}

const HEADINGS: Record<(typeof MEASURES)[number], string> = {
	first: 'persona first',
	firstThree: 'in three',
	section: 'section',
	fact: 'fact',
	entry: 'entry in five',
	accepted: 'answered',
	refused: 'refused',
};

/** The rows as a Markdown table; the last one with confidence intervals. */
export function tableOf(rows: Row[]): string {
	const cell = (share: Share, wide: boolean) => {
		if (share.total === 0) return '';
		const [low, high] = wilsonInterval(share);
		const interval = wide ? ` (${percent(low)}–${percent(high)})` : '';
		return `${share.hits}/${share.total} ${percent(shareOf(share))}${interval}`;
	};
	const lines = rows.map((row, position) => [
		row.kind,
		...MEASURES.map((measure) => cell(row[measure], position === rows.length - 1)),
	]);
	return [['kind', ...MEASURES.map((measure) => HEADINGS[measure])], ['---', ...MEASURES.map(() => '---')], ...lines]
		.map((cells) => `| ${cells.join(' | ')} |`)
		.join('\n');
}

/** Table and gates for people, and whether every gate is reached. */
export function reportOf(rows: Row[], gates: Gate[]): { text: string; reached: boolean } {
	const verdicts = gates.map(
		({ name, share, least }) =>
			`${share >= least ? 'reached' : 'MISSED '} ${name}: ${percent(share)} (gate ${percent(least)})`,
	);
	return {
		text: [tableOf(rows), '', ...verdicts].join('\n'),
		reached: gates.every(({ share, least }) => share >= least),
	};
}

/** The figures of questions (JSON lines) on a base, and whether the gates are reached; `today` is YYYY-MM-DD. */
export function evaluationReport(
	text: string,
	base: Base,
	today: string,
): { type: 'measured'; text: string; reached: boolean } | { type: 'faulty'; why: string } {
	const read = readQuestions(text);
	if (read.type === 'faulty') return read;
	const rows = evaluateOn(base, read.questions, today);
	return { type: 'measured', ...reportOf(rows, gatesOf(rows)) };
}

export function percent(share: number): string {
	return `${(share * 100).toFixed(1)} %`;
}
