/** A piece of a text that Slack turns into something: a mention, a link, a call to a channel, a date. */
export type LiveToken = { path: string; token: string };

type Grammar = 'mrkdwn' | 'markdown';

/**
 * Every live token in a message or a view, wherever Slack parses: the message's own `text`, `mrkdwn` texts, `markdown`
 * blocks and the elements of rich text that are not plain. `allowed` names the tokens that we put there ourselves.
 * A renderer that escapes stored texts leaves none but those.
 */
export function liveTokensOf(payload: unknown, allowed: readonly (string | RegExp)[] = []): LiveToken[] {
	const isAllowed = (token: string) =>
		allowed.some((one) => (typeof one === 'string' ? one === token : new RegExp(one.source, 'u').test(token)));
	return tokensIn(payload, '').filter(({ token }) => !isAllowed(token));
}

function tokensIn(value: unknown, path: string): LiveToken[] {
	if (Array.isArray(value)) return value.flatMap((part, position) => tokensIn(part, `${path}/${position}`));
	if (typeof value !== 'object' || value === null) return [];
	const fields = value as Record<string, unknown>;
	const own = [...parsedTexts(fields, path), ...richTokens(fields, path)];
	return [...own, ...Object.entries(fields).flatMap(([key, part]) => tokensIn(part, `${path}/${key}`))];
}

function parsedTexts(fields: Record<string, unknown>, path: string): LiveToken[] {
	const grammar = grammarOfText(fields.type);
	const text = grammar === null || typeof fields.text !== 'string' ? [] : liveParts(fields.text, grammar);
	const markdown = typeof fields.markdown_text === 'string' ? liveParts(fields.markdown_text, 'markdown') : [];
	return [
		...text.map((token) => ({ path: `${path}/text`, token })),
		...markdown.map((token) => ({ path: `${path}/markdown_text`, token })),
	];
}

/** An object without a type that holds a `text` is a message. */
function grammarOfText(type: unknown): Grammar | null {
	if (type === 'markdown') return 'markdown';
	return type === 'mrkdwn' || type === undefined || type === 'message' ? 'mrkdwn' : null;
}

const BRACKETS = /<[^<>\n]+>/gu;
const MARKDOWN_LINK = /!?\[[^\]\n]*\](?:\([^)\n]*\)|\[[^\]\n]*\])/gu;
const BARE_URL = /(?:https?|ftp|slack|tel|mailto):[^\s<>|]*[^\s<>|.,;:!?)\]]|\bwww\.[^\s<>|]+/giu;

function liveParts(text: string, grammar: Grammar): string[] {
	const patterns = grammar === 'markdown' ? [BRACKETS, MARKDOWN_LINK, BARE_URL] : [BRACKETS, BARE_URL];
	const found: string[] = [];
	patterns.reduce(
		(rest, pattern) =>
			rest.replace(pattern, (token) => {
				found.push(token);
				return ' ';
			}),
		text,
	);
	return found;
}

const RICH: Record<string, string> = {
	link: 'url',
	user: 'user_id',
	channel: 'channel_id',
	usergroup: 'usergroup_id',
	team: 'team_id',
	broadcast: 'range',
	date: 'format',
};

/** Said as `link:https://…`, `user:U1`. */
function richTokens(fields: Record<string, unknown>, path: string): LiveToken[] {
	const key = typeof fields.type === 'string' ? RICH[fields.type] : undefined;
	const target = key === undefined ? undefined : fields[key];
	return typeof target === 'string' ? [{ path: `${path}/${key}`, token: `${fields.type}:${target}` }] : [];
}
