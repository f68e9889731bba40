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

/** Reads a Markdown file with front matter; throws when it is not as it should be, so that it shows at start. */
export function readPrompt(file: URL): Prompt {
	const text = readFileSync(file, 'utf8');
	const match = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/u.exec(text);
	if (!match) throw new Error(`${file.pathname} has no front matter`);
	const { name, version, maxOutputTokens } = frontMatterSchema.parse(parse(match[1] ?? ''));
	const body = (match[2] ?? '').trim();
	const hash = createHash('sha256').update(body).digest('hex').slice(0, HASH_CHARACTERS);
	return { version: `${name}-${version}-${hash}`, maxOutputTokens, fill: (values) => fill(body, values) };
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

/** Control, zero-width and tag characters hide instructions from people but not from a model. */
const HIDDEN = /[\p{Cc}\p{Cf}\u{E0000}-\u{E007F}]/gu;

/** Marks what people typed as data: between random marks that the text itself cannot know or contain. */
export function createFence(): (text: string) => string {
	const mark = `data-${randomBytes(6).toString('hex')}`;
	return (text) => `<${mark}>${text.replace(HIDDEN, (character) => (character === '\n' ? '\n' : ' '))}</${mark}>`;
}
