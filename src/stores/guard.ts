import type { Filter, FindOptions, Sort } from './collection.ts';

/**
 * A filter, update, option or document outside the subset that both engines serve alike, or an update
 * that does not fit the document it meets. Always a mistake in our code, never a user's.
 */
export class UnsupportedOperation extends Error {
	override name = 'UnsupportedOperation';
}

const CONDITIONS = new Set(['$eq', '$ne', '$in', '$nin', '$gt', '$gte', '$lt', '$lte', '$exists']);
const RANGES = new Set(['$gt', '$gte', '$lt', '$lte']);
const LISTS = new Set(['$in', '$nin']);
const FIND_OPTIONS = new Set(['sort', 'limit']);
const UPDATE_OPTIONS = new Set(['sort', 'upsert']);

export function refuse(what: string): never {
	throw new UnsupportedOperation(`${what} is outside the operations that the stores serve`);
}

/** JSON has no NaN and no Infinity. */
export function isScalar(value: unknown): boolean {
	return value === null || ['string', 'boolean'].includes(typeof value) || Number.isFinite(value);
}

export function guardFilter(filter: Filter): void {
	for (const [path, condition] of Object.entries(filter)) {
		guardPath(path);
		if (!isScalar(condition)) guardCondition(path, condition);
	}
}

function guardCondition(path: string, condition: unknown): void {
	if (typeof condition !== 'object' || condition === null || Array.isArray(condition))
		refuse(`the condition on "${path}"`);
	const entries = Object.entries(condition);
	if (entries.length === 0) refuse(`an empty condition on "${path}"`);
	for (const [operator, value] of entries) guardOperator(path, operator, value);
}

function guardOperator(path: string, operator: string, value: unknown): void {
	if (!CONDITIONS.has(operator)) refuse(`"${operator}" on "${path}"`);
	if (operator === '$exists' && typeof value !== 'boolean')
		refuse(`$exists with anything but true or false on "${path}"`);
	if (RANGES.has(operator) && (value === null || typeof value === 'boolean' || !isScalar(value)))
		refuse(`${operator} with anything but a text or number on "${path}"`);
	if (LISTS.has(operator) && !(Array.isArray(value) && value.every(isScalar)))
		refuse(`${operator} with anything but a list of scalars on "${path}"`);
	if ((operator === '$eq' || operator === '$ne') && !isScalar(value))
		refuse(`${operator} with anything but a scalar on "${path}"`);
}

/** Names only: a number would be a list's position, and inherited names (`constructor`) are no data. */
export function guardPath(path: unknown): void {
	if (typeof path !== 'string') refuse('a path that is no text');
	for (const part of path.split('.')) {
		guardKey(part);
		if (/^\d+$/u.test(part)) refuse(`the list position in "${path}"`);
	}
}

/** A name that one of the engines would take for something else. */
export function guardKey(key: string): void {
	if (key === '' || key.startsWith('$') || key.includes('.') || key.includes('\0') || key in Object.prototype)
		refuse(`the key "${key}"`);
}

export function guardFindOptions(options: FindOptions): void {
	for (const key of Object.keys(options)) if (!FIND_OPTIONS.has(key)) refuse(`the option "${key}"`);
	guardSort(options.sort);
	if (options.limit !== undefined && !(Number.isInteger(options.limit) && options.limit > 0))
		refuse(`the limit ${options.limit}`);
}

export function guardUpdateOptions(options: { sort?: Sort; upsert?: boolean }): void {
	for (const key of Object.keys(options)) if (!UPDATE_OPTIONS.has(key)) refuse(`the option "${key}"`);
	guardSort(options.sort);
	if (options.upsert !== undefined && typeof options.upsert !== 'boolean') refuse('upsert that is no boolean');
}

function guardSort(sort: Sort | undefined): void {
	for (const [path, direction] of Object.entries(sort ?? {})) {
		guardPath(path);
		if (direction !== 1 && direction !== -1) refuse(`the sort direction of "${path}"`);
	}
}
