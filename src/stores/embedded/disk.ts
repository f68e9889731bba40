import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { UserFacingError } from '../../personas/user-facing-error.ts';

/** The folder is in use by another process; the command line ends with code 2. */
export class BaseInUseError extends UserFacingError {
	override name = 'BaseInUseError';
}

/** Documents on disk as JSON texts, one row each. A write is on the disk (fsync) when it returns. */
export type Disk = {
	/** Ordered by id. */
	load(collection: string): Iterable<string>;
	/** All changes or none: a failure leaves the disk as it was. A null text deletes. */
	write(collection: string, changes: { id: string; json: string | null }[]): void;
	close(): void;
};

const DATABASE_FILE = 'persona-bot.sqlite';
const MARKER_FILE = 'persona-bot.created';
const HOLDER_FILE = 'persona-bot.pid';
const CREATE_TABLE =
	'CREATE TABLE IF NOT EXISTS documents (collection TEXT NOT NULL, id TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY (collection, id)) WITHOUT ROWID';

export function openDisk(folder: string): Disk {
	if (folder === ':memory:') return createDisk(new DatabaseSync(':memory:'));
	makePrivate(folder);
	refuseEmptied(folder);
	const database = openExclusively(folder);
	writeFileSync(join(folder, HOLDER_FILE), `${process.pid}\n`);
	writeFileSync(
		join(folder, MARKER_FILE),
		'This folder holds a base of persona-bot; the marker guards against a lost database file.\n',
	);
	return createDisk(database);
}

/** For the user of this process alone: the base holds what customers said. */
function makePrivate(folder: string): void {
	try {
		mkdirSync(folder, { recursive: true, mode: 0o700 });
		chmodSync(folder, 0o700);
	} catch (error) {
		throw new UserFacingError(
			`The folder ${folder} cannot be made or made private (${messageOf(error)}). Choose another DATA_DIR, or give this user the folder.`,
			{ cause: error },
		);
	}
}

/** A folder that once held a base and now holds no database is a loss to be told, not an empty base. */
function refuseEmptied(folder: string): void {
	const file = join(folder, DATABASE_FILE);
	if (!existsSync(join(folder, MARKER_FILE))) return;
	if (existsSync(file) && statSync(file).size > 0) return;
	throw new UserFacingError(
		`The database file ${file} is missing or empty although this folder held a base. Put the file back from a backup, or choose another DATA_DIR to start anew.`,
	);
}

/**
 * SQLite's exclusive lock ends with the process, however it ends. Processes that start at the same moment
 * can all get in each other's way, and a new holder needs a moment to say who it is: so try again until
 * one is known.
 */
function openExclusively(folder: string): DatabaseSync {
	const deadline = Date.now() + STARTING_MS;
	for (;;) {
		const opened = tryToOpen(folder);
		if (opened.type === 'opened') return opened.database;
		const holder = runningHolder(folder);
		if (holder !== null || Date.now() > deadline) throw inUse(folder, holder, opened.cause);
		pause(20 + Math.random() * 80);
	}
}

/** Far longer than a process needs between its lock and its holder file. */
const STARTING_MS = 1500;

function pause(ms: number): void {
	Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

type Opened = { type: 'opened'; database: DatabaseSync } | { type: 'locked'; cause: unknown };

function tryToOpen(folder: string): Opened {
	const database = new DatabaseSync(join(folder, DATABASE_FILE));
	try {
		database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
		database.exec(`BEGIN EXCLUSIVE; ${CREATE_TABLE}; COMMIT;`);
		return { type: 'opened', database };
	} catch (cause) {
		database.close();
		if (/locked|busy/iu.test(messageOf(cause))) return { type: 'locked', cause };
		throw new UserFacingError(
			`The database in ${folder} cannot be opened (${messageOf(cause)}). Put it back from a backup, or choose another DATA_DIR.`,
			{ cause },
		);
	}
}

/** Without a known holder it is one that cannot be seen from here, as in another container. */
function inUse(folder: string, holder: number | null, cause: unknown): BaseInUseError {
	const name = holder === null ? 'another process' : `process ${holder}`;
	return new BaseInUseError(`The base in ${folder} is in use by ${name}. Stop it first, or choose another DATA_DIR.`, {
		cause,
	});
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

/** Null while a new holder starts: the file then still names the one before, which is gone. */
function runningHolder(folder: string): number | null {
	const id = Number.parseInt(readHolder(folder), 10);
	return id > 0 && isRunning(id) ? id : null;
}

function readHolder(folder: string): string {
	try {
		return readFileSync(join(folder, HOLDER_FILE), 'utf8');
	} catch {
		return '';
	}
}

function isRunning(id: number): boolean {
	try {
		return process.kill(id, 0);
	} catch (error) {
		return error instanceof Error && 'code' in error && error.code === 'EPERM';
	}
}

function createDisk(database: DatabaseSync): Disk {
	database.exec(CREATE_TABLE);
	const select = database.prepare('SELECT json FROM documents WHERE collection = ? ORDER BY id');
	const upsert = database.prepare(
		'INSERT INTO documents (collection, id, json) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET json = excluded.json',
	);
	const remove = database.prepare('DELETE FROM documents WHERE collection = ? AND id = ?');
	const apply = (collection: string, changes: { id: string; json: string | null }[]) => {
		for (const { id, json } of changes) {
			if (json === null) remove.run(collection, id);
			else upsert.run(collection, id, json);
		}
	};
	return {
		*load(collection) {
			for (const row of select.iterate(collection)) yield String(row.json);
		},
		write(collection, changes) {
			if (changes.length === 0) return;
			database.exec('BEGIN IMMEDIATE');
			try {
				apply(collection, changes);
				database.exec('COMMIT');
			} catch (error) {
				// A full disk ends the transaction by itself; a second rollback would hide why.
				if (database.isTransaction) database.exec('ROLLBACK');
				throw error;
			}
		},
		close: () => database.close(),
	};
}
