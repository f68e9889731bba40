/** People type; Slack passes on: `& < >` escaped, picked names and channels and links in angle brackets. */
const PICKED = /(<[@#][A-Z0-9]+(?:\|[^>]*)?>)/u;

export function asSent(typed: string): string {
	return typed
		.split(PICKED)
		.map((part, position) => (position % 2 === 1 ? part : linked(escaped(part))))
		.join('');
}

function escaped(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function linked(text: string): string {
	return text.replaceAll(/https?:\/\/[^\s<>]+/gu, (url) => `<${url}>`);
}

/** The block in which a person's message comes along with its text. */
export function richTextOf(typed: string): unknown[] {
	const elements = [{ type: 'text', text: typed }];
	return [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] }];
}
