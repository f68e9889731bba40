const WORDS: Record<string, number> = {
	zero: 0,
	two: 2,
	three: 3,
	four: 4,
	five: 5,
	six: 6,
	seven: 7,
	eight: 8,
	nine: 9,
	ten: 10,
	eleven: 11,
	twelve: 12,
	thirteen: 13,
	fourteen: 14,
	fifteen: 15,
	sixteen: 16,
	seventeen: 17,
	eighteen: 18,
	nineteen: 19,
	twenty: 20,
	thirty: 30,
	forty: 40,
	fifty: 50,
	sixty: 60,
	seventy: 70,
	eighty: 80,
	ninety: 90,
	hundred: 100,
	thousand: 1000,
	million: 1_000_000,
	dozen: 12,
	half: 0.5,
	twice: 2,
	double: 2,
};

const SCALES: Record<string, number> = { k: 1000, m: 1_000_000, mn: 1_000_000, bn: 1_000_000_000 };
const DIGITS = /(?<![\p{L}\p{N}])(\d{1,3}(?:[,\u202F' ]\d{3})+|\d+)(?:\.(\d+))?\s?(k|m|mn|bn)?(?![\p{L}\p{N}])/giu;

/** Every number that a text names, however it is written: 20k, 20,000 and "twenty thousand" parts alike. */
export function numbersIn(text: string): Set<number> {
	const numbers = new Set<number>();
	for (const match of text.matchAll(DIGITS)) {
		const whole = (match[1] ?? '').replace(/[,\u202F' ]/gu, '');
		const value = Number(match[2] === undefined ? whole : `${whole}.${match[2]}`);
		numbers.add(value * (SCALES[(match[3] ?? '').toLowerCase()] ?? 1));
	}
	for (const match of text.toLowerCase().matchAll(/\p{L}+/gu)) {
		const value = WORDS[match[0]];
		if (value !== undefined) numbers.add(value);
	}
	for (const match of text.matchAll(/\d+/gu)) numbers.add(Number(match[0]));
	return numbers;
}
