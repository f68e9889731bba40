import { readFileSync } from 'node:fs';
import {
	evaluateOn,
	type Gate,
	gatesOf,
	percent,
	type Row,
	readQuestions,
	reportOf,
	shareOf,
} from '../../src/answering/evaluation-table.ts';
import type { Base } from '../../src/basefile/convert.ts';
import { parseBaseFile } from '../../src/basefile/parse.ts';
import { NOTHING_KNOWN } from '../../src/basefile/references.ts';
import { measureChecker } from './checker.ts';
import { createMiniSearchFinder } from './minisearch.ts';

const TODAY = '2026-11-24';

type Questions = Extract<ReturnType<typeof readQuestions>, { type: 'read' }>['questions'];

/** Measures the answers without a model, with MiniSearch on the same questions beside them. */
export function measure(part: 'tuning' | 'report'): {
	questions: Questions;
	rows: Row[];
	miniSearch: string;
	gates: Gate[];
} {
	const outcome = parseBaseFile(readFileSync(new URL('base.yaml', import.meta.url), 'utf8'), 'yaml', NOTHING_KNOWN);
	if (outcome.type === 'faulty') throw new Error(JSON.stringify(outcome.faults));
	const { base } = outcome.parsed;
	const read = readQuestions(readFileSync(new URL(`${part}.jsonl`, import.meta.url), 'utf8'));
	if (read.type === 'faulty') throw new Error(read.why);
	const { questions } = read;
	const rows = evaluateOn(base, questions, TODAY);
	const searched = searchWithMiniSearch(base, questions);
	const followUps = rows.find(({ kind }) => kind === 'follow');
	const all = rows.at(-1);
	const gates = [
		...gatesOf(rows),
		{ name: 'persona first in follow-ups', share: followUps ? shareOf(followUps.first) : 0, least: 0.9 },
		{ name: 'points above MiniSearch', share: (all ? shareOf(all.first) : 0) - searched.first, least: 0.07 },
	];
	return {
		questions,
		rows,
		miniSearch: `persona first ${percent(searched.first)}, among three ${percent(searched.three)}`,
		gates,
	};
}

function searchWithMiniSearch(base: Base, questions: Questions): { first: number; three: number } {
	const find = createMiniSearchFinder(base);
	const found = questions
		.filter(({ expect }) => expect.anyPersona && expect.outcome !== 'refused')
		.map(({ question, history = [], expect }) =>
			find([...history, question].join(' ')).map((id) => expect.anyPersona?.includes(id) ?? false),
		);
	const share = (among: number) => found.filter((hits) => hits.slice(0, among).includes(true)).length / found.length;
	return { first: share(1), three: share(3) };
}

if (import.meta.main) {
	const { faithful, falseAlarms, corrupted, missed } = await measureChecker();
	const part = process.argv[2] === 'tuning' ? 'tuning' : 'report';
	const { questions, rows, miniSearch, gates } = measure(part);
	console.log(`${questions.length} ${part} questions, answered without a model\n\n${reportOf(rows, gates).text}\n`);
	console.log(`MiniSearch, tuned, on the same questions: ${miniSearch}`);
	const caught = { hits: corrupted - missed.length, total: corrupted };
	const alarms = { hits: falseAlarms.length, total: faithful };
	console.log(
		`Claim check: ${percent(shareOf(caught))} of ${corrupted} corrupted claims caught, ${percent(shareOf(alarms))} of ${faithful} faithful ones dropped`,
	);
}
