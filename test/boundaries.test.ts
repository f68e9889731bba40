import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const SOURCE = join(import.meta.dirname, '../src');

/** Who may import whom; a folder may always import itself, and everybody the leaf `log.ts`. */
const MAY_IMPORT: Record<string, string[]> = {
	'cli.ts': ['*'],
	'app.ts': ['*'],
	'config.ts': ['personas'],
	'log.ts': [],
	personas: [],
	model: [],
	delivery: [],
	members: ['personas'],
	feedback: ['personas', 'members', 'model'],
	basefile: ['personas', 'feedback'],
	answering: ['personas', 'members', 'feedback', 'model'],
	stores: ['personas', 'members', 'feedback', 'basefile', 'model', 'answering', 'reviews', 'delivery'],
	chat: ['personas', 'members', 'feedback', 'basefile', 'model', 'answering', 'reviews', 'delivery'],
};

/** Each SDK lives in one place. */
const SDK_HOMES: Record<string, RegExp> = {
	mongodb: /^stores\/mongo\//,
	mingo: /^stores\/embedded\//,
	'node:sqlite': /^stores\/embedded\/disk\.ts$/,
	openai: /^model\/openai\.ts$/,
	'openai/helpers/zod': /^model\/openai\.ts$/,
	'@slack/bolt': /^chat\/slack\//,
	undici: /^chat\/slack\//,
	commander: /^cli\.ts$/,
	yaml: /^(basefile|model)\//,
};

const FORBIDDEN_NAMES = /(^|\/)(utils?|common|helpers?|lib|types|services)(\/|\.ts$)/;

type Import = { file: string; target: string };

function sourceFiles(): string[] {
	return readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
}

function importsOf(file: string): Import[] {
	const text = readFileSync(join(SOURCE, file), 'utf8');
	return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/gu)].map((match) => ({ file, target: match[1] ?? '' }));
}

function room(file: string): string {
	return file.includes('/') ? (file.split('/')[0] ?? '') : file;
}

function brokenRule({ file, target }: Import): string | null {
	if (!target.startsWith('.')) {
		const home = SDK_HOMES[target];
		return home && !home.test(file) ? `${file} imports ${target}` : null;
	}
	const imported = relative(SOURCE, normalize(join(SOURCE, dirname(file), target)));
	const [from, to] = [room(file), room(imported)];
	const surfaces = /^chat\/(slack|teams|terminal)\//;
	const [own, other] = [surfaces.exec(file)?.[1], surfaces.exec(imported)?.[1]];
	if (own && other && own !== other) return `${file} imports the surface ${other}`;
	const allowed = MAY_IMPORT[from] ?? [];
	if (from === to || to === 'log.ts' || allowed.includes('*') || allowed.includes(to)) return null;
	return `${file} imports ${imported}`;
}

describe('the architecture', () => {
	it('has every file in a known room', () => {
		expect(sourceFiles().filter((file) => !(room(file) in MAY_IMPORT))).toEqual([]);
		expect(sourceFiles().filter((file) => FORBIDDEN_NAMES.test(file))).toEqual([]);
	});

	it('lets data flow one way', () => {
		expect(
			sourceFiles()
				.flatMap(importsOf)
				.flatMap((entry) => brokenRule(entry) ?? []),
		).toEqual([]);
	});

	it('would see a violation', () => {
		expect(brokenRule({ file: 'answering/ask.ts', target: '../stores/open.ts' })).not.toBeNull();
		expect(brokenRule({ file: 'chat/slack/app.ts', target: '../teams/app.ts' })).not.toBeNull();
		expect(brokenRule({ file: 'answering/ask.ts', target: 'mongodb' })).not.toBeNull();
	});

	it('keeps files short', () => {
		const long = sourceFiles().filter((file) => readFileSync(join(SOURCE, file), 'utf8').split('\n').length > 300);
		expect(long).toEqual([]);
	});
});
