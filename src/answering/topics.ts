import { TOPIC_TABLE } from './topic-table.ts';

export type TopicName = keyof typeof TOPIC_TABLE;

/**
 * What a question can be about. `sections` are looked at in this order. `strong` wording settles the
 * topic; `weak` wording only suggests it and yields to any strong one.
 */
export type Topic = {
	/** As it stands in "The base does not record their …". */
	label: string;
	sections: string[];
	strong: RegExp[];
	weak: RegExp[];
};

export type TopicMatch = { name: TopicName; strength: 'strong' | 'weak'; start: number; end: number };

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

export function topicOf(name: TopicName): Topic {
	return TOPIC_TABLE[name];
}

function matchesOf(folded: string, strength: 'strong' | 'weak'): TopicMatch[] {
	return (Object.entries(TOPIC_TABLE) as [TopicName, Topic][]).flatMap(([name, topic]) =>
		topic[strength].flatMap((pattern) =>
			[...folded.matchAll(pattern)].map((match) => ({
				name,
				strength,
				start: match.index,
				end: match.index + match[0].length,
			})),
		),
	);
}

function withoutOverlaps(matches: TopicMatch[]): TopicMatch[] {
	const kept: TopicMatch[] = [];
	for (const match of matches.toSorted((a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start)) {
		if (kept.every((other) => match.end <= other.start || match.start >= other.end)) kept.push(match);
	}
	return kept;
}
