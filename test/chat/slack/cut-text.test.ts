import { describe, expect, it } from 'vitest';
import { shorten, splitText } from '../../../src/chat/slack/cut-text.ts';

const FAMILY = '👩‍👩‍👧‍👦';
const FLAG = '🇩🇪';
const HEBREW = 'שלום לכל האנשים הטובים בעולם הזה';
const AWKWARD = [
	'plain words that go on for a while and then some more',
	`${FAMILY} ${FLAG} 👍🏽 `.repeat(12),
	'😀'.repeat(60),
	`${HEBREW} ${HEBREW}`,
	'Müller é̂̃ noël '.repeat(8),
	'a &amp; b &lt;c&gt; '.repeat(10),
	'&amp;'.repeat(40),
	'see <https://example.com/a/b|the page> and <@U0123> now '.repeat(4),
	'nospacesatallinthiswordwhichisverylongindeedandgoesonandon',
	'one.\n\ntwo.\n\nthree three three.\n\nfour four four four.',
	'\u202Eright to left\u202C and back again and again',
];
const LIMITS = [2, 3, 7, 10, 20, 33];

const hasLoneSurrogate = (text: string) => !text.isWellFormed();
const cutsEscape = (text: string) => /&(?!(?:amp|lt|gt);)/u.test(text) || /(?:^|\s)(?:mp|amp|lt|gt);/u.test(text);
const bare = (text: string) => text.replace(/\s/gu, '');

describe('shorten', () => {
	it.each([
		['keeps what fits', 'four', 4, 'four'],
		['ends at a word', 'one two three four', 13, 'one two…'],
		['cuts a word that is too long', 'abcdefghij', 5, 'abcd…'],
		['keeps an emoji whole', 'ab😀cd', 4, 'ab…'],
		['keeps a family whole', `abcd${FAMILY}ef`, 10, 'abcd…'],
		['keeps a flag whole', `abc${FLAG}${FLAG}`, 9, `abc${FLAG}…`],
		['keeps an accent on its letter', 'abce\u0301\u0302fg', 6, 'abc…'],
		['keeps an escape whole', 'abcdef&amp;ghi', 10, 'abcdef…'],
		['keeps a token whole', 'abc<@U0123456>def', 12, 'abc…'],
		['has room for the dots alone', 'abc', 1, '…'],
	])('%s', (_, text, limit, expected) => {
		expect(shorten(text, limit)).toBe(expected);
	});

	it('never exceeds the limit nor leaves half a character', () => {
		for (const text of AWKWARD) {
			for (const limit of LIMITS) {
				const short = shorten(text, limit);
				expect(short.length).toBeLessThanOrEqual(limit);
				expect(hasLoneSurrogate(short)).toBe(false);
				if (limit >= 7) expect(cutsEscape(short)).toBe(false);
				expect(text.startsWith(short.replace(/…$/u, ''))).toBe(true);
			}
		}
	});
});

describe('splitText', () => {
	it.each([
		['nothing into nothing', '  ', 10, []],
		['a short text not at all', 'one two', 10, ['one two']],
		['between paragraphs', 'one two\n\nthree four', 12, ['one two', 'three four']],
		['between lines', 'one two\nthree four', 12, ['one two', 'three four']],
		['between sentences', 'One two. Three four', 12, ['One two.', 'Three four']],
		['between words', 'one two three four', 10, ['one two', 'three four']],
		['inside a word only if it must', 'abcdefghij', 4, ['abcd', 'efgh', 'ij']],
		['outside an escape', 'abcdef&amp;ghijklm', 9, ['abcdef', '&amp;ghij', 'klm']],
	])('%s', (_, text, limit, expected) => {
		expect(splitText(text, limit)).toEqual(expected);
	});

	it('loses nothing but white space', () => {
		for (const text of AWKWARD) {
			for (const limit of LIMITS) {
				const pieces = splitText(text, limit);
				expect(bare(pieces.join(''))).toBe(bare(text));
				expect(pieces.every((piece) => piece !== '' && piece.length <= limit)).toBe(true);
				expect(pieces.some(hasLoneSurrogate)).toBe(false);
				if (limit >= 7) expect(pieces.some(cutsEscape)).toBe(false);
			}
		}
	});

	it('copes with a text of forty thousand characters', () => {
		const long = `${HEBREW} 😀 &amp; words\n`.repeat(800);
		const pieces = splitText(long, 3_000);
		expect(pieces.every((piece) => piece.length <= 3_000)).toBe(true);
		expect(bare(pieces.join(''))).toBe(bare(long));
	});
});
