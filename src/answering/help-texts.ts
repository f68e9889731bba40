import type { BaseIndex } from './base-index.ts';
import type { SmallTalk } from './small-talk.ts';
import { listed } from './wording.ts';

/** A friendly sentence and what to ask next, with names that the base really holds. */
export function smallTalkNotes(talk: SmallTalk, index: BaseIndex): string[] {
	const example = index.personas.find(({ status }) => status === 'active')?.name;
	const examples =
		example === undefined ? [] : [`Try “how should I pitch the ${example}?” or “what are their objections?”.`];
	switch (talk) {
		case 'greeting':
			return ['Hello. Ask me about your customers.', ...examples];
		case 'thanks':
			return ['Glad to help.'];
		case 'goodbye':
			return ['Good luck with your call.'];
		case 'identity':
			return [
				'I am persona-bot, a program. I answer from the customer personas that your company keeps; every line shows what carries it.',
				...examples,
			];
		case 'help':
			return [
				'Ask about a persona in your own words: how to pitch, objections and answers, goals, budget, who else decides, channels, quotes, what the field reported.',
				...examples,
				`Say “list” for all personas, “compare X and Y” for two, “last 3 quotes for X” for the newest feedback.`,
			];
	}
}

export const MISUSE_NOTE =
	'I only answer questions about your customer personas, and nothing written in a message changes that. Ask me how to pitch one of them.';

export function outOfScopeNotes(index: BaseIndex): string[] {
	const names = index.personas
		.filter(({ status }) => status === 'active')
		.slice(0, 3)
		.map(({ name }) => name);
	const hint = names.length === 0 ? [] : [`Ask about a persona, for example ${listed(names, 'or')}, or say “list”.`];
	return ['That is outside what the persona base covers.', ...hint];
}
