/**
 * What somebody typed, without Slack's escapes and markup: the bot's own name is taken out, a link keeps its words,
 * whoever else is named stays as a plain `@`. Whether somebody else is named is said apart.
 */
export function readTyped(text: string, botUser: string): { text: string; namesOthers: boolean } {
	const named = [...text.matchAll(/<@([UW][A-Z0-9]+)(?:\|[^>]*)?>/gu)].map((match) => match[1]);
	const plain = text
		.replaceAll(new RegExp(`<@${botUser}(?:\\|[^>]*)?>`, 'gu'), ' ')
		.replaceAll(/<@[UW][A-Z0-9]+(?:\|([^>]*))?>/gu, (_, label?: string) => `@${label ?? 'somebody'}`)
		.replaceAll(/<#[A-Z0-9]+(?:\|([^>]*))?>/gu, (_, label?: string) => `#${label ?? 'channel'}`)
		.replaceAll(/<![^>]*>/gu, ' ')
		.replaceAll(/<([^>|]+)\|([^>]*)>/gu, '$2')
		.replaceAll(/<([^>|]+)>/gu, '$1')
		.replaceAll('&lt;', '<')
		.replaceAll('&gt;', '>')
		.replaceAll('&amp;', '&');
	return { text: plain.replaceAll(/\s+/gu, ' ').trim(), namesOthers: named.some((user) => user !== botUser) };
}
