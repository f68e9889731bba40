import { z } from 'zod';
import { actionElement, anyText, feedbackButtons, inputElement, plainText } from './element-schema.ts';
import { LIMITS } from './limits.ts';

const blockId = { block_id: z.string().min(1).max(LIMITS.blockId).optional() };

const section = z
	.strictObject({
		type: z.literal('section'),
		...blockId,
		text: anyText(LIMITS.sectionText).optional(),
		fields: z.array(anyText(LIMITS.fieldText)).min(1).max(LIMITS.sectionFields).optional(),
		accessory: actionElement.optional(),
		expand: z.boolean().optional(),
	})
	.refine(({ text, fields }) => text !== undefined || fields !== undefined, 'must define either `text` or `fields`');

const header = z.strictObject({ type: z.literal('header'), ...blockId, text: plainText(LIMITS.headerText) });

const divider = z.strictObject({ type: z.literal('divider'), ...blockId });

const context = z.strictObject({
	type: z.literal('context'),
	...blockId,
	elements: z.array(anyText(LIMITS.contextText)).min(1).max(LIMITS.contextElements),
});

const actions = z.strictObject({
	type: z.literal('actions'),
	...blockId,
	elements: z.array(actionElement).min(1).max(LIMITS.actionsElements),
});

const contextActions = z.strictObject({
	type: z.literal('context_actions'),
	...blockId,
	elements: z
		.array(z.discriminatedUnion('type', [feedbackButtons]))
		.min(1)
		.max(LIMITS.contextActionsElements),
});

const markdown = z.strictObject({
	type: z.literal('markdown'),
	...blockId,
	text: z.string().min(1).max(LIMITS.markdownText),
});

const styled = {
	style: z
		.strictObject({
			bold: z.boolean().optional(),
			italic: z.boolean().optional(),
			strike: z.boolean().optional(),
			code: z.boolean().optional(),
		})
		.optional(),
};
/** No `broadcast`: we never call a whole channel. */
const richTextElement = z.discriminatedUnion('type', [
	z.strictObject({ type: z.literal('text'), text: z.string().min(1), ...styled }),
	z.strictObject({ type: z.literal('link'), url: z.url(), text: z.string().optional(), ...styled }),
	z.strictObject({ type: z.literal('user'), user_id: z.string().min(1), ...styled }),
	z.strictObject({ type: z.literal('emoji'), name: z.string().min(1) }),
	z.strictObject({
		type: z.literal('date'),
		timestamp: z.int(),
		format: z.string().min(1),
		fallback: z.string().min(1),
	}),
]);
const richTextElements = z.array(richTextElement).min(1);
const border = z.union([z.literal(0), z.literal(1)]).optional();
const richTextSection = z.strictObject({ type: z.literal('rich_text_section'), elements: richTextElements });

const richText = z.strictObject({
	type: z.literal('rich_text'),
	...blockId,
	elements: z
		.array(
			z.discriminatedUnion('type', [
				richTextSection,
				z.strictObject({
					type: z.literal('rich_text_list'),
					style: z.enum(['bullet', 'ordered']),
					indent: z.int().min(0).max(8).optional(),
					border,
					elements: z.array(richTextSection).min(1),
				}),
				z.strictObject({ type: z.literal('rich_text_quote'), border, elements: richTextElements }),
				z.strictObject({ type: z.literal('rich_text_preformatted'), border, elements: richTextElements }),
			]),
		)
		.min(1),
});

const cell = z.discriminatedUnion('type', [
	z.strictObject({ type: z.literal('raw_text'), text: z.string().min(1) }),
	z.strictObject({ type: z.literal('raw_number'), value: z.number(), text: z.string().min(1) }),
	richText,
]);

const table = z.strictObject({
	type: z.literal('table'),
	...blockId,
	rows: z.array(z.array(cell).min(1).max(LIMITS.tableColumns)).min(1).max(LIMITS.tableRows),
	column_settings: z
		.array(
			z.strictObject({
				align: z.enum(['left', 'center', 'right']).optional(),
				is_wrapped: z.boolean().optional(),
			}),
		)
		.max(LIMITS.tableColumns)
		.optional(),
});

const chartLabel = z.string().min(1).max(LIMITS.chartLabel);
const axisLabel = z.string().min(1).max(LIMITS.chartAxisLabel).optional();

const pie = z.strictObject({
	type: z.literal('pie'),
	segments: z
		.array(z.strictObject({ label: chartLabel, value: z.number().positive() }))
		.min(1)
		.max(LIMITS.chartSeries),
});

const series = z.strictObject({
	name: chartLabel,
	data: z
		.array(z.strictObject({ label: chartLabel, value: z.number() }))
		.min(1)
		.max(LIMITS.chartPoints),
});

const xyChart = <Type extends string>(type: Type) =>
	z
		.strictObject({
			type: z.literal(type),
			series: z.array(series).min(1).max(LIMITS.chartSeries),
			axis_config: z.strictObject({
				categories: z.array(chartLabel).min(1).max(LIMITS.chartPoints),
				x_label: axisLabel,
				y_label: axisLabel,
			}),
		})
		.refine((chart) => new Set(chart.series.map(({ name }) => name)).size === chart.series.length, {
			message: 'series must have unique names',
			path: ['series'],
		})
		.refine((chart) => chart.series.every(({ data }) => matches(data, chart.axis_config.categories)), {
			message: 'every series must hold one point for every category, in the same order',
			path: ['series'],
		});

function matches(data: readonly { label: string }[], categories: readonly string[]): boolean {
	return data.length === categories.length && data.every(({ label }, position) => label === categories[position]);
}

const dataVisualization = z.strictObject({
	type: z.literal('data_visualization'),
	...blockId,
	title: z.string().min(1).max(LIMITS.chartTitle),
	chart: z.discriminatedUnion('type', [pie, xyChart('bar'), xyChart('line'), xyChart('area')]),
});

const input = z.strictObject({
	type: z.literal('input'),
	...blockId,
	label: plainText(LIMITS.inputLabel),
	hint: plainText(LIMITS.inputHint).optional(),
	optional: z.boolean().optional(),
	dispatch_action: z.boolean().optional(),
	element: inputElement,
});

const everywhere = [section, header, divider, context, actions, richText] as const;

/** Slack also takes inputs in messages; we ask in modals only. */
const messageBlock = z.discriminatedUnion('type', [...everywhere, contextActions, markdown, table, dataVisualization]);
const viewBlock = z.discriminatedUnion('type', [...everywhere, input]);

export const messageBlocks = z.array(messageBlock).min(1).max(LIMITS.blocksInMessage);

const viewBase = {
	blocks: z.array(viewBlock).min(1).max(LIMITS.blocksInView),
	callback_id: z.string().min(1).max(LIMITS.callbackId).optional(),
	private_metadata: z.string().max(LIMITS.privateMetadata).optional(),
	external_id: z.string().min(1).max(LIMITS.externalId).optional(),
};

const modal = z
	.strictObject({
		type: z.literal('modal'),
		...viewBase,
		title: plainText(LIMITS.modalTitle),
		submit: plainText(LIMITS.modalButton).optional(),
		close: plainText(LIMITS.modalButton).optional(),
		clear_on_close: z.boolean().optional(),
		notify_on_close: z.boolean().optional(),
		submit_disabled: z.boolean().optional(),
	})
	.refine(({ blocks, submit }) => submit !== undefined || blocks.every(({ type }) => type !== 'input'), {
		message: 'must define `submit` to use an `input` block in modals',
		path: ['submit'],
	});

const home = z.strictObject({ type: z.literal('home'), ...viewBase });

export const viewSchema = z.discriminatedUnion('type', [modal, home]);
