import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

const CLI = join(import.meta.dirname, '../src/cli.ts');
const EXAMPLE = join(import.meta.dirname, 'fixtures/base.yaml');
const QUESTION = 'how should I pitch the enterprise IT buyer?';
let folder: string;

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'persona-bot-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Run = { code: number | null; out: string; err: string };

function run(
	args: string[],
	{ input = '', env = {} }: { input?: string; env?: Record<string, string> } = {},
): Promise<Run> {
	const child = spawn(process.execPath, [CLI, ...args], {
		cwd: folder,
		env: { PATH: process.env.PATH ?? '', TIME_ZONE: 'UTC', DATA_DIR: join(folder, 'data'), ...env },
	});
	const out: Buffer[] = [];
	const err: Buffer[] = [];
	child.stdout.on('data', (part) => out.push(part));
	child.stderr.on('data', (part) => err.push(part));
	child.stdin.end(input);
	return new Promise((resolve) =>
		child.once('close', (code) =>
			resolve({ code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }),
		),
	);
}

describe('the command line', () => {
	it('answers each line of a pipe and ends with 0', async () => {
		const { code, out, err } = await run([], {
			input: `${QUESTION}\nwhat about the objections?\nwhat is their favourite colour?\n`,
		});
		expect(code).toBe(0);
		expect(out).toContain('Bring a security engineer to the first call');
		expect(out).toContain('Enterprise IT Decision-Maker: objections');
		expect(out).toContain('does not record anything on “colour”');
		expect(out).not.toContain('\u001b');
		expect(err).toContain('example personas were loaded');
	});

	it('answers one question as text and as JSON', async () => {
		const text = await run(['ask', QUESTION, '--team', 'support']);
		expect(text).toMatchObject({ code: 0, out: expect.stringContaining('how to help') });
		const { out } = await run(['ask', QUESTION, '--json']);
		const line = JSON.parse(out);
		expect(line).toMatchObject({
			outcome: 'answered',
			personas: ['enterprise-it-decision-maker'],
			ms: expect.any(Number),
		});
		const ids = line.evidence.map(({ id }: { id: string }) => id);
		expect(
			line.claims.flatMap(({ evidence }: { evidence: string[] }) => evidence).every((id: string) => ids.includes(id)),
		).toBe(true);
		expect(line.evidence[0]).toMatchObject({
			id: 'e1',
			kind: 'persona',
			ref: 'enterprise-it-decision-maker',
			section: 'guidance.sales',
		});
	});

	it('answers JSON lines in order and goes on after a broken one', async () => {
		const input = [
			'{"id":1,"question":"budget of the founder"}',
			'rubbish',
			'{"id":"b"}',
			'{"id":4,"question":"and the objections?","history":["budget of the founder"],"team":"marketing"}',
		].join('\n');
		const { code, out } = await run(['ask', '--jsonl'], { input });
		const lines = out
			.trim()
			.split('\n')
			.map((line) => JSON.parse(line));
		expect(code).toBe(0);
		expect(lines.map(({ id, outcome, reason }) => [id, outcome, reason])).toEqual([
			[1, 'answered', undefined],
			[null, 'failed', 'bad_input'],
			['b', 'failed', 'bad_input'],
			[4, 'answered', undefined],
		]);
		expect(lines[3].personas).toEqual(['growth-startup-founder']);
	});

	it('imports, exports and replaces the examples', async () => {
		const env = { DATA_DIR: join(folder, 'moved') };
		await run(['ask', 'list'], { env });
		const imported = await run(['import', EXAMPLE], { env });
		expect(imported).toMatchObject({ code: 0, out: expect.stringContaining('example personas; they were replaced') });
		const yaml = join(folder, 'out.yaml');
		const first = await run(['export', yaml], { env });
		const json = await run(['export'], { env });
		const hash = /sha256 ([0-9a-f]{64})/u.exec(first.out)?.[1];
		expect(json.err).toContain(hash);
		const other = { DATA_DIR: join(folder, 'other'), STARTER_BASE: 'off' };
		expect((await run(['import', yaml], { env: other })).code).toBe(0);
		expect((await run(['export', join(folder, 'again.json')], { env: other })).out).toContain(hash);
		expect(JSON.parse(readFileSync(join(folder, 'again.json'), 'utf8'))).toEqual(JSON.parse(json.out));
	});

	it.skipIf(inject('mongodbUri') === null)('gives the same answers on MongoDB, and equal hashes', async () => {
		const env = { MONGODB_URI: inject('mongodbUri') ?? '', MONGODB_DB: `cli-${process.pid}` };
		const input = `${QUESTION}\nwhat about the objections?\nwhich website personas are there?\nlast 2 quotes for the dispatcher\n`;
		const embedded = { DATA_DIR: join(folder, 'twin') };
		expect((await run([], { input, env })).out).toBe((await run([], { input, env: embedded })).out);
		expect((await run(['export'], { env })).err).toBe((await run(['export'], { env: embedded })).err);
	});

	it('names the faults of a file and writes nothing', async () => {
		const file = join(folder, 'faulty.yaml');
		writeFileSync(file, 'personas:\n  - nme: X\n    type: buyer\n');
		const env = { DATA_DIR: join(folder, 'faulty') };
		const { code, err } = await run(['import', file], { env });
		expect(code).toBe(1);
		expect(err).toContain('did you mean "name"?');
		expect(err).toContain('nothing was written');
		expect((await run(['import', join(folder, 'none.yaml')], { env })).code).toBe(1);
	});

	it.each<[string[], RegExp]>([
		[['exprt'], /did you mean “export”/u],
		[['ask', 'x', '--team', 'legal'], /Allowed choices are sales/u],
		[['ask'], /Say what to ask/u],
		[['import', 'base.txt'], /must end in \.yaml/u],
		[['starter', 'dance'], /starter load or starter remove/u],
		[['ask', 'x', '--bogus'], /unknown option/u],
		[['manifest'], /missing required argument/u],
		[['manifest', 'irc'], /no manifest for “irc”/u],
		[['manifest', 'slack'], /--url https:\/\/bot\.example\.com, or --socket/u],
		[['manifest', 'slack', '--url', 'http://bot.example.com'], /cannot post/u],
	])('ends with 2 after %j', async (args, message) => {
		const { code, err } = await run(args);
		expect(err).toMatch(message);
		expect(code).toBe(2);
	});

	it('ends with 2 and every fault when the configuration is wrong', async () => {
		const { code, err } = await run(['ask', 'x'], { env: { OPENAI_API_MODE: 'fax', RETENTION_DAYS: '0' } });
		expect(code).toBe(2);
		expect(err).toMatch(/OPENAI_API_MODE[\s\S]*RETENTION_DAYS/u);
	});

	it('ends with 2 while another process has the base, and names it', async () => {
		const env = { DATA_DIR: join(folder, 'busy') };
		const holder = spawn(process.execPath, [CLI, 'chat'], {
			cwd: folder,
			env: { PATH: process.env.PATH ?? '', ...env },
		});
		holder.stdin.write('hello\n');
		await new Promise((resolve) => holder.stdout.once('data', resolve));
		const { code, err } = await run(['export'], { env });
		expect(code).toBe(2);
		expect(err).toContain(`process ${holder.pid}`);
		holder.kill('SIGKILL');
	});

	it('measures answers, and ends with 1 below the gates', async () => {
		const file = join(folder, 'questions.jsonl');
		const question = {
			id: 'q1',
			kind: 'named',
			question: QUESTION,
			expect: { outcome: 'answered', anyPersona: ['enterprise-it-decision-maker'] },
		};
		writeFileSync(file, `${JSON.stringify(question)}\n`);
		expect(await run(['eval', file, '--base', EXAMPLE])).toMatchObject({
			code: 0,
			out: expect.stringContaining('reached persona first: 100.0 %'),
		});
		writeFileSync(file, `${JSON.stringify({ ...question, expect: { outcome: 'refused', reason: 'out_of_scope' } })}\n`);
		expect(await run(['eval', file, '--base', EXAMPLE])).toMatchObject({
			code: 1,
			out: expect.stringContaining('MISSED'),
		});
		writeFileSync(file, '{"id":');
		expect(await run(['eval', file])).toMatchObject({ code: 1, err: expect.stringContaining('line 1: it is no JSON') });
	});

	it('checks itself', async () => {
		expect(await run(['doctor'])).toMatchObject({ code: 0, out: expect.stringContaining('model: none set') });
		const broken = await run(['doctor'], {
			env: { MONGODB_URI: 'mongodb://127.0.0.1:9', OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' },
		});
		expect(broken.code).toBe(1);
		expect(broken.out).toMatch(
			/FAIL base: MongoDB at 127\.0\.0\.1:9 does not answer[\s\S]*FAIL model: http:\/\/127\.0\.0\.1:9\/v1 cannot be reached/u,
		);
		expect(JSON.parse((await run(['schema'])).out)).toMatchObject({ type: 'object' });
	});

	it('writes manifests for Slack, without a base', async () => {
		const env = { DATA_DIR: join(folder, 'none') };
		const http = await run(['manifest', 'slack', '--url', 'https://bot.example.com', '--thread-follow-ups'], { env });
		expect(http).toMatchObject({ code: 0, err: '' });
		expect(JSON.parse(http.out).settings.event_subscriptions).toMatchObject({
			request_url: 'https://bot.example.com/slack/events',
			bot_events: expect.arrayContaining(['message.channels']),
		});
		const file = join(folder, 'manifest.json');
		expect(await run(['manifest', 'slack', '--socket', '--out', file], { env })).toMatchObject({ code: 0 });
		expect(JSON.parse(readFileSync(file, 'utf8')).settings.socket_mode_enabled).toBe(true);
		expect(existsSync(env.DATA_DIR)).toBe(false);
		expect(await run(['manifest', 'slack', '--socket', '--out', join(folder, 'no', 'x.json')])).toMatchObject({
			code: 1,
			err: expect.stringContaining('cannot be written'),
		});
	});

	it.each(['chat', 'ask', 'import', 'export', 'starter', 'eval', 'doctor', 'schema', 'manifest'])(
		'explains %s',
		async (command) => {
			expect(await run([command, '--help'])).toMatchObject({
				code: 0,
				out: expect.stringContaining(`persona-bot ${command}`),
			});
		},
	);
});
