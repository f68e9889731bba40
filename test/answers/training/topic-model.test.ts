import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { StoredModel } from '../../../src/answering/topic-model.ts';
import { allWordings, trainTopics } from './train-topics.ts';

describe('the topic model', () => {
	it('is the one that training on the wordings gives', () => {
		const shipped = new URL('../../../src/answering/topic-model.json', import.meta.url);
		expect(trainTopics(allWordings())).toEqual(JSON.parse(readFileSync(shipped, 'utf8')) as StoredModel);
	});
});
