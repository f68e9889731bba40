import { type Fault, faultsOfMessage, faultsOfView } from '../../../src/chat/slack/payload-faults.ts';
import { changeView, pushView } from './methods/views.ts';
import { installationIn, type Platform } from './platform-state.ts';
import { fieldsOf, parsed } from './request-body.ts';
import { showAnswer } from './response-urls.ts';
import type { Attempt } from './transport.ts';
import { type Ephemeral, type Message, must, type View } from './workspace.ts';

/** What Slack shows a person after a command, a click or a form. */
export type Seen =
	| { type: 'nothing' }
	| { type: 'error'; error: SeenError; faults: Fault[] }
	| { type: 'ephemeral'; ephemeral: Ephemeral }
	| { type: 'message'; message: Message }
	/** Slack reads no body in the answer to a click (bolt-js 132); who writes one there tells nobody. */
	| { type: 'ignored_body'; body: string }
	| { type: 'view_closed' }
	| { type: 'views_cleared' }
	| { type: 'view_updated'; view: View }
	| { type: 'view_pushed'; view: View }
	/** Under which questions the app has put an error; the form stays open. */
	| { type: 'view_errors'; errors: Record<string, string> }
	/** Slack itself does not let the form be sent: these blocks want an answer. */
	| { type: 'view_incomplete'; blocks: string[] };

export type SeenError = 'operation_timeout' | 'dispatch_failed' | 'invalid_command_response' | 'invalid_view_response';

function errorOf({ problem }: Attempt): Seen {
	return failure(problem === 'http_timeout' ? 'operation_timeout' : 'dispatch_failed');
}

function failure(error: SeenError, faults: Fault[] = []): Seen {
	return { type: 'error', error, faults };
}

/** A text or a message in the answer to a command is shown, privately unless it says otherwise. */
export function afterCommand(
	platform: Platform,
	attempt: Attempt,
	about: { user: string; channel: string; team: string },
): Seen {
	if (attempt.problem !== null) return errorOf(attempt);
	if (attempt.body.trim() === '') return { type: 'nothing' };
	const message = attempt.contentType.startsWith('application/json')
		? fieldsOf(parsed(attempt.body))
		: { text: attempt.body };
	const faults = faultsOfMessage(message);
	if (faults.length > 0) return failure('invalid_command_response', faults);
	const installation = must(installationIn(platform, about.team), `installation in ${about.team}`);
	return showAnswer(platform, installation, about, message, 'acknowledgement');
}

export function afterAction(attempt: Attempt): Seen {
	if (attempt.problem !== null) return errorOf(attempt);
	return attempt.body.trim() === '' ? { type: 'nothing' } : { type: 'ignored_body', body: attempt.body };
}

/** An empty answer closes the view on top; anything else needs a `response_action`, or the form stays with an error. */
export function afterSubmission(platform: Platform, attempt: Attempt, user: string, view: View): Seen {
	if (attempt.problem !== null) return errorOf(attempt);
	if (attempt.body.trim() === '') return closeTop(platform, user, view);
	const body = fieldsOf(parsed(attempt.body));
	if (body.response_action === 'clear') return clearViews(platform, user);
	if (body.response_action === 'errors') return showErrors(view, fieldsOf(body.errors));
	if (body.response_action === 'update' || body.response_action === 'push')
		return showView(platform, user, view, body.response_action, body.view);
	return failure('invalid_view_response');
}

function closeTop(platform: Platform, user: string, view: View): Seen {
	const stack = platform.workspace.modals.get(user) ?? [];
	platform.workspace.modals.set(
		user,
		stack.filter(({ id }) => id !== view.id),
	);
	return { type: 'view_closed' };
}

function clearViews(platform: Platform, user: string): Seen {
	platform.workspace.modals.set(user, []);
	return { type: 'views_cleared' };
}

/** Only input blocks of this view can show an error. */
function showErrors(view: View, errors: Record<string, unknown>): Seen {
	const inputs = view.blocks.filter(({ type }) => type === 'input').map(({ block_id }) => block_id);
	const isGood = Object.entries(errors).every(
		([id, text]) => inputs.includes(id) && typeof text === 'string' && text !== '',
	);
	if (!isGood || Object.keys(errors).length === 0) return failure('invalid_view_response');
	return { type: 'view_errors', errors: errors as Record<string, string> };
}

function showView(platform: Platform, user: string, open: View, action: 'update' | 'push', given: unknown): Seen {
	const faults = faultsOfView(given);
	if (faults.length > 0) return failure('invalid_view_response', faults);
	if (action === 'update') return { type: 'view_updated', view: changeView(platform, open, given) };
	const installation = must(installationIn(platform, open.team_id), `installation in ${open.team_id}`);
	const stack = platform.workspace.modals.get(user) ?? [];
	return { type: 'view_pushed', view: pushView(platform, installation, user, given, stack) };
}
