import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Command, CommanderError, Option } from 'commander';
import { evaluateOn, gatesOf, readQuestions, reportOf } from './answering/evaluation-table.ts';
import { type App, configuredClock, createApp, diagnose, openConfiguredStore, storedBase } from './app.ts';
import type { Base } from './basefile/convert.ts';
import type { Fault } from './basefile/faults.ts';
import { formatOf, parseBaseFile } from './basefile/parse.ts';
import { NOTHING_KNOWN } from './basefile/references.ts';
import { baseFileJsonSchema } from './basefile/schema.ts';
import { loadStarter, removeStarter } from './basefile/starter.ts';
import { type Counts, exportBase, importBase, knownIds } from './basefile/transfer.ts';
import { canonicalHash, writeBaseFile } from './basefile/write.ts';
import { readAskedLine } from './chat/asked-line.ts';
import { explain } from './chat/handlers.ts';
import { runTerminalChat } from './chat/terminal/chat.ts';
import { type Config, readConfig } from './config.ts';
import { log } from './log.ts';
import { nearest } from './personas/nearest.ts';
import { TEAMS, type Team } from './personas/team.ts';
import { UserFacingError } from './personas/user-facing-error.ts';
import { BaseInUseError } from './stores/embedded/disk.ts';
import type { Store } from './stores/open.ts';

const ENVIRONMENT_FILE = '.env';
const DONE = 0;
const FAILED = 1;
const MISUSED = 2;

/** Wrong usage or configuration; the process ends with 2. */
class UsageError extends UserFacingError {
	override name = 'UsageError';
}

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
	log.level = 'warn';
	let code = DONE;
	const finish = (result: number) => {
		code = result;
	};
	try {
		if (existsSync(ENVIRONMENT_FILE)) process.loadEnvFile(ENVIRONMENT_FILE);
		const program = createProgram(finish);
		refuseUnknown(args[0], program);
		await program.parseAsync(args, { from: 'user' });
		return code;
	} catch (error) {
		if (error instanceof CommanderError) return error.exitCode === 0 ? DONE : MISUSED;
		console.error(explain(error));
		return error instanceof UsageError || error instanceof BaseInUseError ? MISUSED : FAILED;
	}
}

function refuseUnknown(word: string | undefined, program: Command): void {
	const known = [...program.commands.map((command) => command.name()), 'help'];
	if (word === undefined || word.startsWith('-') || known.includes(word)) return;
	const meant = nearest(word, known);
	throw new UsageError(
		`There is no command “${word}”${meant === null ? '' : `; did you mean “${meant}”`}? --help lists them.`,
	);
}

function createProgram(finish: (code: number) => void): Command {
	const program = new Command('persona-bot')
		.description('Answers questions about your customer personas, every line carried by evidence.')
		.exitOverride();
	const teamOption = () =>
		new Option('--team <team>', 'whose view the answer takes').choices([...TEAMS]).default('sales');
	const add = (usage: string, description: string) =>
		program
			.command(usage, { isDefault: usage === 'chat' })
			.description(description)
			.exitOverride();
	add('chat', 'ask in the terminal; lines from a pipe are answered one by one')
		.addOption(teamOption())
		.action(async (options) => finish(await chat(options)));
	add('ask [question]', 'answer one question')
		.addOption(teamOption())
		.option('--json', 'print one JSON line')
		.option('--jsonl', 'read questions as JSON lines from standard input, write one result line each')
		.action(async (question, options) => finish(await askOnce(question, options)));
	add('import <files...>', 'read base files (.yaml, .yml, .json) into the base').action(async (files) =>
		finish(await importFiles(files)),
	);
	add('export [file]', 'write the base to a file, or as JSON to standard output').action(async (file) =>
		finish(await exportTo(file)),
	);
	add('starter <what>', 'load or remove the example personas (load | remove)').action(async (what) =>
		finish(await starter(what)),
	);
	add('eval <file>', 'measure answers on questions with expected results (JSON lines)')
		.option('--base <file>', 'a base file instead of the configured base')
		.action(async (file, options) => finish(await evaluateFile(file, options.base)));
	add('doctor', 'check the configuration and everything it names').action(async () => finish(await doctor()));
	add('schema', 'print the JSON Schema of a base file').action(() =>
		finish(print(JSON.stringify(baseFileJsonSchema(), null, 2))),
	);
	return program;
}

function print(text: string): number {
	console.log(text);
	return DONE;
}

function configuration(): Config {
	try {
		return readConfig(process.env);
	} catch (error) {
		throw error instanceof UserFacingError ? new UsageError(error.message) : error;
	}
}

async function withApp(work: (app: App) => Promise<number>): Promise<number> {
	const app = await createApp(configuration());
	try {
		return await work(app);
	} finally {
		await app.close();
	}
}

async function withStore(work: (store: Store, config: Config) => Promise<number>): Promise<number> {
	const config = configuration();
	const store = await openConfiguredStore(config);
	try {
		return await work(store, config);
	} finally {
		await store.close();
	}
}

function chat({ team }: { team: Team }): Promise<number> {
	return withApp(async ({ handlers, banner }) => {
		const interactive = process.stdin.isTTY === true && process.stdout.isTTY === true;
		if (!interactive) for (const line of banner.slice(2, -1)) console.error(line);
		await runTerminalChat({
			input: process.stdin,
			output: process.stdout,
			interactive,
			coloured: interactive && !process.env.NO_COLOR,
			team,
			handlers,
			banner,
		});
		return DONE;
	});
}

type AskOptions = { team: Team; json?: boolean; jsonl?: boolean };

function askOnce(question: string | undefined, { team, json, jsonl }: AskOptions): Promise<number> {
	if (jsonl) return askLines(team);
	if (question === undefined || question.trim() === '')
		throw new UsageError('Say what to ask: ask "how should I pitch the enterprise IT buyer?"');
	return withApp(async (app) => {
		const line = await app.answer({ id: null, text: question, team, history: [] });
		console.log(json ? JSON.stringify(line) : line.text);
		return line.outcome === 'failed' ? FAILED : DONE;
	});
}

function askLines(team: Team): Promise<number> {
	return withApp(async (app) => {
		for await (const line of createInterface({ input: process.stdin })) {
			if (line.trim() === '') continue;
			const asked = readAskedLine(line, team);
			if (asked.type === 'broken')
				console.log(JSON.stringify({ id: asked.id, outcome: 'failed', reason: 'bad_input', text: asked.why }));
			else console.log(JSON.stringify(await app.answer(asked)));
		}
		return DONE;
	});
}

function importFiles(files: string[]): Promise<number> {
	return withStore(async (store, config) => {
		const clock = configuredClock(config);
		for (const file of files) {
			const format = formatOf(file);
			if (!format) throw new UsageError(`${file} is no base file: its name must end in .yaml, .yml or .json.`);
			const outcome = parseBaseFile(await readText(file), format, await knownIds(store), config.REVIEW_EVERY_DAYS);
			if (outcome.type === 'faulty') return printFaults(file, outcome.faults);
			const result = await importBase(store, outcome.parsed, {
				by: 'local',
				at: clock.now().toISOString(),
				reason: `import of ${file}`,
			});
			if (result.type === 'faulty') return printFaults(file, result.faults);
			if (result.replacedStarter) console.log('The base held only the example personas; they were replaced.');
			console.log(
				`${file}: ${counted('persona', result.personas)}; ${counted('segment', result.segments)}; ${counted('feedback entry', result.feedback)}.`,
			);
		}
		return DONE;
	});
}

async function readText(file: string): Promise<string> {
	try {
		return await readFile(file, 'utf8');
	} catch (error) {
		throw new UserFacingError(
			`${file} cannot be read (${error instanceof Error ? error.message : 'unknown reason'}).`,
			{ cause: error },
		);
	}
}

function counted(noun: string, { added, changed, unchanged }: Counts): string {
	const plural = noun.endsWith('y') ? `${noun.slice(0, -1)}ies` : `${noun}s`;
	return `${plural} ${added} added, ${changed} changed, ${unchanged} unchanged`;
}

function printFaults(file: string, faults: Fault[]): number {
	console.error(
		`${file} was not imported; nothing was written. ${faults.length === 1 ? 'One fault' : `${faults.length} faults`}:`,
	);
	for (const { place, line, message } of faults)
		console.error(`  ${line === null ? '' : `line ${line}: `}${place} ${message}`);
	return FAILED;
}

function exportTo(file: string | undefined): Promise<number> {
	const format = file === undefined ? 'json' : formatOf(file);
	if (!format) throw new UsageError(`${file} is no base file: its name must end in .yaml, .yml or .json.`);
	return withStore(async (store) => {
		const base = await exportBase(store);
		const text = writeBaseFile(base, format);
		const hash = `sha256 ${canonicalHash(base)}`;
		if (file === undefined) {
			process.stdout.write(text);
			console.error(hash);
			return DONE;
		}
		await writeFile(file, text);
		console.log(
			`${file}: ${base.personas.length} personas, ${base.segments.length} segments, ${base.feedback.length} feedback entries`,
		);
		return print(hash);
	});
}

function starter(what: string): Promise<number> {
	if (what !== 'load' && what !== 'remove')
		throw new UsageError(`There is no "starter ${what}"; say starter load or starter remove.`);
	return withStore(async (store, config) => {
		const clock = configuredClock(config);
		if (what === 'load') {
			const { personas, feedback } = await loadStarter(store, clock.today(), clock.now());
			return print(`Loaded ${personas} example personas and ${feedback} example feedback entries.`);
		}
		const { personas, feedback, kept } = await removeStarter(store);
		if (kept.length > 0) console.log(`Kept, because your own entries refer to them: ${kept.join(', ')}.`);
		return print(`Removed ${personas} example personas and ${feedback} example feedback entries.`);
	});
}

async function doctor(): Promise<number> {
	const findings = await diagnose(configuration());
	for (const { ok, text } of findings) console.log(`${ok ? 'ok  ' : 'FAIL'} ${text}`);
	return findings.every(({ ok }) => ok) ? DONE : FAILED;
}

async function evaluateFile(file: string, baseFile: string | undefined): Promise<number> {
	const questions = readQuestions(await readText(file));
	if (questions.type === 'faulty') {
		console.error(`${file} holds a question that cannot be read: ${questions.why}`);
		return FAILED;
	}
	const config = configuration();
	const base = baseFile === undefined ? await storedBase(config) : await fileBase(baseFile, config);
	if (!base) return FAILED;
	const rows = evaluateOn(base, questions.questions, configuredClock(config).today());
	const { text, reached } = reportOf(rows, gatesOf(rows));
	console.log(text);
	return reached ? DONE : FAILED;
}

/** Null: the file is faulty, and its faults were printed. */
async function fileBase(file: string, config: Config): Promise<Base | null> {
	const format = formatOf(file);
	if (!format) throw new UsageError(`${file} is no base file: its name must end in .yaml, .yml or .json.`);
	const outcome = parseBaseFile(await readText(file), format, NOTHING_KNOWN, config.REVIEW_EVERY_DAYS);
	if (outcome.type === 'parsed') return outcome.parsed.base;
	printFaults(file, outcome.faults);
	return null;
}
