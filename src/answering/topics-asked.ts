import { SOMEBODY } from './topic-features.ts';
import { guessTopics, type TopicGuess } from './topic-model.ts';
import { type TopicMatch, type TopicName, topicsIn } from './topics.ts';
import { isStopWord, wordsOf } from './words.ts';

/** What a question asks for, by the model's reading of the whole and by single wordings that settle a topic. */
export type TopicsAsked = {
	topics: TopicMatch[];
	/** All that it may ask for, most probable first. */
	guesses: TopicGuess[];
	/** How probable it is that the question has nothing to do with customers, 0..1. */
	offTopic: number;
};

/** From here on the model's reading counts; tuned on the tuning questions. */
const SURE = 0.5;
/** A wording that settles a topic stays beside the model's first reading only if the model finds it possible. */
const POSSIBLE = 0.12;

/** `folded` has `SOMEBODY` in place of every name. */
export function topicsAsked(folded: string): TopicsAsked {
	if (saysNothingElse(folded)) return { topics: [], guesses: [], offTopic: 0 };
	const worded = topicsIn(folded);
	const guesses = guessTopics(folded, worded);
	const offTopic = probabilityOf('offtopic', guesses);
	const best = mostLikely(guesses, worded);
	if (!best || best.probability < SURE || best.label === 'offtopic') return { topics: worded, guesses, offTopic };
	if (best.label === 'matter')
		return { topics: worded.filter((topic) => isPossible(topic, guesses)), guesses, offTopic };
	const others = worded.filter((topic) => topic.name !== best.label && isPossible(topic, guesses));
	return { topics: [asMatch(best.label, worded), ...others], guesses, offTopic };
}

/** A wording that settles a topic counts for as much again. */
function mostLikely(guesses: TopicGuess[], worded: TopicMatch[]): TopicGuess | undefined {
	const settled = new Set<string>(worded.filter(({ strength }) => strength === 'strong').map(({ name }) => name));
	const weighed = guesses.map(({ label, probability }) => ({
		label,
		probability: Math.min(1, probability * (settled.has(label) ? WORDED : 1)),
	}));
	return weighed.toSorted((a, b) => b.probability - a.probability)[0];
}

const WORDED = 2;

/** "And the CFO?" asks what was asked before. */
function saysNothingElse(folded: string): boolean {
	return wordsOf(folded).every((word) => word.form === SOMEBODY || isStopWord(word));
}

function probabilityOf(label: TopicGuess['label'], guesses: TopicGuess[]): number {
	return guesses.find((guess) => guess.label === label)?.probability ?? 0;
}

function isPossible({ name, strength }: TopicMatch, guesses: TopicGuess[]): boolean {
	return strength === 'strong' && probabilityOf(name, guesses) >= POSSIBLE;
}

function asMatch(name: TopicName, worded: TopicMatch[]): TopicMatch {
	const found = worded.find((topic) => topic.name === name);
	return { name, strength: 'strong', wording: found?.wording ?? '', start: found?.start ?? 0, end: found?.end ?? 0 };
}
