import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseBaseFile } from '../../src/basefile/parse.ts';
import { NOTHING_KNOWN } from '../../src/basefile/references.ts';
import { baseFileJsonSchema } from '../../src/basefile/schema.ts';
import { readStarter } from '../../src/basefile/starter.ts';
import { canonicalHash, writeBaseFile } from '../../src/basefile/write.ts';
import { exampleBase } from '../fakes/example-base.ts';

const faultsOf = (text: string, format: 'yaml' | 'json' = 'yaml') => {
	const outcome = parseBaseFile(text, format, NOTHING_KNOWN);
	return outcome.type === 'faulty'
		? outcome.faults.map(({ place, line, message }) => `${line ?? '-'} ${place} ${message}`)
		: [];
};

describe('a base file', () => {
	it('reads every key of the documented example', () => {
		const { base } = exampleBase();
		expect(base.personas[0]).toMatchObject({
			id: 'enterprise-it-decision-maker',
			companySize: '1,000+ employees',
			goals: [
				{ text: 'Choose technology that is secure and will still fit in five years' },
				{ id: 'g2', evidence: ['fb-001'], since: '2026-03-02' },
			],
			buying: {
				influencers: [
					{ who: 'CISO', part: 'blocker', give: ['Penetration test report', 'Answers to the security questionnaire'] },
				],
			},
			segments: [{ id: 'large-enterprise', lines: { buying: { cycle: '9-12 months' } } }],
			stewardship: { dueOn: '2026-11-18' },
			rev: 4,
		});
		expect(base.feedback[0]).toMatchObject({ id: 'fb-001', at: '2026-10-02', status: 'new' });
	});

	it.each(['yaml', 'json'] as const)('comes back the same through %s', async (format) => {
		for (const base of [exampleBase().base, await readStarter('2026-11-24')]) {
			const outcome = parseBaseFile(writeBaseFile(base, format), format, NOTHING_KNOWN);
			if (outcome.type === 'faulty') throw new Error(JSON.stringify(outcome.faults));
			expect(canonicalHash(outcome.parsed.base)).toBe(canonicalHash(base));
		}
	});

	it('names every fault at once, with its place, its line and a way out', () => {
		const faults = faultsOf(readFileSync(new URL('../fixtures/faulty-base.yaml', import.meta.url), 'utf8'));
		expect(faults).toEqual([
			'16 format must be 1: this version reads format 1',
			'3 persona “X”, type cannot be "byer"; use one of buyer, user, website; did you mean "buyer"?',
			'5 persona “X”, goals, item 2, text is missing; add it',
			'5 persona “X”, goals, item 2, txt is no known key; did you mean "text"?',
			'7 persona “X”, buying, influencers, item 1, part cannot be "boss"; use one of champion, economic buyer, evaluator, blocker, user',
			'8 persona “X”, objections must be a list, not "hello"',
			'6 persona “X”, stewardship, reviewEveryDays must be a whole number of days, not "soon"',
			'6 persona “X”, stewardship, lastReviewed must be a date like 2026-03-31, not "2026-13-01"',
			'4 persona “X”, gaols is no known key; did you mean "goals"?',
			'12 persona 3, name is missing; add it',
			'14 feedback entry 1, kind cannot be "objektion"; use one of objection, quote, win, loss, gap, correction; did you mean "objection"?',
			'14 feedback entry 1, text must not be empty, not ""',
			'9 persona “X” has the same id "x" as number 1 of the list: give one of them another id',
			'11 persona “X”, segments, item 1 names the segment "nope", which neither this file nor the base holds',
			'15 feedback entry “fb-2”, persona names the persona "nobody", which neither this file nor the base holds',
		]);
	});

	it('takes ids that the base already holds', () => {
		const file = 'feedback: [{kind: win, text: yes, persona: cfo}]';
		expect(faultsOf(file)).toHaveLength(1);
		expect(parseBaseFile(file, 'yaml', { ...NOTHING_KNOWN, personas: new Set(['cfo']) }).type).toBe('parsed');
	});

	it('makes missing ids the same way every time', () => {
		const file =
			'personas: [{name: "Käufer (DACH)", type: buyer, goals: [same, same]}]\nfeedback: [{kind: win, text: t}, {kind: loss, text: t}]';
		const read = () => parseBaseFile(file, 'yaml', NOTHING_KNOWN);
		expect(read()).toEqual(read());
		const outcome = read();
		if (outcome.type === 'faulty') throw new Error(JSON.stringify(outcome.faults));
		const { personas, feedback } = outcome.parsed.base;
		expect(personas[0]?.id).toBe('kaufer-dach');
		expect(new Set(personas[0]?.goals.map(({ id }) => id)).size).toBe(2);
		expect(feedback[0]?.id).toMatch(/^fb-[a-z2-7]{8}$/u);
	});

	it.each<[string, 'yaml' | 'json']>([
		['', 'json'],
		['[]', 'json'],
		['{"personas": {}}', 'json'],
		['- a', 'yaml'],
		['a: [', 'yaml'],
		['personas: [{name: "!!!", type: buyer}]', 'yaml'],
		['"__proto__": {x: 1}', 'yaml'],
		['a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]', 'yaml'],
		[`${'['.repeat(5000)}`, 'json'],
		['\u0000\u0001', 'yaml'],
		['personas: 5', 'yaml'],
		['personas: [5, null, [], {}]', 'yaml'],
	])('says what is wrong with %j', (text, format) => {
		expect(faultsOf(text, format).length).toBeGreaterThan(0);
	});

	it('reads texts that YAML takes for something else, CRLF and a byte order mark', () => {
		const outcome = parseBaseFile(
			'\uFEFFpersonas:\r\n  - name: 007\r\n    type: user\r\n    experience: true\r\n    companySize: 50\r\n',
			'yaml',
			NOTHING_KNOWN,
		);
		expect(outcome).toMatchObject({
			type: 'parsed',
			parsed: { base: { personas: [{ experience: 'true', companySize: '50' }] } },
		});
	});

	it('describes itself to editors', () => {
		expect(baseFileJsonSchema()).toMatchObject({
			$schema: 'https://json-schema.org/draft/2020-12/schema',
			properties: { personas: { type: 'array' } },
		});
	});
});
