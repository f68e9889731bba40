import type { App } from '@slack/bolt';
import { afterEach, describe, expect, it } from 'vitest';
import { type RunningApp, startHttpApp } from './slack/bolt-app.ts';
import { type FakeSlack, startSlack } from './slack/platform.ts';

let slack: FakeSlack;
let running: RunningApp;
afterEach(async () => {
	await slack.close();
	await running.stop();
});

const start = async (listen: (app: App) => void) => {
	/** The machine may be slow. */
	slack = await startSlack({ acknowledgeMilliseconds: 20_000, triggerMilliseconds: 60_000 });
	running = await startHttpApp(slack, listen);
};

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const textBlock = {
	type: 'input' as const,
	block_id: 'text',
	label: plain('What did you hear?'),
	element: { type: 'plain_text_input' as const, action_id: 'text', max_length: 20 },
};
const personaBlock = {
	type: 'input' as const,
	block_id: 'persona',
	optional: true,
	label: plain('Persona'),
	element: { type: 'external_select' as const, action_id: 'persona', min_query_length: 1 },
};
const form = (more: object = {}) => ({
	type: 'modal' as const,
	callback_id: 'log',
	title: plain('Log'),
	submit: plain('Save'),
	blocks: [textBlock, personaBlock],
	...more,
});
const note = (title: string) => ({
	type: 'modal' as const,
	title: plain(title),
	blocks: [{ type: 'divider' as const }],
});

const openOnCommand = (app: App, view: object = form()) =>
	app.command('/objection', async ({ ack, client, command }) => {
		await client.views.open({ trigger_id: command.trigger_id, view: view as never });
		await ack();
	});

describe('forms', () => {
	it('open on a command, and come back filled in', async () => {
		let submitted: unknown;
		await start((app) => {
			openOnCommand(app);
			app.view('log', async ({ ack, view }) => {
				submitted = view.state.values;
				await ack();
			});
		});
		await slack.command('U0ANN', '/objection', '');
		expect(slack.openViewOf('U0ANN')).toMatchObject({ callback_id: 'log', id: expect.stringMatching(/^V/u) });
		expect(await slack.submitView('U0ANN', { text: 'too <expensive>', persona: 'cio' })).toEqual({
			type: 'view_closed',
		});
		expect(submitted).toMatchObject({
			text: { text: { type: 'plain_text_input', value: 'too <expensive>' } },
			persona: { persona: { type: 'external_select', selected_option: { value: 'cio' } } },
		});
		expect(slack.openViewOf('U0ANN')).toBeUndefined();
	});

	it('are not sent unfinished', async () => {
		await start((app) => openOnCommand(app));
		await slack.command('U0ANN', '/objection', '');
		expect(await slack.submitView('U0ANN', { text: ' ' })).toEqual({ type: 'view_incomplete', blocks: ['text'] });
		expect(await slack.submitView('U0ANN', { text: 'x'.repeat(21) })).toEqual({
			type: 'view_incomplete',
			blocks: ['text'],
		});
		await expect(slack.submitView('U0ANN', { title: 'x' })).rejects.toThrow('does not ask for title');
	});

	it.each<[string, object, object, number]>([
		[
			'errors stay',
			{ response_action: 'errors', errors: { text: 'Too vague' } },
			{ type: 'view_errors', errors: { text: 'Too vague' } },
			1,
		],
		[
			'errors at an unknown place fail',
			{ response_action: 'errors', errors: { other: 'x' } },
			{ type: 'error', error: 'invalid_view_response' },
			1,
		],
		[
			'an update replaces',
			{ response_action: 'update', view: note('Saved') },
			{ type: 'view_updated', view: { title: plain('Saved') } },
			1,
		],
		['a push covers', { response_action: 'push', view: note('More') }, { type: 'view_pushed' }, 1],
		['clear closes all', { response_action: 'clear' }, { type: 'views_cleared' }, 0],
		[
			'a bad view fails',
			{ response_action: 'update', view: { ...note('x'), title: plain('x'.repeat(25)) } },
			{ type: 'error', faults: [{ path: '/title/text' }] },
			1,
		],
		['a text alone fails', { text: 'saved' }, { type: 'error', error: 'invalid_view_response' }, 1],
	])('%s', async (_, ack, seen, open) => {
		await start((app) => {
			openOnCommand(app);
			app.view('log', async (args) => args.ack(ack as never));
		});
		await slack.command('U0ANN', '/objection', '');
		const before = slack.openViewOf('U0ANN')?.id;
		expect(await slack.submitView('U0ANN', { text: 'x' })).toMatchObject(seen);
		expect(slack.openViewOf('U0ANN') === undefined ? 0 : 1).toBe(open);
		if ((seen as { type: string }).type === 'view_updated') expect(slack.openViewOf('U0ANN')?.id).toBe(before);
	});

	it('stay open with their text when the app fails', async () => {
		await start((app) => {
			openOnCommand(app);
			app.view('log', () => Promise.reject(new Error('no database')));
		});
		await slack.command('U0ANN', '/objection', '');
		expect(await slack.submitView('U0ANN', { text: 'x' })).toMatchObject({ type: 'error', error: 'dispatch_failed' });
		expect(slack.openViewOf('U0ANN')).toBeDefined();
	});

	it('offer what the app finds, and say when they are closed', async () => {
		let closed = 0;
		await start((app) => {
			openOnCommand(app, form({ notify_on_close: true }));
			app.options('persona', async ({ ack, options }) =>
				ack({ options: [{ text: plain(`${options.value}!`), value: 'cio' }] }),
			);
			app.view({ callback_id: 'log', type: 'view_closed' }, async ({ ack }) => {
				closed += 1;
				await ack();
			});
		});
		await slack.command('U0ANN', '/objection', '');
		expect(await slack.suggest('U0ANN', 'persona', 'CI')).toEqual(['CI!']);
		expect(await slack.closeView('U0ANN')).toEqual({ type: 'view_closed' });
		expect(closed).toBe(1);
		expect(slack.openViewOf('U0ANN')).toBeUndefined();
	});

	it('open on a shortcut of a message', async () => {
		await start((app) =>
			app.shortcut({ callback_id: 'log_objection', type: 'message_action' }, async ({ ack, client, shortcut }) => {
				await ack();
				const blocks = [
					{ ...textBlock, element: { ...textBlock.element, initial_value: shortcut.message.text ?? '' } },
				];
				await client.views.open({ trigger_id: shortcut.trigger_id, view: form({ blocks }) });
			}),
		);
		const { message } = await slack.say('U0BOB', 'C0SALES', 'too expensive');
		expect(await slack.shortcut('U0ANN', message, 'log_objection')).toEqual({ type: 'nothing' });
		await expect
			.poll(() => slack.openViewOf('U0ANN')?.blocks[0])
			.toMatchObject({ element: { initial_value: 'too expensive' } });
	});
});

describe('trigger ids and the stack of views', () => {
	let triggers: string[] = [];
	const begin = async () => {
		triggers = [];
		await start((app) =>
			app.command('/persona', async ({ ack, command }) => {
				triggers.push(command.trigger_id);
				await ack();
			}),
		);
	};
	const trigger = async () => {
		await slack.command('U0ANN', '/persona', '');
		return triggers.at(-1) ?? '';
	};
	const views = () => running.app.client.views;
	const token = () => ({ token: slack.botToken });
	const error = (code: string) => ({ data: { error: code } });

	it('serve once, for a while, and only here', async () => {
		await begin();
		const trigger_id = await trigger();
		await views().open({ ...token(), trigger_id, view: note('One') });
		await expect(views().open({ ...token(), trigger_id, view: note('Two') })).rejects.toMatchObject(
			error('exchanged_trigger_id'),
		);
		const late = await trigger();
		slack.advance(60_001);
		await expect(views().open({ ...token(), trigger_id: late, view: note('x') })).rejects.toMatchObject(
			error('expired_trigger_id'),
		);
		await expect(views().open({ ...token(), trigger_id: '1.2.x', view: note('x') })).rejects.toMatchObject(
			error('invalid_trigger_id'),
		);
		const foreign = { token: slack.otherBotToken, trigger_id: await trigger(), view: note('x') };
		await expect(views().open(foreign)).rejects.toMatchObject(error('invalid_trigger_id'));
	});

	it('are not used up by a bad view', async () => {
		await begin();
		const trigger_id = await trigger();
		const bad = { ...note('x'), title: plain('x'.repeat(25)) };
		await expect(views().open({ ...token(), trigger_id, view: bad })).rejects.toMatchObject({
			data: {
				error: 'invalid_arguments',
				response_metadata: { messages: ['[ERROR] must be less than 25 characters [json-pointer:/view/title/text]'] },
			},
		});
		await expect(views().open({ ...token(), trigger_id, view: note('good') })).resolves.toMatchObject({ ok: true });
	});

	it('stack three views at most', async () => {
		await begin();
		await expect(views().push({ ...token(), trigger_id: await trigger(), view: note('x') })).rejects.toMatchObject(
			error('not_found'),
		);
		await views().open({ ...token(), trigger_id: await trigger(), view: note('One') });
		for (const title of ['Two', 'Three'])
			await views().push({ ...token(), trigger_id: await trigger(), view: note(title) });
		await expect(views().push({ ...token(), trigger_id: await trigger(), view: note('Four') })).rejects.toMatchObject(
			error('push_limit_reached'),
		);
		await slack.closeView('U0ANN');
		expect(slack.openViewOf('U0ANN')).toMatchObject({ title: plain('Two') });
	});

	it('update what is open, unless it has changed meanwhile', async () => {
		await begin();
		const { view } = await views().open({ ...token(), trigger_id: await trigger(), view: note('One') });
		const [view_id, hash] = [view?.id ?? '', view?.hash ?? ''];
		await views().update({ ...token(), view_id, hash, view: note('Two') });
		expect(slack.openViewOf('U0ANN')).toMatchObject({ id: view_id, title: plain('Two') });
		await expect(views().update({ ...token(), view_id, hash, view: note('Three') })).rejects.toMatchObject(
			error('hash_conflict'),
		);
		await slack.closeView('U0ANN');
		await expect(views().update({ ...token(), view_id, view: note('x') })).rejects.toMatchObject(error('not_found'));
	});
});

describe('the Home tab', () => {
	const home = (text: string) => ({
		type: 'home' as const,
		blocks: [
			{ type: 'section' as const, text: { type: 'mrkdwn' as const, text } },
			{ type: 'actions' as const, elements: [{ type: 'button' as const, action_id: 'go', text: plain('Go') }] },
		],
	});

	it('shows what was published, and knows a first visit', async () => {
		const visits: unknown[] = [];
		await start((app) => {
			app.event('app_home_opened', async ({ event, client }) => {
				visits.push((event.view as { id: string } | undefined)?.id);
				if (event.tab === 'home') await client.views.publish({ user_id: event.user, view: home('Hello') });
			});
			app.action('go', async ({ ack, body, client }) => {
				await ack();
				await client.views.publish({ user_id: body.user.id, view: home('Gone') });
			});
		});
		await slack.openHome('U0ANN');
		await expect.poll(() => slack.homeOf('U0ANN')).toMatchObject({ blocks: [{ text: { text: 'Hello' } }, {}] });
		await slack.openHome('U0ANN');
		expect(visits).toEqual([undefined, slack.homeOf('U0ANN')?.id]);
		await slack.pressButton('U0ANN', slack.homeOf('U0ANN') as never, 'go');
		await expect.poll(() => slack.homeOf('U0ANN')).toMatchObject({ blocks: [{ text: { text: 'Gone' } }, {}] });
		expect(slack.homeOf('U0BOB')).toBeUndefined();
	});

	it('is no modal', async () => {
		await start(() => undefined);
		await expect(
			running.app.client.views.publish({ token: slack.botToken, user_id: 'U0ANN', view: note('x') as never }),
		).rejects.toMatchObject({ data: { error: 'invalid_arguments' } });
	});
});
