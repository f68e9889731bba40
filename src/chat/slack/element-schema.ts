import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { LIMITS } from './limits.ts';

/** A text that is shown as it is; `<!channel>` in it is only characters. */
export const plainText = (limit: number) =>
	z.strictObject({
		type: z.literal('plain_text'),
		text: z.string().min(1).max(limit),
		emoji: z.boolean().optional(),
	});

const mrkdwn = (limit: number) =>
	z.strictObject({
		type: z.literal('mrkdwn'),
		text: z.string().min(1).max(limit),
		verbatim: z.boolean().optional(),
	});

export const anyText = (limit: number) => z.discriminatedUnion('type', [plainText(limit), mrkdwn(limit)]);

/** Slack lets an element go without; ours must all be told apart when they come back. */
const actionId = z.string().min(1).max(LIMITS.actionId);

const style = z.enum(['primary', 'danger']);

const confirm = z.strictObject({
	title: plainText(LIMITS.confirmTitle),
	text: anyText(LIMITS.confirmText),
	confirm: plainText(LIMITS.confirmButton),
	deny: plainText(LIMITS.confirmButton),
	style: style.optional(),
});

const button = z.strictObject({
	type: z.literal('button'),
	action_id: actionId,
	text: plainText(LIMITS.buttonText),
	value: z.string().max(LIMITS.buttonValue).optional(),
	url: z
		.url({ protocol: /^https?$/ })
		.max(LIMITS.buttonUrl)
		.optional(),
	style: style.optional(),
	confirm: confirm.optional(),
	accessibility_label: z.string().min(1).max(LIMITS.accessibilityLabel).optional(),
});

const feedbackButton = z.strictObject({
	text: plainText(LIMITS.feedbackButtonText),
	value: z.string().min(1).max(LIMITS.buttonValue),
	accessibility_label: z.string().min(1).max(LIMITS.accessibilityLabel).optional(),
});

export const feedbackButtons = z.strictObject({
	type: z.literal('feedback_buttons'),
	action_id: actionId,
	positive_button: feedbackButton,
	negative_button: feedbackButton,
});

const optionWith = <Text extends z.ZodType>(text: Text) =>
	z.strictObject({
		text,
		value: z.string().min(1).max(LIMITS.optionValue),
		description: plainText(LIMITS.optionDescription).optional(),
	});
const selectOption = optionWith(plainText(LIMITS.optionText));
const choiceOption = optionWith(anyText(LIMITS.optionText));

const common = { action_id: actionId, confirm: confirm.optional(), focus_on_load: z.boolean().optional() };
const withPlaceholder = { ...common, placeholder: plainText(LIMITS.placeholder).optional() };

const staticSelect = z
	.strictObject({
		type: z.literal('static_select'),
		...withPlaceholder,
		options: z.array(selectOption).min(1).max(LIMITS.selectOptions).optional(),
		option_groups: z
			.array(
				z.strictObject({
					label: plainText(LIMITS.optionText),
					options: z.array(selectOption).min(1).max(LIMITS.selectOptions),
				}),
			)
			.min(1)
			.max(LIMITS.optionGroups)
			.optional(),
		initial_option: selectOption.optional(),
	})
	.refine(({ options, option_groups }) => (options === undefined) !== (option_groups === undefined), {
		message: 'must define either `options` or `option_groups`',
	})
	.refine(
		({ options, option_groups, initial_option }) =>
			includes(options ?? option_groups?.flatMap((group) => group.options) ?? [], initial_option),
		{ message: '`initial_option` must be one of the options', path: ['initial_option'] },
	);

const externalSelect = z.strictObject({
	type: z.literal('external_select'),
	...withPlaceholder,
	min_query_length: z.int().min(0).optional(),
	initial_option: selectOption.optional(),
});

const usersSelect = z.strictObject({
	type: z.literal('users_select'),
	...withPlaceholder,
	initial_user: z.string().min(1).optional(),
});

const choices = z.array(choiceOption).min(1).max(LIMITS.choiceOptions);

const radioButtons = z
	.strictObject({
		type: z.literal('radio_buttons'),
		...common,
		options: choices,
		initial_option: choiceOption.optional(),
	})
	.refine(({ options, initial_option }) => includes(options, initial_option), {
		message: '`initial_option` must be one of the options',
		path: ['initial_option'],
	});

const checkboxes = z
	.strictObject({
		type: z.literal('checkboxes'),
		...common,
		options: choices,
		initial_options: z.array(choiceOption).min(1).optional(),
	})
	.refine(({ options, initial_options }) => (initial_options ?? []).every((one) => includes(options, one)), {
		message: '`initial_options` must be among the options',
		path: ['initial_options'],
	});

const timepicker = z.strictObject({
	type: z.literal('timepicker'),
	...withPlaceholder,
	initial_time: z
		.string()
		.regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time as HH:mm')
		.optional(),
	timezone: z.string().min(1).optional(),
});

const textLength = z.int().min(0).max(LIMITS.plainTextInput);
const plainTextInput = z
	.strictObject({
		type: z.literal('plain_text_input'),
		action_id: actionId,
		focus_on_load: z.boolean().optional(),
		placeholder: plainText(LIMITS.placeholder).optional(),
		multiline: z.boolean().optional(),
		min_length: textLength.optional(),
		max_length: textLength.min(1).optional(),
		initial_value: z.string().max(LIMITS.plainTextInput).optional(),
		dispatch_action_config: z
			.strictObject({ trigger_actions_on: z.array(z.enum(['on_enter_pressed', 'on_character_entered'])).min(1) })
			.optional(),
	})
	.refine(({ initial_value = '', max_length = LIMITS.plainTextInput }) => initial_value.length <= max_length, {
		message: '`initial_value` must not be longer than `max_length`',
		path: ['initial_value'],
	});

function includes(options: readonly unknown[], wanted: unknown): boolean {
	return wanted === undefined || options.some((option) => isDeepStrictEqual(option, wanted));
}

const selects = [staticSelect, externalSelect, usersSelect, radioButtons, checkboxes, timepicker] as const;

/** What may stand in an actions block, or beside the text of a section. */
export const actionElement = z.discriminatedUnion('type', [button, ...selects]);
export const inputElement = z.discriminatedUnion('type', [plainTextInput, ...selects]);
