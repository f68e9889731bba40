import table from './topics.json' with { type: 'json' };

export type TopicName = keyof typeof table;

/** What a question can be about. The first of the sections is what was asked; the others come near it. */
export type Topic = {
	/** As it stands in "The base does not record …". */
	label: string;
	sections: string[];
	/** Wording that settles the topic, and wording that only suggests it and yields to any that settles. */
	strong: RegExp | null;
	weak: RegExp | null;
};

export type TopicMatch = { name: TopicName; strength: 'strong' | 'weak'; wording: string; start: number; end: number };

/**
 * The table is written as people ask, not as the keys are named. Its wordings are regular expressions
 * that begin at a word and match its beginning, unless they end in a word boundary.
 */
const TOPICS = new Map(
	Object.entries(table).map(([name, { label, sections, strong, ...rest }]): [TopicName, Topic] => [
		name as TopicName,
		{ label, sections, strong: wording(strong), weak: 'weak' in rest ? wording(rest.weak) : null },
	]),
);

/** All wordings of a topic at once, the longer ones first: one pass over the question instead of one a wording. */
function wording(sources: string[]): RegExp {
	const longestFirst = sources.toSorted((a, b) => b.length - a.length);
	return new RegExp(`(?<![\\p{L}\\p{N}])(?:${longestFirst.join('|')})`, 'gu');
}

export function topicOf(name: TopicName): Topic {
	const topic = TOPICS.get(name);
	if (!topic) throw new Error(`there is no topic ${name}`);
	return topic;
}

/**
 * The topics of a folded question, in the order in which they are mentioned. Where two topics claim the
 * same words the longer wording wins ("support ticket" is not the team support).
 */
export function topicsIn(folded: string): TopicMatch[] {
	const strong = withoutOverlaps(matchesOf(folded, 'strong'));
	const matches = strong.length > 0 ? strong : withoutOverlaps(matchesOf(folded, 'weak'));
	const seen = new Set<TopicName>();
	return matches.toSorted((a, b) => a.start - b.start).filter(({ name }) => !seen.has(name) && seen.add(name));
}

function matchesOf(folded: string, strength: 'strong' | 'weak'): TopicMatch[] {
	return [...TOPICS].flatMap(([name, topic]) => {
		const pattern = topic[strength];
		if (!pattern) return [];
		return [...folded.matchAll(pattern)].map((match) => ({
			name,
			strength,
			wording: match[0],
			start: match.index,
			end: match.index + match[0].length,
		}));
	});
}

function withoutOverlaps(matches: TopicMatch[]): TopicMatch[] {
	const kept: TopicMatch[] = [];
	for (const match of matches.toSorted((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start)) {
		if (kept.every((other) => match.end <= other.start || match.start >= other.end)) kept.push(match);
	}
	return kept;
}
