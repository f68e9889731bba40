import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answerQuestion } from '../../src/answering/answer-question.ts';
import { createBaseIndex } from '../../src/answering/base-index.ts';
import type { Base } from '../../src/basefile/convert.ts';
import { createMiniSearchFinder } from '../answers/minisearch.ts';
import { readBase, readSet, SETS } from '../answers/sets.ts';
import { benchSlack } from './slack.ts';

const TODAY = '2026-11-24';
const BASE = 'factory/base.yaml';
const small = process.argv.includes('--small');
const PLACES = 'north south east west alpine coastal island urban rural central upper lower inner outer old new'.split(
	' ',
);

const pick = <Item>(items: Item[], position: number): Item => items[position % items.length] as Item;

/** The evaluation base again and again under names of its own, and its entries with words of their own. */
function grown(base: Base, personaCount: number, entryCount: number): Base {
	const personas = Array.from({ length: personaCount }, (_, position) => {
		const origin = pick(base.personas, position);
		const copy = Math.floor(position / base.personas.length);
		if (copy === 0) return origin;
		const suffix = `${pick(PLACES, copy)} ${copy}`;
		return {
			...origin,
			id: `${origin.id}-${copy}`,
			name: `${origin.name} ${suffix}`,
			aliases: origin.aliases.map((alias) => `${alias} ${suffix}`),
		};
	});
	const feedback = Array.from({ length: entryCount }, (_, position) => {
		const origin = pick(base.feedback, position);
		if (position < base.feedback.length) return origin;
		return {
			...origin,
			id: `fb-x-${position}`,
			persona: pick(personas, position * 7).id,
			text: `${origin.text} case ${position} ${pick(PLACES, position)}`,
		};
	});
	return { personas, segments: base.segments, feedback };
}

const asked = SETS.report
	.filter(({ base }) => base === BASE)
	.flatMap(readSet)
	.map(({ question }) => question);

function time(ask: (question: string) => unknown, rounds: number): string {
	for (const question of asked) ask(question);
	const times = Array.from({ length: rounds }, () => asked)
		.flat()
		.map((question) => {
			const started = performance.now();
			ask(question);
			return performance.now() - started;
		})
		.toSorted((a, b) => a - b);
	const at = (share: number) => (times[Math.floor(times.length * share)] ?? 0).toFixed(2);
	return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`;
}

function benchSize(base: Base, personas: number, entries: number, rounds: number): void {
	const sized = grown(base, personas, entries);
	const started = performance.now();
	const index = createBaseIndex(sized);
	console.log(`${personas} personas, ${entries} entries: index in ${(performance.now() - started).toFixed(0)} ms`);
	console.log(
		`  persona-bot, the whole answer:        ${time((text) => answerQuestion({ text, team: 'sales', history: [] }, index, TODAY), rounds)}`,
	);
	console.log(`  MiniSearch, tuned, finding personas:  ${time(createMiniSearchFinder(sized), rounds)}`);
}

async function coldStart(): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'persona-bot-bench-'));
	const started = performance.now();
	const child = spawn(process.execPath, [join(import.meta.dirname, '../../src/cli.ts')], {
		cwd: folder,
		env: { PATH: process.env.PATH ?? '' },
	});
	child.stdin.write('hello\n');
	await new Promise((resolve) => child.stdout.once('data', resolve));
	const elapsed = performance.now() - started;
	const kilobytes = /VmRSS:\s+(\d+)/u.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1];
	console.log(
		`starter base: ${elapsed.toFixed(0)} ms from start to the first answer, ${Math.round(Number(kilobytes) / 1024)} MB of memory`,
	);
	child.kill('SIGKILL');
	await new Promise((resolve) => child.once('close', resolve));
	rmSync(folder, { recursive: true, force: true });
}

const base = readBase(BASE);
benchSize(base, 50, 500, 10);
benchSize(base, 1000, small ? 10_000 : 100_000, small ? 1 : 2);
await coldStart();
await benchSlack(small);
