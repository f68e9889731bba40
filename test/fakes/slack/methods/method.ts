import { z } from 'zod';
import type { Fault } from '../../../../src/chat/slack/payload-faults.ts';
import type { Installation, Platform } from '../platform-state.ts';
import type { Tier } from '../rate-limits.ts';
import { SlackError } from '../slack-error.ts';

export type Context = { platform: Platform; installation: Installation };

/** One method of the Web API. */
export type Method = {
	token: 'bot' | 'app';
	tier: Tier;
	/** Any one of these will do; none is needed when empty. */
	scopes(args: Record<string, unknown>, context: Context): string[];
	/** What the rate limit counts by, besides the team. */
	rateKey(args: Record<string, unknown>): string;
	run(args: Record<string, unknown>, context: Context): Record<string, unknown>;
};

type Definition<Shape extends z.ZodRawShape> = {
	token?: 'bot' | 'app';
	tier: Tier;
	scopes?: string[] | ((args: Record<string, unknown>, context: Context) => string[]);
	rateKey?: (args: Record<string, unknown>) => string;
	args: Shape;
	run(args: z.output<z.ZodObject<Shape>>, context: Context): Record<string, unknown>;
};

/** Arguments that nobody declared are refused, though Slack lets them pass: they are slips. */
export function method<Shape extends z.ZodRawShape>(definition: Definition<Shape>): Method {
	const schema = z.strictObject({ token: z.string().optional(), team_id: z.string().optional(), ...definition.args });
	const { scopes = [] } = definition;
	return {
		token: definition.token ?? 'bot',
		tier: definition.tier,
		scopes: typeof scopes === 'function' ? scopes : () => scopes,
		rateKey: definition.rateKey ?? (() => ''),
		run: (args, context) => {
			const parsed = schema.safeParse(args);
			if (!parsed.success) throw invalidArguments(parsed.error);
			return definition.run(parsed.data as z.output<z.ZodObject<Shape>>, context);
		},
	};
}

function invalidArguments(error: z.ZodError): SlackError {
	const messages = error.issues.map(({ message, path }) => `[ERROR] ${message} [json-pointer:/${path.join('/')}]`);
	return new SlackError('invalid_arguments', { response_metadata: { messages } });
}

/** In a form everything is text: numbers, flags, and JSON for what is nested. */
export const text = z.string().min(1);
export const flag = z.preprocess(
	(value) => (value === 'true' || value === '1' ? true : value === 'false' || value === '0' ? false : value),
	z.boolean(),
);
export const count = z.preprocess(
	(value) => (typeof value === 'string' ? Number(value) : value),
	z.int().min(1).max(999),
);
export const nested = z.preprocess((value) => (typeof value === 'string' ? parsed(value) : value), z.unknown());

/** Text that is no JSON stays text, which the check of the thing itself then refuses. */
function parsed(value: string): unknown {
	try {
		return JSON.parse(value);
	} catch {
		return value;
	}
}

/** As Slack says what is wrong with blocks and views: the first error names the kind, the messages say where. */
export function refuse(faults: Fault[], root = ''): void {
	const first = faults[0];
	if (!first) return;
	const messages = faults.map(({ fault, path }) => `[ERROR] ${fault} [json-pointer:${root}${path}]`);
	throw new SlackError(first.error, {
		errors: faults.map(({ fault, path }) => `${fault} [json-pointer:${root}${path}]`),
		response_metadata: { messages },
	});
}
