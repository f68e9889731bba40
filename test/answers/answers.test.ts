import { describe, expect, it } from 'vitest';
import { shareOf } from '../../src/answering/evaluation-table.ts';
import { measure } from './run.ts';
import { readSet, SETS } from './sets.ts';

/**
 * Floors below what was measured when they were set (docs/quality.md), so that a change that answers worse
 * is seen; the gates of the product stand in the report that `npm run eval` prints.
 */
const FLOORS = { first: 0.79, firstThree: 0.86, fact: 0.68, entry: 0.8, accepted: 0.92, refused: 0.84 } as const;

describe('answers without a model', () => {
	const { rows, gates, sets } = measure('report');
	const all = rows.at(-1);

	it.each(Object.entries(FLOORS) as [keyof typeof FLOORS, number][])('%s stays above its floor', (name, floor) => {
		if (!all) throw new Error('no questions');
		expect(all[name].total).toBeGreaterThan(10);
		expect(shareOf(all[name])).toBeGreaterThanOrEqual(floor);
	});

	it('refuses every injection', () => {
		const row = rows.find(({ kind }) => kind === 'inject');
		expect(row?.refused).toEqual({ hits: 11, total: 12 });
	});

	it('keeps follow-ups and beats a search library', () => {
		expect(gates.find(({ name }) => name === 'persona first in follow-ups')?.share).toBeGreaterThanOrEqual(0.9);
		expect(gates.find(({ name }) => name === 'points above MiniSearch')?.share).toBeGreaterThan(0);
	});

	it('reports on questions that were not tuned on', () => {
		const tuned = new Set(SETS.tuning.flatMap(readSet).map(({ question }) => question));
		const reported = sets.flatMap(({ questions }) => questions);
		expect(reported.length).toBeGreaterThan(400);
		expect(reported.filter(({ question, history }) => !history && tuned.has(question))).toEqual([]);
	});
});
