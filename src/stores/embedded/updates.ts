import type { Filter, StoredDocument, Update } from '../collection.ts';
import { refuse } from '../guard.ts';
import { copyOf } from './values.ts';

type Fields = Record<string, unknown>;
type Operator = (holder: Fields, key: string, operand: unknown) => void;

/**
 * MongoDB's update operators over one document. Ours and not mingo's, because mingo passes over a field
 * of the wrong type in silence where MongoDB refuses the update, and a lost write must never look done.
 */
const OPERATORS: Record<string, Operator> = {
	$set: (holder, key, value) => {
		holder[key] = copyOf(value);
	},
	$inc: (holder, key, by) => {
		const current = holder[key] ?? (key in holder ? null : 0);
		if (typeof current !== 'number') refuse(`$inc of "${key}", which is no number,`);
		holder[key] = current + Number(by);
	},
	$push: (holder, key, operand) => {
		const { $each, $slice } = operand as { $each: unknown[]; $slice?: number };
		const list = [...listAt(holder, key), ...copyOf($each)];
		holder[key] = $slice === undefined ? list : list.slice($slice);
	},
	$addToSet: (holder, key, value) => {
		const list = listAt(holder, key);
		holder[key] = list.includes(value) ? list : [...list, value];
	},
	$pull: (holder, key, value) => {
		if (key in holder) holder[key] = listAt(holder, key).filter((item) => item !== value);
	},
	$unset: (holder, key) => {
		delete holder[key];
	},
};

/** These change nothing where the path leads nowhere; the others make the objects on the way. */
const NEED_THE_PATH = new Set(['$unset', '$pull']);

function listAt(holder: Fields, key: string): unknown[] {
	if (!(key in holder)) return [];
	const value = holder[key];
	return Array.isArray(value) ? value : refuse(`a list operation on "${key}", which is no list,`);
}

/** The document after a guarded update; throws `UnsupportedOperation` where the update does not fit it. */
export function updated<Stored extends StoredDocument>(
	current: Stored,
	{ $setOnInsert: _, ...update }: Update,
): Stored {
	const copy = copyOf(current);
	apply(copy, update);
	return copy;
}

/** What an upsert makes: the equalities of the filter, `$setOnInsert`, then the rest of the update. */
export function created<Stored extends StoredDocument>(
	filter: Filter,
	{ $setOnInsert = {}, ...update }: Update,
): Stored {
	const { _id = null, ...fields }: Fields = { ...filter, ...$setOnInsert };
	const document = { _id: String(_id) };
	apply(document, { $set: fields });
	apply(document, update);
	return document as Stored;
}

function apply(document: object, update: Omit<Update, '$setOnInsert'>): void {
	for (const [name, fields] of Object.entries(update)) {
		const operator = OPERATORS[name];
		if (!operator) refuse(`the update "${name}"`);
		for (const [path, operand] of Object.entries(fields)) applyAt(document, path, name, operator, operand);
	}
}

function applyAt(document: object, path: string, name: string, operator: Operator, operand: unknown): void {
	const parts = path.split('.');
	const key = parts.pop() ?? path;
	const holder = holderAt(document, parts, !NEED_THE_PATH.has(name));
	if (holder) operator(holder, key, operand);
}

function holderAt(document: object, parts: string[], making: boolean): Fields | null {
	let holder = document as Fields;
	for (const part of parts) {
		if (!(part in holder)) {
			if (!making) return null;
			holder[part] = {};
		}
		const next = holder[part];
		if (typeof next === 'object' && next !== null && !Array.isArray(next)) holder = next as Fields;
		else if (making) refuse(`a path through "${part}", which is no object,`);
		else return null;
	}
	return holder;
}
