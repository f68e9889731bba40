import type { Logger } from 'pino';
import type { z } from 'zod';
import { type Attempt, type AttemptFailure, failedAttempt } from './attempt.ts';
import type { Budget, Reservation } from './budget.ts';
import { type Deadline, pause, startDeadline } from './deadline.ts';
import type { ModelFailure, ModelOutcome, ModelRequest } from './language-model.ts';
import { NO_TOKENS, type TokenCount } from './prices.ts';
import { addAttempt, NOTHING_SPENT, plus, reportedUsage, type Spending, usageOf, worstCase } from './spending.ts';

/** A request in the words of one server, ready to be sent more than once. */
export type Prepared = {
	/** Everything the model reads: instructions, input and schema. */
	bytes: number;
	/** `note` follows the input. Never rejects; an aborted signal ends it. */
	send(note: string | null, signal: AbortSignal): Promise<Attempt>;
};

export type CompletionOptions = {
	model: string;
	deadlineMs: number;
	/** The first attempt gets no more than this, so that one lost request can be repeated. */
	firstAttemptMs: number;
	budget: Budget | null;
	log: Pick<Logger, 'warn' | 'debug'>;
	/** Throws when the request can be sent to no server, such as a schema that JSON Schema cannot say. */
	prepare(request: ModelRequest<unknown>): Prepared;
};

const MOST_ATTEMPTS = 2;
const REPEATABLE: readonly ModelFailure[] = ['timeout', 'unreachable', 'rate_limited', 'server_error', 'bad_output'];
const PAUSE_MS = 200;
/** A retry that has less time than this is not worth its cost. */
const LEAST_ATTEMPT_MS = 100;

type Result<Output> = { type: 'ok'; value: Output } | AttemptFailure;

/** One call to a model: within the deadline, within the budget, one retry at most, and never an exception. */
export async function complete<Output>(
	request: ModelRequest<Output>,
	signal: AbortSignal | null,
	options: CompletionOptions,
): Promise<ModelOutcome<Output>> {
	const started = performance.now();
	const deadline = startDeadline(options.deadlineMs, signal);
	try {
		const outcome = await withinBudget(request, deadline, started, options);
		logOutcome(outcome, options, performance.now() - started);
		return outcome;
	} catch (error) {
		const name = error instanceof Error ? error.name : 'unknown';
		const outcome = failedOutcome('bad_request', `the request cannot be sent (${name})`);
		options.log.warn({ event: 'model_failed', model: options.model, failure: 'bad_request', err: error });
		return outcome;
	} finally {
		deadline.end();
	}
}

function failedOutcome(failure: ModelFailure, detail: string): Extract<ModelOutcome<never>, { type: 'failed' }> {
	return { type: 'failed', failure, detail, usage: null };
}

async function withinBudget<Output>(
	request: ModelRequest<Output>,
	deadline: Deadline,
	started: number,
	options: CompletionOptions,
): Promise<ModelOutcome<Output>> {
	const prepared = options.prepare(request);
	const worst = worstCase(prepared.bytes, request.maxOutputTokens);
	const reserved = await reserve(worst, deadline, options);
	if (reserved.type === 'failed') return reserved;
	if (deadline.endedBy() !== null) {
		await settle(reserved.reservation, NO_TOKENS, deadline, options);
		return failedOutcome(deadline.endedBy() ?? 'timeout', 'ended before anything was sent');
	}
	const { result, spending } = await attempts(request, prepared, worst, deadline, options);
	await settle(reserved.reservation, spending.counted, deadline, options);
	const ms = performance.now() - started;
	if (result.type === 'ok') return { type: 'ok', value: result.value, usage: usageOf(spending, options.model, ms) };
	const { failure, detail } = result;
	return { type: 'failed', failure, detail, usage: reportedUsage(spending, options.model, ms) };
}

/** Sets both attempts aside before the first is sent. */
async function reserve(
	worst: TokenCount,
	deadline: Deadline,
	{ budget, model, log }: CompletionOptions,
): Promise<{ type: 'reserved'; reservation: Reservation | null } | ReturnType<typeof failedOutcome>> {
	if (!budget) return { type: 'reserved', reservation: null };
	const reserving = budget.reserve(model, plus(worst, worst));
	try {
		const reservation = await Promise.race([reserving, deadline.over]);
		if (reservation === 'over') {
			giveBack(reserving);
			return failedOutcome(deadline.endedBy() ?? 'timeout', 'ended while the budget was checked');
		}
		return reservation === null
			? failedOutcome('over_budget', 'the budget of this month does not cover another call')
			: { type: 'reserved', reservation };
	} catch (error) {
		// Nobody can tell what is left, so nothing is spent.
		log.warn({ event: 'model_budget_unknown', err: error });
		return failedOutcome('over_budget', 'the budget could not be checked');
	}
}

function giveBack(reserving: Promise<Reservation | null>): void {
	reserving.then((reservation) => reservation?.settle(NO_TOKENS)).catch(() => undefined);
}

/** A correction that fails or takes too long leaves the worst case standing: the limit holds, a little is lost. */
async function settle(
	reservation: Reservation | null,
	used: TokenCount,
	deadline: Deadline,
	{ log }: CompletionOptions,
): Promise<void> {
	if (!reservation) return;
	const settling = reservation.settle(used).catch((error: unknown) => {
		log.warn({ event: 'model_budget_not_settled', err: error });
	});
	await Promise.race([settling, deadline.over]);
}

async function attempts<Output>(
	request: ModelRequest<Output>,
	prepared: Prepared,
	worst: TokenCount,
	deadline: Deadline,
	options: CompletionOptions,
): Promise<{ result: Result<Output>; spending: Spending }> {
	let spending: Spending = NOTHING_SPENT;
	let note: string | null = null;
	for (;;) {
		const ms = spending.attempts === 0 ? Math.min(options.firstAttemptMs, deadline.leftMs()) : deadline.leftMs();
		const attempt = await sendOnce(prepared, note, ms, deadline);
		spending = addAttempt(spending, attempt, worst);
		const result = attempt.result.type === 'text' ? parseOutput(attempt.result.text, request.schema) : attempt.result;
		if (result.type === 'ok' || spending.attempts >= MOST_ATTEMPTS) return { result, spending };
		const wait = waitBeforeRetry(result, deadline);
		if (wait === null) return { result, spending };
		await pause(wait, deadline);
		if (deadline.endedBy() !== null) return { result: overdue(deadline), spending };
		note = result.failure === 'bad_output' ? repairNote(result.detail) : null;
	}
}

async function sendOnce(prepared: Prepared, note: string | null, ms: number, deadline: Deadline): Promise<Attempt> {
	const part = startDeadline(ms, deadline.signal);
	const given = await Promise.race([prepared.send(note, part.signal), part.over]);
	part.end();
	const cut = part.endedBy() !== null && (given === 'over' || given.result.type === 'failed');
	if (given !== 'over' && !cut) return given;
	return { ...failedAttempt('timeout', '', { mayHaveCost: true }), result: overdue(deadline) };
}

function overdue(deadline: Deadline): AttemptFailure {
	return deadline.endedBy() === 'aborted'
		? { type: 'failed', failure: 'aborted', detail: 'the caller gave up', retryAfterMs: null }
		: { type: 'failed', failure: 'timeout', detail: 'no whole answer in time', retryAfterMs: null };
}

/** Null: no retry, because it cannot help or does not fit before the deadline. */
function waitBeforeRetry({ failure, retryAfterMs }: AttemptFailure, deadline: Deadline): number | null {
	if (!REPEATABLE.includes(failure) || deadline.endedBy() !== null) return null;
	const wait =
		failure === 'bad_output' || failure === 'timeout' ? 0 : (retryAfterMs ?? PAUSE_MS * (0.5 + Math.random()));
	return wait + LEAST_ATTEMPT_MS <= deadline.leftMs() ? wait : null;
}

function repairNote(detail: string): string {
	return `Your previous output could not be used: ${detail}. Send only JSON of the agreed schema.`;
}

const CODE_FENCE = /^\s*```(?:json)?\s*\n([\s\S]*?)\n?```\s*$/u;

/** Servers that do not enforce a schema like to put the JSON into a code fence. */
function parseOutput<Output>(text: string, schema: z.ZodType<Output>): Result<Output> {
	const bad = (detail: string): AttemptFailure => ({
		type: 'failed',
		failure: 'bad_output',
		detail,
		retryAfterMs: null,
	});
	let value: unknown;
	try {
		value = JSON.parse(CODE_FENCE.exec(text)?.[1] ?? text);
	} catch {
		return bad('the output is not JSON');
	}
	const parsed = schema.safeParse(value);
	if (parsed.success) return { type: 'ok', value: parsed.data };
	return bad(`the output misses the schema (${parsed.error.issues[0]?.code ?? 'unknown'})`);
}

function logOutcome(outcome: ModelOutcome<unknown>, { model, log }: CompletionOptions, ms: number): void {
	const line = { model, ms: Math.round(ms) };
	if (outcome.type === 'ok') log.debug({ event: 'model_answered', ...line, requestId: outcome.usage.requestId });
	else log.warn({ event: 'model_failed', ...line, failure: outcome.failure, detail: outcome.detail });
}
