import {
	evaluateOn,
	type Gate,
	gatesOf,
	percent,
	pooled,
	type Row,
	reportOf,
	shareOf,
	tableOf,
} from '../../src/answering/evaluation-table.ts';
import type { Base } from '../../src/basefile/convert.ts';
import { measureChecker } from './checker.ts';
import { createMiniSearchFinder } from './minisearch.ts';
import { type Part, type Questions, readBase, readSet, SETS } from './sets.ts';

const TODAY = '2026-11-24';

/** How often the library has the persona first and among three, and of how many questions. */
type Searched = { first: number; three: number; total: number };
type Measured = { name: string; questions: Questions; rows: Row[]; searched: Searched };

/** Measures the answers without a model, with MiniSearch on the same questions beside them. */
export function measure(part: Part): { sets: Measured[]; rows: Row[]; gates: Gate[]; searched: Searched } {
	const sets = SETS[part].map(({ name, ...files }) => {
		const base = readBase(files.base);
		const questions = readSet({ name, ...files });
		return { name, questions, rows: evaluateOn(base, questions, TODAY), searched: searchIn(base, questions) };
	});
	const rows = pooled(sets.map((set) => set.rows));
	const searched = sets
		.map((set) => set.searched)
		.reduce((sum, { first, three, total }) => ({
			first: sum.first + first,
			three: sum.three + three,
			total: sum.total + total,
		}));
	return { sets, rows, searched, gates: [...gatesOf(rows), ...gatesBeside(rows, searched)] };
}

function gatesBeside(rows: Row[], searched: Searched): Gate[] {
	const followUps = rows.find(({ kind }) => kind === 'follow');
	const all = rows.at(-1);
	const lead = (all ? shareOf(all.first) : 0) - searched.first / searched.total;
	return [
		{ name: 'persona first in follow-ups', share: followUps ? shareOf(followUps.first) : 0, least: 0.9 },
		{ name: 'points above MiniSearch', share: lead, least: 0.07 },
	];
}

function searchIn(base: Base, questions: Questions): Searched {
	const find = createMiniSearchFinder(base);
	const found = questions
		.filter(({ expect }) => expect.anyPersona && expect.outcome !== 'refused')
		.map(({ question, history = [], expect }) =>
			find([...history, question].join(' ')).map((id) => expect.anyPersona?.includes(id) ?? false),
		);
	const among = (count: number) => found.filter((hits) => hits.slice(0, count).includes(true)).length;
	return { first: among(1), three: among(3), total: found.length };
}

function searchedInWords({ first, three, total }: Searched): string {
	return `MiniSearch, tuned, on the same questions: persona first ${percent(first / total)}, among three ${percent(three / total)}`;
}

if (import.meta.main) {
	const part = process.argv[2] === 'tuning' ? 'tuning' : 'report';
	const { sets, rows, gates, searched } = measure(part);
	for (const { name, questions, rows: own, searched: found } of sets)
		console.log(`## ${name}: ${questions.length} questions\n\n${tableOf(own)}\n\n${searchedInWords(found)}\n`);
	console.log(`## All ${part} questions, answered without a model\n\n${reportOf(rows, gates).text}\n`);
	console.log(searchedInWords(searched));
	const { faithful, falseAlarms, corrupted, missed } = await measureChecker();
	const caught = { hits: corrupted - missed.length, total: corrupted };
	const alarms = { hits: falseAlarms.length, total: faithful };
	console.log(
		`Claim check: ${percent(shareOf(caught))} of ${corrupted} corrupted claims caught, ${percent(shareOf(alarms))} of ${faithful} faithful ones dropped`,
	);
}
