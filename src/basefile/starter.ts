import { readdir, readFile } from 'node:fs/promises';
import { dueDate } from '../personas/review-dates.ts';
import { type Base, DEFAULT_REVIEW_DAYS } from './convert.ts';
import { parseBaseFile } from './parse.ts';
import { NOTHING_KNOWN } from './references.ts';
import { type BaseStores, exportBase } from './transfer.ts';

const FOLDER = new URL('./starter/', import.meta.url);
const MARKER = 'starter base';

/**
 * The example base that ships with the program. Its files hold dates relative to `today` (`-12d`), so that
 * the examples are always recent; the files together are one base file.
 */
export async function readStarter(today: string): Promise<Base> {
	const names = (await readdir(FOLDER)).filter((name) => name.endsWith('.yaml')).sort();
	const texts = await Promise.all(names.map((name) => readFile(new URL(name, FOLDER), 'utf8')));
	const outcome = parseBaseFile(withDates(texts.join('\n'), today), 'yaml', NOTHING_KNOWN, DEFAULT_REVIEW_DAYS);
	if (outcome.type === 'faulty')
		throw new Error(`the starter base is faulty: ${JSON.stringify(outcome.faults.slice(0, 5))}`);
	const { personas, segments, feedback } = outcome.parsed.base;
	const asExample = <Item extends { example: boolean }>(item: Item): Item => ({ ...item, example: true });
	return { personas: personas.map(asExample), segments: segments.map(asExample), feedback: feedback.map(asExample) };
}

function withDates(text: string, today: string): string {
	return text.replace(/(?<=[:,{]\s*)([+-]\d+)d(?=\s*(?:[,}\n]|$))/gu, (_, days: string) =>
		dueDate(today, Number(days)),
	);
}

export type StarterLoad = { personas: number; feedback: number };

/** Adds the examples that are not there, dated relative to `today`; what somebody made of one is left alone. */
export async function loadStarter(stores: BaseStores, today: string, now: Date): Promise<StarterLoad> {
	const starter = await readStarter(today);
	await stores.state.setNote(MARKER, 'loading');
	const before = await exportBase(stores);
	const missing = <Item extends { id: string }>(items: Item[], held: Item[]) => {
		const ids = new Set(held.map(({ id }) => id));
		return items.filter(({ id }) => !ids.has(id));
	};
	const personas = missing(starter.personas, before.personas);
	const feedback = missing(starter.feedback, before.feedback);
	for (const segment of missing(starter.segments, before.segments)) await stores.segments.save(segment);
	await stores.feedback.saveAll(feedback);
	const change = { by: 'starter', at: now.toISOString(), reason: 'example of the starter base' };
	for (const persona of personas) await stores.personas.save(persona, null, change);
	await stores.state.setNote(MARKER, 'loaded');
	return { personas: personas.length, feedback: feedback.length };
}

export type StarterRemoval = { personas: number; feedback: number; kept: string[] };

/**
 * Removes the untouched examples. An example persona that has feedback of your own, or that one of your
 * personas refers to, stays and is named in `kept`.
 */
export async function removeStarter(stores: BaseStores): Promise<StarterRemoval> {
	const base = await exportBase(stores);
	const own = JSON.stringify([
		base.personas.filter(({ example }) => !example),
		base.feedback.filter(({ example }) => !example),
	]);
	const isReferred = ({ id }: { id: string }) => own.includes(JSON.stringify(id));
	const examples = base.personas.filter(({ example }) => example);
	const leaving = examples.filter((persona) => !isReferred(persona));
	const kept = examples.filter(isReferred);
	const stillNeeded = JSON.stringify(kept) + own;
	const feedback = base.feedback
		.filter(({ id, example }) => example && !stillNeeded.includes(JSON.stringify(id)))
		.map(({ id }) => id);
	const segments = base.segments.filter(({ id, example }) => example && !stillNeeded.includes(JSON.stringify(id)));
	for (const persona of leaving) await stores.personas.remove(persona.id);
	await stores.feedback.remove(feedback);
	for (const { id } of segments) await stores.segments.remove(id);
	await stores.state.setNote(MARKER, 'removed');
	return { personas: leaving.length, feedback: feedback.length, kept: kept.map(({ name }) => name) };
}

/** True where nothing was ever put in, or where loading was cut off; after `starter remove` it stays false. */
export async function wantsStarter(stores: BaseStores): Promise<boolean> {
	const note = await stores.state.note(MARKER);
	if (note !== null) return note === 'loading';
	const { personas, segments, feedback } = await exportBase(stores);
	return personas.length + segments.length + feedback.length === 0;
}
