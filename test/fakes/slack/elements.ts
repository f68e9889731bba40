import type { Values } from './payloads/interactions.ts';
import { fieldsOf } from './request-body.ts';
import type { Block } from './workspace.ts';

export type Element = Record<string, unknown> & { type: string; action_id: string };
type Placed = { block: Block; element: Element };

function elementsIn(blocks: readonly Block[]): Placed[] {
	return blocks.flatMap((block) => {
		const found = [...(Array.isArray(block.elements) ? block.elements : []), block.accessory, block.element];
		return found
			.filter((one): one is Element => typeof fieldsOf(one).action_id === 'string')
			.map((element) => ({ block, element }));
	});
}

/** What can be pressed under this id; `value` tells several apart. Nobody can press what is not there. */
export function findElement(blocks: readonly Block[], actionId: string, value: string | undefined): Placed {
	const all = elementsIn(blocks);
	const named = all.filter(({ element }) => element.action_id === actionId);
	const fitting = named.length > 1 ? named.filter(({ element }) => element.value === value) : named;
	const [first, second] = fitting;
	if (!first || second) {
		const ids = all.map(({ element }) => element.action_id).join(', ') || 'nothing';
		throw new Error(`${second ? 'Several elements are' : 'No element is'} called ${actionId}; on screen: ${ids}`);
	}
	return first;
}

/** The part of a `block_actions` payload that says what was pressed or chosen. */
export function actionOf({ block, element }: Placed, value: string | undefined): Record<string, unknown> {
	const { type, action_id, text } = element;
	const base = { type, action_id, block_id: block.block_id };
	if (type === 'button') return { ...base, text, ...(element.value === undefined ? {} : { value: element.value }) };
	if (type === 'feedback_buttons') {
		const button = fieldsOf(feedbackSides(element).find((side) => fieldsOf(side).value === value));
		if (button.value === undefined) throw new Error(`${action_id} has no button with the value ${value}`);
		return { ...base, text: button.text, value: button.value };
	}
	return { ...base, ...chosen(element, value ?? '') };
}

function feedbackSides(element: Element): unknown[] {
	return [element.positive_button, element.negative_button];
}

/** The state of an element in which `value` was typed or chosen; several are separated by commas. */
function chosen(element: Element, value: string): Record<string, unknown> {
	const { type } = element;
	if (type === 'plain_text_input') return { type, value: value === '' ? null : value };
	if (type === 'users_select') return { type, selected_user: value || null };
	if (type === 'timepicker') return { type, selected_time: value || null };
	if (type === 'external_select') return { type, selected_option: value === '' ? null : externalOption(value) };
	if (type === 'checkboxes')
		return { type, selected_options: value === '' ? [] : value.split(',').map((one) => optionOf(element, one)) };
	return { type, selected_option: value === '' ? null : optionOf(element, value) };
}

function externalOption(value: string): Record<string, unknown> {
	return { text: { type: 'plain_text', text: value, emoji: true }, value };
}

function optionOf(element: Element, value: string): unknown {
	const groups = Array.isArray(element.option_groups) ? element.option_groups : [{ options: element.options }];
	const options = groups.flatMap((group) => fieldsOf(group).options ?? []);
	const option = options.find((one) => fieldsOf(one).value === value);
	if (option === undefined) throw new Error(`${element.action_id} offers no ${value}`);
	return option;
}

/** What stands in an element before anybody touches it. */
function initial(element: Element): string {
	const { initial_value, initial_user, initial_time, initial_option, initial_options } = element;
	if (Array.isArray(initial_options)) return initial_options.map((option) => fieldsOf(option).value).join(',');
	return String(initial_value ?? initial_user ?? initial_time ?? fieldsOf(initial_option).value ?? '');
}

export type Filled = { values: Values; incomplete: string[] };

/** The form as filled in by block or action id. Slack itself keeps an unfinished one open. */
export function fillIn(blocks: readonly Block[], given: Record<string, string>): Filled {
	const placed = elementsIn(blocks).filter(({ block }) => block.type === 'input');
	const known = new Set(placed.flatMap(({ block, element }) => [block.block_id, element.action_id]));
	const stranger = Object.keys(given).find((key) => !known.has(key));
	if (stranger !== undefined) throw new Error(`The form does not ask for ${stranger}, but ${[...known].join(', ')}`);
	const filled = placed.map(({ block, element }) => {
		const value = given[block.block_id] ?? given[element.action_id] ?? initial(element);
		return { block, element, value };
	});
	return {
		values: Object.fromEntries(
			filled.map(({ block, element, value }) => [block.block_id, { [element.action_id]: chosen(element, value) }]),
		),
		incomplete: filled.filter(isUnfinished).map(({ block }) => block.block_id),
	};
}

function isUnfinished({ block, element, value }: Placed & { value: string }): boolean {
	const { min_length = 0, max_length = Number.POSITIVE_INFINITY } = element as {
		min_length?: number;
		max_length?: number;
	};
	if (value.trim() === '') return block.optional !== true;
	return (
		element.type === 'plain_text_input' && (value.length < Number(min_length) || value.length > Number(max_length))
	);
}
