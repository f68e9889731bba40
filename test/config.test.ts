import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { configSchema, readConfig } from '../src/config.ts';

const example = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');

describe('configuration', () => {
	it('is listed completely in .env.example, each with its description', () => {
		const listed = [...example.matchAll(/^#? ?([A-Z][A-Z0-9_]+)=/gmu)].map((match) => match[1]);
		expect(listed).toEqual(Object.keys(configSchema.shape));
		for (const field of Object.values(configSchema.shape)) expect(example).toContain(field.description);
	});

	it('needs nothing and takes an empty variable for an absent one', () => {
		expect(readConfig({ MONGODB_URI: '', OPENAI_API_KEY: '  ' })).toMatchObject({
			MONGODB_DB: 'persona_bot',
			DATA_DIR: '.data',
			OPENAI_MODEL: 'gpt-6-luna',
			REVIEW_EVERY_DAYS: 90,
		});
	});

	it('names every fault at once', () => {
		const faulty = () => readConfig({ OPENAI_API_MODE: 'fax', REVIEW_EVERY_DAYS: 'often', TIME_ZONE: 'Mars/Olympus' });
		expect(faulty).toThrow(/OPENAI_API_MODE[\s\S]*TIME_ZONE[\s\S]*REVIEW_EVERY_DAYS/u);
	});

	it('refuses a falsified clock in production', () => {
		expect(() => readConfig({ NODE_ENV: 'production', TEST_CLOCK: '/tmp/clock' })).toThrow(/TEST_CLOCK/u);
	});
});
