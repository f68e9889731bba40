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
import { openDisk } from '../../src/stores/embedded/disk.ts';
import { openStore } from '../../src/stores/open.ts';

const WORKER = join(import.meta.dirname, 'kill-worker.ts');
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
		for (let variant = 0; variant < 50; variant += 1) {
			const copy = join(folder, `torn-${variant}`);
			cpSync(dataDir, copy, { recursive: true });
			tear(copy, 1 + variant * 160, variant % 2 === 0);
			const stored = await storedIds(copy);
			expect(stored.size).toBeGreaterThan(60);
			rmSync(copy, { recursive: true });
		}
	});

	it('refuses a second process and names the first, until that one is gone', async () => {
		const dataDir = join(folder, 'locked');
		const worker = startWorker(dataDir, 'lock');
		await worker.sawWrites(1);
		await expect(openFolder(dataDir)).rejects.toThrow(new RegExp(`in use by process ${worker.process.pid}\\b`, 'u'));
		worker.process.kill('SIGKILL');
		await worker.exited;
		await (await openFolder(dataDir)).close();
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

	it('changes memory only after the disk took the change', async () => {
		const disk = openDisk(':memory:');
		const failing = {
			...disk,
			write: () => {
				throw new Error('disk full');
			},
		};
		const { createCollection } = await import('../../src/stores/embedded/collection.ts');
		const items = createCollection({ name: 'items', indexes: [] }, failing);
		await expect(items.insert({ _id: 'a' })).rejects.toThrow('disk full');
		expect(await items.get('a')).toBeNull();
		disk.close();
	});
});

/** Cuts bytes off the write-ahead log, or blanks them, as a power loss may. */
function tear(dataDir: string, bytes: number, cut: boolean): void {
	const log = join(dataDir, 'persona-bot.sqlite-wal');
	const { size } = statSync(log);
	const from = Math.max(0, size - bytes);
	if (cut) {
		truncateSync(log, from);
		return;
	}
	const file = openSync(log, 'r+');
	writeSync(file, Buffer.alloc(size - from), 0, size - from, from);
	closeSync(file);
}
