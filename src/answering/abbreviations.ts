import { isFrameWord } from './frame-words.ts';
import { isStopWord, type Word } from './words.ts';

const LONGEST = 6;
const SHORTEST_PREFIX = 2;
const SHORTEST_INITIALS = 2;
const MOST_TOKENS = 4;

/** Short enough to be cut from a longer word, and no word that carries a question. */
export function mayAbbreviate(word: Word): boolean {
	return word.form.length <= LONGEST && !isStopWord(word) && !isFrameWord(word.stem) && /^\p{L}+$/u.test(word.form);
}

/** Windows of a question that may name somebody in short ("maint mgr", "SC dir", "HoQ"): positions, end excluded. */
export function abbreviatedWindows(words: Word[]): { start: number; end: number }[] {
	const windows: { start: number; end: number }[] = [];
	for (let start = 0; start < words.length; start += 1) {
		for (let end = start + 1; end <= Math.min(words.length, start + MOST_TOKENS); end += 1) {
			const window = words.slice(start, end);
			const last = window.at(-1);
			if (last && isStopWord(last) && last.raw !== last.raw.toUpperCase()) break;
			if (window.some(mayAbbreviate)) windows.push({ start, end });
		}
	}
	return windows;
}

/**
 * True when the tokens spell the name in short: each is a word of it, its beginning ("maint"), its first letter and
 * some of the others ("mgr"), or the initials of several words ("SC", "HoQ"). All of the name must be used up.
 */
export function abbreviates(tokens: Word[], name: Word[]): boolean {
	return uses(tokens, name, 0, 0, 0);
}

function uses(tokens: Word[], name: Word[], token: number, word: number, shortened: number): boolean {
	const rest = name.slice(word);
	const current = tokens[token];
	if (!current) return shortened > 0 && rest.length === 0;
	const [first] = rest;
	if (!first) return false;
	if (first.stem === current.stem && uses(tokens, name, token + 1, word + 1, shortened)) return true;
	if (shortens(current.form, first.form) && tokens.length > 1 && uses(tokens, name, token + 1, word + 1, shortened + 1))
		return true;
	if (isStopWord(first) && uses(tokens, name, token, word + 1, shortened)) return true;
	return initialsUsed(current.form, rest).some((used) => uses(tokens, name, token + 1, word + used, shortened + 1));
}

/** "maint" or "mgr" for a longer word. */
function shortens(short: string, long: string): boolean {
	if (short.length < SHORTEST_PREFIX || short.length > LONGEST || long.length < short.length + 2) return false;
	if (short[0] !== long[0]) return false;
	if (long.startsWith(short)) return short.length > 2 || long.length > 5;
	return short.length <= 5 && !/[aeiou]/u.test(short.slice(1)) && isSubsequence(short, long);
}

function isSubsequence(short: string, long: string): boolean {
	let position = 0;
	for (const letter of long) if (letter === short[position]) position += 1;
	return position === short.length;
}

/** How many words the initials stand for: with and without the small words between. */
function initialsUsed(form: string, words: Word[]): number[] {
	if (form.length < SHORTEST_INITIALS || form.length > LONGEST) return [];
	const whole = words.slice(0, form.length);
	const counts: number[] = [];
	if (whole.length === form.length && whole.every((word, position) => word.form[0] === form[position]))
		counts.push(form.length);
	let letter = 0;
	let used = 0;
	while (letter < form.length && used < words.length) {
		const word = words[used];
		if (word && !isStopWord(word)) {
			if (word.form[0] !== form[letter]) return counts;
			letter += 1;
		}
		used += 1;
	}
	if (letter === form.length && !counts.includes(used)) counts.push(used);
	return counts;
}
