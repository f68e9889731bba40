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
	load(collection: string): Iterable<{ id: string; json: string }>;
	/** All changes or none. A null text deletes. */
	write(collection: string, changes: { id: string; json: string | null }[]): void;
	close(): void;
};

const DATABASE_FILE = 'persona-bot.sqlite';
const MARKER_FILE = 'persona-bot.created';
const HOLDER_FILE = 'persona-bot.pid';

export function openDisk(folder: string): Disk {
	if (folder === ':memory:') return createDisk(new DatabaseSync(':memory:'));
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	chmodSync(folder, 0o700);
	refuseEmptied(folder);
	const database = openExclusively(folder);
	writeFileSync(
		join(folder, MARKER_FILE),
		'This folder holds a base of persona-bot; the marker guards against a lost database file.\n',
	);
	writeFileSync(join(folder, HOLDER_FILE), `${process.pid}\n`);
	return createDisk(database);
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

/** SQLite's exclusive lock ends with the process, however it ends. */
function openExclusively(folder: string): DatabaseSync {
	const database = new DatabaseSync(join(folder, DATABASE_FILE));
	try {
		database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
		database.exec(
			'BEGIN EXCLUSIVE; CREATE TABLE IF NOT EXISTS documents (collection TEXT NOT NULL, id TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY (collection, id)) WITHOUT ROWID; COMMIT;',
		);
		return database;
	} catch (error) {
		database.close();
		throw openingFault(folder, error);
	}
}

function openingFault(folder: string, error: unknown): Error {
	const message = error instanceof Error ? error.message : String(error);
	if (/locked|busy/iu.test(message)) {
		return new BaseInUseError(
			`The base in ${folder} is in use by process ${holderOf(folder)}. Stop it first, or choose another DATA_DIR.`,
			{ cause: error },
		);
	}
	return new UserFacingError(
		`The database in ${folder} cannot be opened (${message}). Put it back from a backup, or choose another DATA_DIR.`,
		{ cause: error },
	);
}

function holderOf(folder: string): string {
	try {
		return readFileSync(join(folder, HOLDER_FILE), 'utf8').trim();
	} catch {
		return '(unknown)';
	}
}

function createDisk(database: DatabaseSync): Disk {
	database.exec(
		'CREATE TABLE IF NOT EXISTS documents (collection TEXT NOT NULL, id TEXT NOT NULL, json TEXT NOT NULL, PRIMARY KEY (collection, id)) WITHOUT ROWID',
	);
	const select = database.prepare('SELECT id, json FROM documents WHERE collection = ? ORDER BY id');
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
			for (const row of select.iterate(collection)) yield { id: String(row.id), json: String(row.json) };
		},
		write(collection, changes) {
			database.exec('BEGIN IMMEDIATE');
			try {
				apply(collection, changes);
				database.exec('COMMIT');
			} catch (error) {
				database.exec('ROLLBACK');
				throw error;
			}
		},
		close: () => database.close(),
	};
}
