import { slackManifest } from './slack/manifest.ts';

export type ManifestOptions = { url?: string; socket?: boolean; threadFollowUps?: boolean };

export type ManifestOutcome =
	| { type: 'made'; text: string }
	/** The options make no sense; `why` says what to give instead. */
	| { type: 'misused'; why: string };

const SLACK_PATH = '/slack/events';
const misused = (why: string): ManifestOutcome => ({ type: 'misused', why });

/** The text of a platform's manifest, by the options of the command line. */
export function manifestFile(platform: string, options: ManifestOptions): ManifestOutcome {
	if (platform !== 'slack') return misused(`There is no manifest for “${platform}”; say manifest slack.`);
	const { url, socket = false, threadFollowUps = false } = options;
	if (socket)
		return url === undefined
			? made(slackManifest({ transport: 'socket' }, { threadFollowUps }))
			: misused('With --socket Slack needs no address; leave out --url.');
	if (url === undefined)
		return misused('Say where Slack reaches the bot, --url https://bot.example.com, or --socket for Socket Mode.');
	const address = slackAddress(url);
	return address === null
		? misused(`Slack cannot post to “${url}”: --url is an address like https://bot.example.com, without ? and #.`)
		: made(slackManifest({ transport: 'http', url: address }, { threadFollowUps }));
}

function made(manifest: object): ManifestOutcome {
	return { type: 'made', text: JSON.stringify(manifest, null, 2) };
}

/** A path before ours stays: a proxy may serve more than the bot. Null: Slack takes no such address. */
function slackAddress(typed: string): string | null {
	if (!URL.canParse(typed)) return null;
	const { protocol, origin, pathname, search, hash, username, password } = new URL(typed);
	if (protocol !== 'https:' || [search, hash, username, password].some((part) => part !== '')) return null;
	const path = pathname.replace(/\/+$/u, '');
	return `${origin}${path.endsWith(SLACK_PATH) ? path : `${path}${SLACK_PATH}`}`;
}
