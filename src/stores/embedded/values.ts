/** The value at a dotted path of names; undefined where there is none or a list is in the way. */
export function valueAt(document: object, path: string): unknown {
	let value: unknown = document;
	for (const part of path.split('.')) {
		if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
		value = Reflect.get(value, part);
	}
	return value;
}

/** A copy of a JSON value, without what is undefined. Several times faster than a trip through text. */
export function copyOf<Value>(value: Value): Value {
	return copy(value) as Value;
}

function copy(value: unknown): unknown {
	if (typeof value !== 'object' || value === null) return value;
	if (Array.isArray(value)) return value.map(copy);
	const copied: Record<string, unknown> = {};
	for (const [key, item] of Object.entries(value)) if (item !== undefined) copied[key] = copy(item);
	return copied;
}
