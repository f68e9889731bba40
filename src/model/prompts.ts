import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

export type Prompt = {
	/** From the front matter, with a hash of the text: two wordings never share a version. */
	version: string;
	maxOutputTokens: number;
	/** The text with every `{{name}}` filled; a missing or superfluous value is an error. */
	fill(values: Record<string, string>): string;
};

const frontMatterSchema = z.strictObject({ name: z.string(), version: z.int(), maxOutputTokens: z.int().positive() });
const PLACEHOLDER = /\{\{(\w+)\}\}/gu;
const HASH_CHARACTERS = 8;

/**
 * Reads a Markdown file with front matter. Throws when it is not as it should be, so that it shows at start and not
 * with the first question: with `placeholders` given, the text must hold exactly these.
 */
export function readPrompt(file: URL, placeholders: readonly string[] | null = null): Prompt {
	const text = readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
	const match = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/u.exec(text);
	if (!match) throw new Error(`${file.pathname} has no front matter`);
	const { name, version, maxOutputTokens } = frontMatterSchema.parse(parse(match[1] ?? ''));
	const body = (match[2] ?? '').trim();
	const fault = placeholderFault(body, placeholders);
	if (fault) throw new Error(`${file.pathname} ${fault}`);
	const hash = createHash('sha256').update(body).digest('hex').slice(0, HASH_CHARACTERS);
	return { version: `${name}-${version}-${hash}`, maxOutputTokens, fill: (values) => fill(body, values) };
}

function placeholderFault(body: string, placeholders: readonly string[] | null): string | null {
	if (/\{\{|\}\}/u.test(body.replace(PLACEHOLDER, ''))) return 'has a placeholder that is not written {{name}}';
	if (placeholders === null) return null;
	const written = new Set([...body.matchAll(PLACEHOLDER)].map((match) => match[1] ?? ''));
	const missing = placeholders.filter((name) => !written.has(name));
	const unknown = [...written].filter((name) => !placeholders.includes(name));
	if (missing.length > 0) return `lacks the placeholder ${missing.join(', ')}`;
	return unknown.length > 0 ? `has the unknown placeholder ${unknown.join(', ')}` : null;
}

function fill(body: string, values: Record<string, string>): string {
	const wanted = new Set([...body.matchAll(PLACEHOLDER)].map((match) => match[1]));
	const superfluous = Object.keys(values).filter((name) => !wanted.has(name));
	if (superfluous.length > 0) throw new Error(`the prompt has no place for ${superfluous.join(', ')}`);
	return body.replace(PLACEHOLDER, (_, name: string) => {
		const value = values[name];
		if (value === undefined) throw new Error(`the prompt needs a value for ${name}`);
		return value;
	});
}

/**
 * Control, zero-width, direction and tag characters hide instructions from people but not from a model, and so do
 * runs of variation selectors. Line feeds stay.
 */
const HIDDEN = /(?!\n)(?:[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u{E0000}-\u{E007F}]|\p{Variation_Selector})/gu;
/** Whatever begins like a mark of ours, of this request or another. */
const LOOK_ALIKE = /<(?=\s*\/?\s*data\b)/giu;

/**
 * Marks what people typed as data. One fence per request: its mark is random, so that no text can know it, and
 * what looks like a mark inside loses its bracket.
 */
export function createFence(): (text: string) => string {
	const mark = `data-${randomBytes(6).toString('hex')}`;
	return (text) => `<${mark}>${text.replace(HIDDEN, ' ').replace(LOOK_ALIKE, '‹')}</${mark}>`;
}
