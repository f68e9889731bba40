import { fold } from '../answering/words.ts';
import { editDistance } from '../personas/nearest.ts';

export type Command =
	| { type: 'ask'; text: string }
	| { type: 'list' }
	| { type: 'show'; name: string }
	| { type: 'me' }
	| { type: 'help' }
	/** One word that is nearly a command. */
	| { type: 'mistyped'; meant: string };

/** The words that start with a slash where a surface has such commands; each is registered there. */
export const SLASH_COMMANDS = [
	{ command: '/persona', does: 'Ask about your customer personas, or look them up. Only you see the answer.' },
] as const;

/** One row a command word: the source for parsing, for help and for manifests. Only what works stands here. */
export const COMMANDS = [
	{
		command: '/persona',
		words: 'QUESTION',
		does: 'ask about a persona in your own words',
		example: 'how should I pitch the enterprise IT buyer?',
	},
	{ command: '/persona', words: 'list', does: 'all personas', example: 'list' },
	{
		command: '/persona',
		words: 'show NAME',
		does: 'everything recorded about one persona',
		example: 'show startup founder',
	},
	{ command: '/persona', words: 'me', does: 'what the bot knows of you, and how to change it', example: 'me' },
	{ command: '/persona', words: 'help', does: 'this help', example: 'help' },
] as const;

/** What may follow a slash command, on one line. */
export function usageHint(slashCommand: string): string {
	return COMMANDS.filter(({ command }) => command === slashCommand)
		.map(({ words }) => words)
		.join(' | ');
}

const BARE_WORDS = ['help', 'list', 'show'];

function isOneOff(typed: string, word: string): boolean {
	return editDistance(typed.replace(/^\//u, ''), word, 2) === 1;
}

/**
 * A sub-word counts only when it stands alone (`help`, `list`) or in its full form (`show NAME`);
 * everything else is a question. The slash word `/persona` may stand before any of them.
 */
export function parseCommand(text: string, isName: (name: string) => boolean): Command {
	const bare = text
		.trim()
		.replace(/^\/?persona\b\s*/iu, '')
		.trim();
	const folded = fold(bare);
	if (bare === '' || /^\/?(help|\?)$/u.test(folded)) return { type: 'help' };
	if (/^\/?list( all)?( personas)?$/u.test(folded)) return { type: 'list' };
	if (/^\/?me$/u.test(folded)) return { type: 'me' };
	if (/^\/?show$/u.test(folded)) return { type: 'mistyped', meant: 'show NAME' };
	if (/^\/\p{L}+$/u.test(folded)) return { type: 'mistyped', meant: 'help' };
	const name = /^\/?show\s+(.+)$/iu.exec(bare)?.[1];
	if (name !== undefined && isName(name)) return { type: 'show', name };
	const meant = isName(bare) ? undefined : BARE_WORDS.find((word) => isOneOff(folded, word));
	if (meant !== undefined) return { type: 'mistyped', meant };
	return { type: 'ask', text: bare.replace(/^\/(?=\S)/u, '') };
}
