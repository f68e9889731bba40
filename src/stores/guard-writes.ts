import type { Filter, Update } from './collection.ts';
import { guardKey, guardPath, isScalar, refuse } from './guard.ts';

/** JSON values with plain keys: anything else would come back different, or different on the other engine. */
export function guardDocument(document: { _id: string }): void {
	guardId(document._id);
	guardValue(document);
}

export function guardId(id: unknown): void {
	if (typeof id !== 'string' || id === '') refuse('an _id that is no text');
}

function guardValue(value: unknown): void {
	if (isScalar(value)) return;
	if (Array.isArray(value)) value.forEach(guardValue);
	else if (typeof value === 'object' && value !== null) guardObject(value);
	else refuse(`the value ${String(value)}`);
}

function guardObject(value: object): void {
	if (Object.getPrototypeOf(value) !== Object.prototype) refuse('an object with a class');
	for (const [key, item] of Object.entries(value)) {
		guardKey(key);
		if (item !== undefined) guardValue(item);
	}
}

const VALUE_GUARDS: Record<string, (path: string, value: unknown) => void> = {
	$set: (_, value) => guardValue(value),
	$setOnInsert: (_, value) => guardValue(value),
	$unset: (path, value) => {
		if (value !== '') refuse(`$unset with anything but an empty text on "${path}"`);
	},
	$inc: (path, value) => {
		if (!Number.isFinite(value)) refuse(`$inc by anything but a number on "${path}"`);
	},
	$addToSet: guardScalar,
	$pull: guardScalar,
	$push: guardPush,
};

function guardScalar(path: string, value: unknown): void {
	if (!isScalar(value)) refuse(`anything but a scalar for a set on "${path}"`);
}

function guardPush(path: string, value: unknown): void {
	if (typeof value !== 'object' || value === null) refuse(`$push without $each on "${path}"`);
	const { $each, $slice, ...rest }: { $each?: unknown; $slice?: unknown } = value;
	if (!Array.isArray($each) || Object.keys(rest).length > 0) refuse(`$push without $each alone on "${path}"`);
	if ($slice !== undefined && !(Number.isInteger($slice) && Number($slice) < 0))
		refuse(`$slice with anything but a negative whole number on "${path}"`);
	$each.forEach(guardValue);
}

/** Both parts of an update in one, so that neither engine can forget one. */
export function guardUpdate(filter: Filter, update: Update, upsert: boolean): void {
	const paths = Object.entries(update).flatMap(([operator, fields]) => guardFields(operator, fields));
	if (paths.length === 0) refuse('an empty update');
	guardOverlaps(paths);
	if (upsert) guardUpsert(filter, update);
	else if (update.$setOnInsert) refuse('$setOnInsert without upsert');
}

function guardFields(operator: string, fields: unknown): string[] {
	const guardOperand = VALUE_GUARDS[operator];
	if (!guardOperand || typeof fields !== 'object' || fields === null) refuse(`the update "${operator}"`);
	for (const [path, value] of Object.entries(fields)) {
		if (operator === '$setOnInsert' && path === '_id') guardId(value);
		else if (path === '_id' || path.startsWith('_id.')) refuse('changing _id');
		guardPath(path);
		guardOperand(path, value);
	}
	return Object.keys(fields);
}

function guardOverlaps(paths: string[]): void {
	const [...ordered] = paths.map((path) => `${path}.`).sort();
	for (const [position, path] of ordered.entries()) {
		if (ordered[position + 1]?.startsWith(path)) refuse(`changing "${path.slice(0, -1)}" twice in one update`);
	}
}

/** MongoDB would make up an ObjectId, or read an equality out of other conditions in its own ways. */
function guardUpsert(filter: Filter, { $setOnInsert = {} }: Update): void {
	for (const [path, condition] of Object.entries(filter))
		if (!isScalar(condition)) refuse(`an upsert by anything but equality on "${path}"`);
	if ('_id' in filter && '_id' in $setOnInsert) refuse('an upsert that names its _id twice');
	guardId(filter._id ?? $setOnInsert._id);
}
