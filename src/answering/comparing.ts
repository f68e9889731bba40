const COMPARES =
	/\b(compar(e|ed|ing|ison)|versus|vs\.?|differ(s|ent|ence|ences)?|contrast|both|side by side|in common|similar(ities)?|the two|each of them|longer|shorter|faster|slower|rather)\b/u;

/** Two or more personas are held against each other. */
export function compares(folded: string): boolean {
	return COMPARES.test(folded);
}
