import { type ChildProcess, spawn } from 'node:child_process';
import {
	closeSync,
	cpSync,
	mkdtempSync,
	openSync,
	readdirSync,
	rmSync,
	statSync,
	truncateSync,
	writeFileSync,
	writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BaseInUseError } from '../../src/stores/embedded/disk.ts';
import { openStore } from '../../src/stores/open.ts';

const WORKER = join(import.meta.dirname, 'kill-worker.ts');
const OPENER = join(import.meta.dirname, 'open-worker.ts');
const ROUNDS = 50;
let folder: string;

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'persona-bot-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Worker = {
	process: ChildProcess;
	acknowledged: string[];
	exited: Promise<unknown>;
	sawWrites(count: number): Promise<void>;
};

function startWorker(dataDir: string, prefix: string): Worker {
	const child = spawn(process.execPath, [WORKER, dataDir, prefix], { stdio: ['ignore', 'pipe', 'inherit'] });
	const acknowledged: string[] = [];
	const exited = new Promise((resolve) => child.once('close', resolve));
	let noticed: () => void = () => undefined;
	createInterface({ input: child.stdout }).on('line', (line) => {
		if (line !== 'ready') acknowledged.push(line);
		noticed();
	});
	const sawWrites = async (count: number) => {
		while (acknowledged.length < count) {
			await new Promise<void>((resolve) => {
				noticed = resolve;
			});
		}
	};
	return { process: child, acknowledged, exited, sawWrites };
}

function startOpener(dataDir: string) {
	const child = spawn(process.execPath, [OPENER, dataDir], { stdio: ['pipe', 'pipe', 'inherit'] });
	const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
	return {
		process: child,
		exited: new Promise((resolve) => child.once('close', resolve)),
		nextLine: async () => String((await lines.next()).value),
	};
}

const openFolder = (dataDir: string) => openStore({ mongodbUri: null, mongodbDatabase: 'unused', dataDir });

async function storedIds(dataDir: string): Promise<Set<string>> {
	const store = await openFolder(dataDir);
	const ids = (await store.questions.recent(1_000_000)).map(({ id }) => id);
	await store.close();
	return new Set(ids);
}

describe('the embedded base', () => {
	it(`loses nothing that it acknowledged in ${ROUNDS} rounds of kill -9`, { timeout: 300_000 }, async () => {
		const dataDir = join(folder, 'killed');
		const acknowledged: string[] = [];
		for (let round = 0; round < ROUNDS; round += 1) {
			const worker = startWorker(dataDir, `r${round}`);
			await worker.sawWrites(1 + ((round * 7) % 40));
			worker.process.kill('SIGKILL');
			await worker.exited;
			acknowledged.push(...worker.acknowledged);
		}
		const stored = await storedIds(dataDir);
		expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
		expect(acknowledged.length).toBeGreaterThan(ROUNDS);
	});

	it('opens with a torn tail and keeps what came before it', { timeout: 120_000 }, async () => {
		const dataDir = join(folder, 'torn');
		const worker = startWorker(dataDir, 'torn');
		await worker.sawWrites(120);
		worker.process.kill('SIGKILL');
		await worker.exited;
		for (let variant = 0; variant < 60; variant += 1) {
			const copy = join(folder, `torn-${variant}`);
			cpSync(dataDir, copy, { recursive: true });
			tear(join(copy, 'persona-bot.sqlite-wal'), 1 + variant * 137, variant % 2 === 0);
			const stored = await storedIds(copy);
			// A write is two pages at most with their headers, 8 KiB hence a handful of writes; never one in the middle.
			const lost = worker.acknowledged.findIndex((id) => !stored.has(id));
			expect(stored.size).toBeGreaterThan(worker.acknowledged.length - 10);
			expect(lost === -1 || lost > worker.acknowledged.length - 10).toBe(true);
			rmSync(copy, { recursive: true });
		}
	});

	it('opens with a torn main file while the log still holds its pages', { timeout: 120_000 }, async () => {
		const dataDir = join(folder, 'torn-main');
		const worker = startWorker(dataDir, 'torn');
		await worker.sawWrites(100);
		worker.process.kill('SIGKILL');
		await worker.exited;
		for (let variant = 0; variant < 20; variant += 1) {
			const copy = join(folder, `torn-main-${variant}`);
			cpSync(dataDir, copy, { recursive: true });
			tear(join(copy, 'persona-bot.sqlite'), 1 + variant * 190, variant % 2 === 0);
			const stored = await storedIds(copy);
			expect(worker.acknowledged.filter((id) => !stored.has(id))).toEqual([]);
			rmSync(copy, { recursive: true });
		}
	});

	it('refuses a second process and names the first, until that one is gone', async () => {
		const dataDir = join(folder, 'locked');
		const worker = startWorker(dataDir, 'lock');
		await worker.sawWrites(1);
		const second = await openFolder(dataDir).catch((error: unknown) => error);
		expect(second).toBeInstanceOf(BaseInUseError);
		expect(String(second)).toMatch(new RegExp(`in use by process ${worker.process.pid}\\b`, 'u'));
		worker.process.kill('SIGKILL');
		await worker.exited;
		await (await openFolder(dataDir)).close();
	});

	it('lets exactly one of four processes in that open it at the same moment', { timeout: 120_000 }, async () => {
		for (let round = 0; round < 8; round += 1) {
			const dataDir = join(folder, `opened-at-once-${round % 3}`);
			const openers = Array.from({ length: 4 }, () => startOpener(dataDir));
			await Promise.all(openers.map(({ nextLine }) => nextLine()));
			for (const { process: opener } of openers) opener.stdin?.write('open\n');
			const words = await Promise.all(openers.map(({ nextLine }) => nextLine()));
			const winner = words.find((word) => word.startsWith('opened'))?.split(' ')[1];
			expect(words.filter((word) => word.includes(`in use by process ${winner}.`))).toHaveLength(3);
			for (const { process: opener } of openers) opener.stdin?.end();
			await Promise.all(openers.map(({ exited }) => exited));
		}
	});

	it('does not take a lost database file for an empty base', async () => {
		const dataDir = join(folder, 'lost');
		await (await openFolder(dataDir)).close();
		for (const file of readdirSync(dataDir).filter((name) => name.includes('sqlite'))) rmSync(join(dataDir, file));
		await expect(openFolder(dataDir)).rejects.toThrow(/missing or empty/u);
		writeFileSync(join(dataDir, 'persona-bot.sqlite'), '');
		await expect(openFolder(dataDir)).rejects.toThrow(/missing or empty/u);
		writeFileSync(
			join(dataDir, 'persona-bot.sqlite'),
			'no database at all, but long enough to look like one'.repeat(20),
		);
		await expect(openFolder(dataDir)).rejects.toThrow(/cannot be opened/u);
	});
});

/** Cuts bytes off the end of a file, or blanks them, as a power loss may. */
function tear(path: string, bytes: number, cut: boolean): void {
	const { size } = statSync(path);
	const from = Math.max(0, size - bytes);
	if (cut) {
		truncateSync(path, from);
		return;
	}
	const file = openSync(path, 'r+');
	writeSync(file, Buffer.alloc(size - from), 0, size - from, from);
	closeSync(file);
}
