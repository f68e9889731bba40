import { readFileSync } from 'node:fs';
import { readQuestions } from '../../src/answering/evaluation-table.ts';
import type { Base } from '../../src/basefile/convert.ts';
import { parseBaseFile } from '../../src/basefile/parse.ts';
import { NOTHING_KNOWN } from '../../src/basefile/references.ts';

/** Questions by one author on one base. Authors of report sets knew neither the engine nor each other's questions. */
export type QuestionSet = { name: string; base: string; questions: string };

const set = (name: string, folder: string, questions: string): QuestionSet => ({
	name,
	base: `${folder}/base.yaml`,
	questions: `${folder}/${questions}`,
});

export const SETS = {
	tuning: [
		set('factory, first author', 'factory', 'tuning.jsonl'),
		set('factory, second author', 'factory', 'tuning-second.jsonl'),
		set('hospital, third author', 'hospital', 'tuning.jsonl'),
	],
	report: [
		set('factory, first author', 'factory', 'report.jsonl'),
		set('factory, fourth author', 'factory', 'report-second.jsonl'),
		set('payments, fifth author', 'payments', 'report.jsonl'),
	],
} satisfies Record<string, QuestionSet[]>;

export type Part = keyof typeof SETS;
export type Questions = Extract<ReturnType<typeof readQuestions>, { type: 'read' }>['questions'];

/** A base file of this folder. */
export function readBase(name: string): Base {
	const outcome = parseBaseFile(readFileSync(new URL(name, import.meta.url), 'utf8'), 'yaml', NOTHING_KNOWN);
	if (outcome.type === 'faulty') throw new Error(JSON.stringify(outcome.faults));
	return outcome.parsed.base;
}

export function readSet({ questions }: QuestionSet): Questions {
	const read = readQuestions(readFileSync(new URL(questions, import.meta.url), 'utf8'));
	if (read.type === 'faulty') throw new Error(`${questions}: ${read.why}`);
	return read.questions;
}
