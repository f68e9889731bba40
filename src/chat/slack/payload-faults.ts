import { z } from 'zod';
import { messageBlocks, viewSchema } from './block-schema.ts';
import { LIMITS } from './limits.ts';

/** `path` is a JSON pointer into the payload, `error` the code that Slack answers with. */
export type Fault = { path: string; fault: string; error: string };

type Fields = Record<string, unknown>;

/**
 * Everything that keeps Slack, or our own rules, from taking a message: its `text`, `blocks` and `metadata`.
 * Two rules are ours: there is always a `text`, since it is what screen readers and notifications say, and it is short.
 */
export function faultsOfMessage(message: unknown): Fault[] {
	const { text, blocks, metadata, attachments, link_names, parse } = fieldsOf(message);
	return [
		...faultsOfText(text),
		...(blocks === undefined ? [] : faultsOfMessageBlocks(blocks)),
		...(metadata === undefined ? [] : faultsOfMetadata(metadata)),
		...unless(attachments === undefined, '/attachments', 'we send blocks, no attachments', 'invalid_attachments'),
		...unless(!link_names, '/link_names', 'names must stay text', 'invalid_arguments'),
		...unless(parse !== 'full', '/parse', 'names must stay text', 'invalid_arguments'),
	];
}

/** Of a message that is posted for all to see: nothing in it may make Slack fetch a page. Our own rule. */
export function faultsOfPost(message: unknown): Fault[] {
	const fields = fieldsOf(message);
	const unfurls = (['unfurl_links', 'unfurl_media'] as const).flatMap((key) =>
		unless(fields[key] === false, `/${key}`, 'must be false', 'invalid_arguments'),
	);
	return [...faultsOfMessage(message), ...unfurls];
}

export function faultsOfView(view: unknown): Fault[] {
	const parsed = viewSchema.safeParse(view, { reportInput: true });
	const size = Buffer.byteLength(JSON.stringify(view ?? null));
	return [
		...unless(size <= LIMITS.viewBytes, '', `must be at most ${LIMITS.viewBytes} bytes`, 'view_too_large'),
		...(parsed.success ? [] : schemaFaults(parsed.error, '', 'invalid_arguments')),
		...faultsAcrossBlocks(fieldsOf(view).blocks, 'invalid_arguments'),
	];
}

function faultsOfText(text: unknown): Fault[] {
	if (typeof text !== 'string' || text.trim() === '')
		return [{ path: '/text', fault: 'every message needs a text that says it all', error: 'no_text' }];
	const fits = text.length <= LIMITS.messageText;
	return unless(fits, '/text', `must be less than ${LIMITS.messageText + 1} characters`, 'msg_too_long');
}

function faultsOfMessageBlocks(blocks: unknown): Fault[] {
	if (!Array.isArray(blocks)) return [{ path: '/blocks', fault: 'must be an array', error: 'invalid_blocks_format' }];
	const parsed = messageBlocks.safeParse(blocks, { reportInput: true });
	const total = visibleLength(blocks);
	const tables = blocks.filter((block) => fieldsOf(block).type === 'table');
	const charts = blocks.filter((block) => fieldsOf(block).type === 'data_visualization');
	return [
		...(parsed.success ? [] : schemaFaults(parsed.error, '/blocks', 'invalid_blocks')),
		...faultsAcrossBlocks(blocks, 'invalid_blocks'),
		...unless(tables.length <= LIMITS.tablesInMessage, '/blocks', 'only one table allowed', 'invalid_blocks'),
		...unless(visibleLength(tables) <= LIMITS.tableText, '/blocks', 'too many characters in a table', 'invalid_blocks'),
		...unless(charts.length <= LIMITS.chartsInMessage, '/blocks', 'only two charts allowed', 'invalid_blocks'),
		...unless(
			total <= LIMITS.textInBlocks,
			'/blocks',
			`${total} characters, at most ${LIMITS.textInBlocks}`,
			'msg_blocks_too_long',
		),
	];
}

const metadataSchema = z.strictObject({
	event_type: z.string().min(1).max(255),
	event_payload: z.record(z.string(), z.unknown()),
});

function faultsOfMetadata(metadata: unknown): Fault[] {
	const parsed = metadataSchema.safeParse(metadata, { reportInput: true });
	if (!parsed.success) return schemaFaults(parsed.error, '/metadata', 'invalid_metadata_format');
	const fits = JSON.stringify(metadata).length <= LIMITS.metadataLength;
	return unless(fits, '/metadata', `must be at most ${LIMITS.metadataLength} characters`, 'metadata_too_large');
}

/** What no single block can see: identifiers used twice, two elements that want the focus. */
function faultsAcrossBlocks(blocks: unknown, error: string): Fault[] {
	if (!Array.isArray(blocks)) return [];
	const blockIds = blocks.map((block) => fieldsOf(block).block_id);
	const focused = blocks.flatMap(elementsOf).filter((element) => fieldsOf(element).focus_on_load === true);
	const actionFaults = blocks.flatMap((block, position) =>
		repeated(elementsOf(block).map((element) => fieldsOf(element).action_id)).map((id) => ({
			path: `/blocks/${position}`,
			fault: `\`action_id\` ${id} already exists in this block`,
			error,
		})),
	);
	return [
		...repeated(blockIds).map((id) => ({ path: '/blocks', fault: `\`block_id\` ${id} already exists`, error })),
		...actionFaults,
		...unless(focused.length <= 1, '/blocks', 'only one element may have `focus_on_load`', error),
	];
}

function elementsOf(block: unknown): unknown[] {
	const { elements, accessory, element } = fieldsOf(block);
	return [...(Array.isArray(elements) ? elements : []), accessory, element].filter((one) => one !== undefined);
}

function repeated(values: readonly unknown[]): string[] {
	const texts = values.filter((value) => typeof value === 'string');
	return [...new Set(texts.filter((value, position) => texts.indexOf(value) !== position))];
}

const VISIBLE = new Set(['text', 'title', 'label', 'name', 'x_label', 'y_label']);

function visibleLength(value: unknown): number {
	if (Array.isArray(value)) return value.reduce((sum: number, part) => sum + visibleLength(part), 0);
	return Object.entries(fieldsOf(value)).reduce(
		(sum, [key, part]) => sum + (typeof part === 'string' ? (VISIBLE.has(key) ? part.length : 0) : visibleLength(part)),
		0,
	);
}

function schemaFaults(error: z.ZodError, root: string, code: string): Fault[] {
	return error.issues.flatMap((issue) => ({ ...wordingOf(issue, root), error: code }));
}

/** In the words that Slack uses, as far as they are known. */
function wordingOf(issue: z.core.$ZodIssue, root: string): { path: string; fault: string } {
	const path = pointer(root, issue.path);
	if (issue.code === 'too_big')
		return issue.origin === 'string'
			? { path, fault: `must be less than ${Number(issue.maximum) + 1} characters` }
			: { path, fault: `no more than ${issue.maximum} items allowed` };
	if (issue.code === 'too_small')
		return issue.origin === 'string'
			? { path, fault: `must be more than ${Number(issue.minimum) - 1} characters` }
			: { path, fault: `no fewer than ${issue.minimum} items allowed` };
	if (issue.code === 'unrecognized_keys')
		return { path, fault: `invalid additional property: ${issue.keys.join(', ')}` };
	if (issue.code === 'invalid_union' && issue.input !== undefined)
		return { path, fault: `unsupported type: ${fieldsOf(issue.input).type}` };
	if (issue.input === undefined && issue.path.length > 0)
		return {
			path: pointer(root, issue.path.slice(0, -1)),
			fault: `missing required field: ${String(issue.path.at(-1))}`,
		};
	return { path, fault: issue.message };
}

function pointer(root: string, path: readonly PropertyKey[]): string {
	return [root, ...path.map((part) => String(part).replaceAll('~', '~0').replaceAll('/', '~1'))].join('/');
}

function unless(holds: boolean, path: string, fault: string, error: string): Fault[] {
	return holds ? [] : [{ path, fault, error }];
}

function fieldsOf(value: unknown): Fields {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}
