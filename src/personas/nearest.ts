/**
 * Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours.
 * Gives up with `bound` as soon as it cannot stay below it.
 */
export function editDistance(a: string, b: string, bound: number): number {
	let beforeLast: number[] = [];
	let last = Array.from({ length: b.length + 1 }, (_, column) => column);
	for (let row = 1; row <= a.length; row += 1) {
		const current = nextRow(a, b, row, last, beforeLast);
		if (Math.min(...current) >= bound) return bound;
		beforeLast = last;
		last = current;
	}
	return last[b.length] ?? bound;
}

function nextRow(a: string, b: string, row: number, last: number[], beforeLast: number[]): number[] {
	const current = [row];
	for (let column = 1; column <= b.length; column += 1) {
		const replaced = (last[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
		const cost = Math.min((last[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, replaced);
		const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
		current.push(swapped ? Math.min(cost, (beforeLast[column - 2] ?? 0) + 1) : cost);
	}
	return current;
}

/** The candidate that somebody most likely meant, null when none comes close (a third of the letters may differ). */
export function nearest(word: string, candidates: Iterable<string>): string | null {
	const folded = word.toLowerCase();
	let best: string | null = null;
	let bestDistance = Math.max(2, Math.ceil(word.length / 3)) + 1;
	for (const candidate of candidates) {
		const distance = editDistance(folded, candidate.toLowerCase(), bestDistance);
		if (distance < bestDistance) {
			best = candidate;
			bestDistance = distance;
		}
	}
	return best;
}
