import { randomBytes } from 'node:crypto';
import { LIMITS } from '../../../../src/chat/slack/limits.ts';
import { faultsOfView } from '../../../../src/chat/slack/payload-faults.ts';
import type { Installation, Platform } from '../platform-state.ts';
import { SlackError } from '../slack-error.ts';
import { type View, withBlockIds } from '../workspace.ts';
import { type Context, method, nested, refuse, text } from './method.ts';
import { visibleUser } from './reach.ts';

/** The view is checked before the trigger is used up: a bad view can be mended and sent again. */
const open = method({
	tier: 'tier4',
	args: { trigger_id: text, view: nested },
	run: (args, context) => {
		checkView(args.view, 'modal');
		const { user } = exchange(args.trigger_id, context);
		return { view: pushView(context.platform, context.installation, user, args.view, []) };
	},
});

const push = method({
	tier: 'tier4',
	args: { trigger_id: text, view: nested },
	run: (args, context) => {
		checkView(args.view, 'modal');
		const { user } = exchange(args.trigger_id, context);
		const stack = context.platform.workspace.modals.get(user) ?? [];
		if (stack.length === 0) throw new SlackError('not_found');
		if (stack.length >= LIMITS.viewStack) throw new SlackError('push_limit_reached');
		return { view: pushView(context.platform, context.installation, user, args.view, stack) };
	},
});

const update = method({
	tier: 'tier4',
	args: { view_id: text.optional(), external_id: text.optional(), hash: text.optional(), view: nested },
	run: (args, { platform }) => {
		checkView(args.view, 'modal');
		const open = [...platform.workspace.modals.values()]
			.flat()
			.find(({ id, external_id }) => (args.view_id ? id === args.view_id : external_id === args.external_id));
		if (!open) throw new SlackError('not_found');
		if (args.hash !== undefined && args.hash !== open.hash) throw new SlackError('hash_conflict');
		return { view: changeView(platform, open, args.view) };
	},
});

const publish = method({
	tier: 'tier4',
	args: { user_id: text, hash: text.optional(), view: nested },
	run: (args, context) => {
		checkView(args.view, 'home');
		const { platform, installation } = context;
		const { id } = visibleUser(args.user_id, context, 'user_not_found');
		const before = platform.workspace.homes.get(id);
		if (args.hash !== undefined && before && args.hash !== before.hash) throw new SlackError('hash_conflict');
		const view = createView(platform, installation, args.view);
		const published = before ? { ...view, id: before.id, root_view_id: before.id } : view;
		platform.workspace.homes.set(id, published);
		return { view: published };
	},
});

function checkView(view: unknown, type: 'modal' | 'home'): void {
	refuse(faultsOfView(view), '/view');
	if ((view as View).type !== type)
		refuse([{ path: '/type', fault: `must be ${type}`, error: 'invalid_arguments' }], '/view');
}

function exchange(id: string, { platform, installation }: Context): { user: string } {
	const trigger = platform.triggers.exchange(id);
	if (trigger.team !== installation.team) throw new SlackError('invalid_trigger_id');
	return trigger;
}

function createView(platform: Platform, installation: Installation, given: unknown): View {
	const view = given as Record<string, unknown> & { type: 'modal' | 'home' };
	const id = `V${randomBytes(5).toString('hex').toUpperCase()}`;
	return {
		close: null,
		submit: null,
		...view,
		id,
		team_id: installation.team,
		app_id: platform.app.id,
		bot_id: installation.botId,
		app_installed_team_id: installation.team,
		hash: nextHash(platform),
		blocks: withBlockIds(view.blocks),
		callback_id: String(view.callback_id ?? ''),
		private_metadata: String(view.private_metadata ?? ''),
		external_id: String(view.external_id ?? ''),
		state: { values: {} },
		root_view_id: id,
		previous_view_id: null,
	};
}

function nextHash({ clock }: Platform): string {
	return `${clock.timestamp()}.${randomBytes(4).toString('hex')}`;
}

/** Puts a view on top of what the user has open; an empty stack replaces all of it. */
export function pushView(
	platform: Platform,
	installation: Installation,
	user: string,
	given: unknown,
	below: View[],
): View {
	const view = createView(platform, installation, given);
	const pushed: View = {
		...view,
		root_view_id: below[0]?.id ?? view.id,
		previous_view_id: below.at(-1)?.id ?? null,
	};
	platform.workspace.modals.set(user, [...below, pushed]);
	return pushed;
}

/** In place: the view keeps its id and its neighbours, and gets a new hash. */
export function changeView(platform: Platform, open: View, given: unknown): View {
	const view = given as Record<string, unknown>;
	const { id, team_id, root_view_id, previous_view_id, app_id, bot_id, app_installed_team_id } = open;
	for (const key of Object.keys(open)) delete open[key];
	return Object.assign(open, {
		close: null,
		submit: null,
		callback_id: '',
		private_metadata: '',
		external_id: '',
		state: { values: {} },
		...view,
		...{ id, team_id, root_view_id, previous_view_id, app_id, bot_id, app_installed_team_id },
		blocks: withBlockIds(view.blocks),
		hash: nextHash(platform),
	});
}

export const VIEW_METHODS = {
	'views.open': open,
	'views.push': push,
	'views.update': update,
	'views.publish': publish,
};
