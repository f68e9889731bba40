import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Command, CommanderError, Option } from 'commander';
import { evaluationReport } from './answering/evaluation-table.ts';
import { type App, configuredClock, createApp, diagnose, openConfiguredStore, storedBase } from './app.ts';
import { type BaseFile, exportText, importFile, readBaseFile, readText, writeText } from './basefile/files.ts';
import { type FileFormat, formatOf } from './basefile/parse.ts';
import { baseFileJsonSchema } from './basefile/schema.ts';
import { loadStarter, removeStarter } from './basefile/starter.ts';
import { exportBase } from './basefile/transfer.ts';
import { readAskedLine } from './chat/asked-line.ts';
import { explain } from './chat/handlers.ts';
import { type ManifestOptions, manifestFile } from './chat/manifest-file.ts';
import { runTerminalChat } from './chat/terminal/chat.ts';
import { type Config, readConfig } from './config.ts';
import { deadLetterLines } from './delivery/dead-letters.ts';
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
			.command(usage, { isDefault: usage === 'serve' })
			.description(description)
			.exitOverride();
	add('serve', 'run every configured surface; with none configured, the terminal chat')
		.option('--chat', 'the terminal chat beside them, in the same process')
		.addOption(teamOption())
		.action(async (options) => finish(await serve(options)));
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
	add('inbox [what] [id]', 'dead letters: deliveries that were given up (inbox | inbox retry ID)').action(
		async (what, id) => finish(await deadLetters(what, id)),
	);
	add('schema', 'print the JSON Schema of a base file').action(() =>
		finish(print(JSON.stringify(baseFileJsonSchema(), null, 2))),
	);
	add('manifest <platform>', 'print the manifest to create the app from (slack)')
		.option('--url <url>', 'where the platform reaches the bot, such as https://bot.example.com')
		.option('--socket', 'Socket Mode: the bot reaches the platform, and needs no address')
		.option('--thread-follow-ups', 'also see follow-ups in threads that do not mention the bot')
		.option('--out <file>', 'a file instead of standard output')
		.action(async (platform, options) => finish(await manifest(platform, options)));
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

/** Runs until it is told to stop. */
async function serve({ team, chat: withChat }: { team: Team; chat?: boolean }): Promise<number> {
	const config = configuration();
	if (!config.SLACK_BOT_TOKEN) return chat({ team });
	log.level = 'info';
	const code = await withApp(async (app) => {
		const stopped = new Promise<void>((resolve) => {
			for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
		});
		for (const line of app.banner.slice(1)) console.error(line);
		const serving = await app.serve();
		await (withChat ? Promise.race([stopped, chatOn(app, team)]) : stopped);
		await serving.stop();
		return DONE;
	});
	// A platform that hangs may hold the process for as long as its calls last; everything of ours is closed.
	process.exit(code);
}

function chat({ team }: { team: Team }): Promise<number> {
	return withApp((app) => chatOn(app, team));
}

async function chatOn({ conversations, banner }: App, team: Team): Promise<number> {
	const interactive = process.stdin.isTTY === true && process.stdout.isTTY === true;
	if (!interactive) for (const line of banner.slice(2, -1)) console.error(line);
	await runTerminalChat({
		input: process.stdin,
		output: process.stdout,
		interactive,
		coloured: interactive && !process.env.NO_COLOR,
		team,
		conversations,
		banner,
	});
	return DONE;
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
		const at = configuredClock(config).now().toISOString();
		for (const file of files) {
			const { type, lines } = await importFile(baseFileNamed(file, config), store, { by: 'local', at });
			for (const line of lines) (type === 'faulty' ? console.error : console.log)(line);
			if (type === 'faulty') return FAILED;
		}
		return DONE;
	});
}

function baseFileNamed(file: string, { REVIEW_EVERY_DAYS }: Config): BaseFile {
	return { file, format: formatNamed(file), reviewEveryDays: REVIEW_EVERY_DAYS };
}

function formatNamed(file: string): FileFormat {
	const format = formatOf(file);
	if (!format) throw new UsageError(`${file} is no base file: its name must end in .yaml, .yml or .json.`);
	return format;
}

function exportTo(file: string | undefined): Promise<number> {
	const format = file === undefined ? 'json' : formatNamed(file);
	return withStore(async (store) => {
		const { text, holds, hash } = exportText(await exportBase(store), format);
		if (file !== undefined) {
			await writeText(file, text);
			return print(`${file}: ${holds}\n${hash}`);
		}
		process.stdout.write(text);
		console.error(hash);
		return DONE;
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

async function manifest(platform: string, { out, ...options }: ManifestOptions & { out?: string }): Promise<number> {
	const made = manifestFile(platform, options);
	if (made.type === 'misused') throw new UsageError(made.why);
	if (out === undefined) return print(made.text);
	await writeText(out, `${made.text}\n`);
	return print(`${out} written; docs/slack.md says how an app is created from it.`);
}

function deadLetters(what: string | undefined, id: string | undefined): Promise<number> {
	if (what !== undefined && (what !== 'retry' || id === undefined))
		throw new UsageError('Say inbox to list what was given up, or inbox retry ID to try one again.');
	return withStore(async ({ inbox }) => {
		if (id === undefined) return print((await deadLetterLines(inbox)).join('\n'));
		if (await inbox.revive(id, new Date().toISOString())) return print(`${id} is tried again.`);
		throw new UserFacingError(`Nothing with the id ${id} was given up.`);
	});
}

async function evaluateFile(file: string, baseFile: string | undefined): Promise<number> {
	const config = configuration();
	const questions = await readText(file);
	const base = baseFile === undefined ? await storedBase(config) : await readBaseFile(baseFileNamed(baseFile, config));
	const report = evaluationReport(questions, base, configuredClock(config).today());
	if (report.type === 'faulty')
		throw new UserFacingError(`${file} holds a question that cannot be read: ${report.why}`);
	console.log(report.text);
	return report.reached ? DONE : FAILED;
}
