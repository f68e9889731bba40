import type { Filter, Update } from './collection.ts';

/** A filter, update or document outside the subset that both engines serve alike. Always a mistake in our code. */
export class UnsupportedOperation extends Error {
	override name = 'UnsupportedOperation';
}

const CONDITIONS = new Set(['$eq', '$ne', '$in', '$nin', '$gt', '$gte', '$lt', '$lte', '$exists']);
const RANGES = new Set(['$gt', '$gte', '$lt', '$lte']);
const LISTS = new Set(['$in', '$nin']);
const UPDATES = new Set(['$set', '$unset', '$inc', '$setOnInsert']);

function refuse(what: string): never {
	throw new UnsupportedOperation(`${what} is outside the operators that the stores serve`);
}

function isScalar(value: unknown): boolean {
	return value === null || ['string', 'number', 'boolean'].includes(typeof value);
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
	if (RANGES.has(operator) && typeof value !== 'string' && typeof value !== 'number')
		refuse(`${operator} with anything but a text or number on "${path}"`);
	if (LISTS.has(operator) && !(Array.isArray(value) && value.every(isScalar)))
		refuse(`${operator} with anything but a list of scalars on "${path}"`);
	if ((operator === '$eq' || operator === '$ne') && !isScalar(value))
		refuse(`${operator} with anything but a scalar on "${path}"`);
}

export function guardUpdate(update: Update): void {
	const entries = Object.entries(update);
	if (entries.length === 0) refuse('an empty update');
	for (const [operator, fields] of entries) {
		if (!UPDATES.has(operator)) refuse(`the update "${operator}"`);
		for (const [path, value] of Object.entries(fields ?? {})) guardField(operator, path, value);
	}
}

function guardField(operator: string, path: string, value: unknown): void {
	guardPath(path);
	if (path === '_id' || path.startsWith('_id.')) refuse('changing _id');
	if (operator === '$inc' && typeof value !== 'number') refuse(`$inc by anything but a number on "${path}"`);
	if (operator === '$set' || operator === '$setOnInsert') guardValue(value);
}

function guardPath(path: string): void {
	if (path === '' || path.split('.').some((part) => part === '' || part.startsWith('$'))) refuse(`the path "${path}"`);
}

/** JSON values with plain keys: anything else would come back different, or different on the other engine. */
export function guardDocument(document: { _id: string }): void {
	if (typeof document._id !== 'string' || document._id === '') refuse('an _id that is no text');
	guardValue(document);
}

function guardValue(value: unknown): void {
	if (isScalar(value)) guardScalar(value);
	else if (Array.isArray(value)) value.forEach(guardValue);
	else if (typeof value === 'object' && value !== null) guardObject(value);
	else refuse(`a value of type ${typeof value}`);
}

function guardScalar(value: unknown): void {
	if (typeof value === 'number' && !Number.isFinite(value)) refuse('a number that is not finite');
}

function guardObject(value: object): void {
	if (Object.getPrototypeOf(value) !== Object.prototype) refuse('an object with a class');
	for (const [key, item] of Object.entries(value)) {
		if (key.startsWith('$') || key.includes('.') || key === '__proto__') refuse(`the key "${key}"`);
		if (item !== undefined) guardValue(item);
	}
}
