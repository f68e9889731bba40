import { fold } from '../answering/words.ts';

export type Command =
	| { type: 'ask'; text: string }
	| { type: 'list' }
	| { type: 'show'; name: string }
	| { type: 'help' };

/** One row a command word: the source for parsing and for help. Only what works stands here. */
export const COMMANDS = [
	{
		words: 'QUESTION',
		does: 'ask about a persona in your own words',
		example: 'how should I pitch the enterprise IT buyer?',
	},
	{ words: 'list', does: 'all personas', example: 'list' },
	{ words: 'show NAME', does: 'everything recorded about one persona', example: 'show startup founder' },
	{ words: 'help', does: 'this help', example: 'help' },
] as const;

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
	const name = /^\/?show\s+(.+)$/iu.exec(bare)?.[1];
	if (name !== undefined && isName(name)) return { type: 'show', name };
	return { type: 'ask', text: bare.replace(/^\/(?=\S)/u, '') };
}
