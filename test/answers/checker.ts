import { readFileSync } from 'node:fs';
import { createBaseIndex, type IndexedStatement } from '../../src/answering/base-index.ts';
import { type Citable, checkClaim } from '../../src/answering/check.ts';
import { readStarter } from '../../src/basefile/starter.ts';

type Pair = { claim: string; line: string };
export type CheckerFigures = { faithful: number; falseAlarms: string[]; corrupted: number; missed: string[] };

const NAMES = ['RivalCo', 'Northwind', 'Acme', 'Salesforce', 'Gartner'];
const CLAUSES = [
	'and they always sign within a week',
	'while competitors lose most deals',
	'because the vendor offers free hardware',
	'and the chief executive joins every meeting',
	'so marketing doubled its leads',
];

/** Each faithful claim falsified in five ways; ways that do not apply are left out. */
function corruptions({ claim }: Pair, position: number, others: string[]): { claim: string; way: string }[] {
	const at = <Item>(items: Item[]): Item => items[position % items.length] as Item;
	const number = claim.replace(/\b(\d[\d,]*|two|three|five|ten|sixty)\b/u, (found) => (found === '17' ? '18' : '17'));
	const negated = /\b(?:do not|never|without|no|cannot|nobody)\b/iu.test(claim)
		? claim.replace(/\b(?:Do not|do not|Never|never|cannot)\b ?/u, '')
		: claim.replace(/^(\w+)/u, (verb) => `Do not ${verb.toLowerCase()}`);
	const candidates = [
		{ claim: number, way: 'number' },
		{ claim: claim.replace(/(,| and | of | in )/u, ` with ${at(NAMES)}$1`), way: 'name' },
		{ claim: `${claim.replace(/\.$/u, '')} ${at(CLAUSES)}.`, way: 'clause' },
		{ claim: at(others), way: 'other line' },
		{ claim: negated, way: 'negation' },
	];
	return candidates.filter((candidate) => candidate.claim !== claim);
}

export async function measureChecker(): Promise<CheckerFigures> {
	const index = createBaseIndex(await readStarter('2026-11-24'));
	const pairs: Pair[] = JSON.parse(readFileSync(new URL('claims.json', import.meta.url), 'utf8'));
	const statements = index.personas.flatMap((_, number) => index.statements(number));
	const figures: CheckerFigures = { faithful: 0, falseAlarms: [], corrupted: 0, missed: [] };
	for (const [position, pair] of pairs.entries()) {
		const evidence = new Map([['e1', citable(pair.line, statements)]]);
		const holds = (claim: string) =>
			checkClaim({ text: claim, quote: null, cites: ['e1'] }, evidence, 'how should I pitch them?', index);
		figures.faithful += 1;
		const verdict = holds(pair.claim);
		if (verdict.type === 'fails') figures.falseAlarms.push(`${verdict.why}: ${pair.claim}`);
		const others = [pairs[(position + 13) % pairs.length]?.claim ?? ''];
		for (const { claim, way } of corruptions(pair, position, others)) {
			figures.corrupted += 1;
			if (holds(claim).type === 'holds') figures.missed.push(`${way}: ${claim}`);
		}
	}
	return figures;
}

function citable(line: string, statements: IndexedStatement[]): Citable {
	const statement = statements.find(({ text }) => text === line);
	if (!statement) throw new Error(`no line says: ${line}`);
	return { parts: statement.parts, forbids: statement.shape.type === 'guidance' && statement.shape.part === 'avoid' };
}
