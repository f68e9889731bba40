import MiniSearch from 'minisearch';
import { isStopWord, wordsOf } from '../../src/answering/words.ts';
import type { Base } from '../../src/basefile/convert.ts';

/** A well-kept search library on the same base, tuned: aliases boosted, fuzzy, prefix, stop words removed. */
export function createMiniSearchFinder({ personas, feedback }: Base): (question: string) => string[] {
	const entries = Map.groupBy(feedback, ({ persona }) => persona ?? '');
	const search = new MiniSearch<{ id: string; name: string; aliases: string; text: string; feedback: string }>({
		fields: ['name', 'aliases', 'text', 'feedback'],
		processTerm: (term) => {
			const [word] = wordsOf(term);
			return word === undefined || isStopWord(word) ? null : word.form;
		},
		searchOptions: { boost: { name: 4, aliases: 4 }, fuzzy: 0.2, prefix: true },
	});
	search.addAll(
		personas
			.filter(({ status }) => status === 'active')
			.map((persona) => ({
				id: persona.id,
				name: persona.name,
				aliases: persona.aliases.join(' · '),
				text: JSON.stringify({ ...persona, id: '', name: '', aliases: [], stewardship: null }),
				feedback: (entries.get(persona.id) ?? []).map(({ text }) => text).join(' · '),
			})),
	);
	return (question) => search.search(question).map(({ id }) => String(id));
}
