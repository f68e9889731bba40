import { describe, expect, it } from 'vitest';
import { measureChecker } from './checker.ts';

describe('the check of written claims', () => {
	it('catches at least 90 % of corrupted claims at no more than 6 % false alarms', async () => {
		const { faithful, falseAlarms, corrupted, missed } = await measureChecker();
		expect(faithful).toBeGreaterThanOrEqual(40);
		expect(corrupted).toBeGreaterThanOrEqual(150);
		expect(falseAlarms.length / faithful).toBeLessThanOrEqual(0.06);
		expect(1 - missed.length / corrupted).toBeGreaterThanOrEqual(0.9);
	});
});
