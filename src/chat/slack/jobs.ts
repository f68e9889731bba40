import { z } from 'zod';
import { TEAMS } from '../../personas/team.ts';

const press = z.discriminatedUnion('type', [
	z.object({ type: z.literal('more'), from: z.number().int().min(0) }),
	z.object({ type: z.literal('sources') }),
	z.object({ type: z.literal('ask'), position: z.number().int() }),
	z.object({ type: z.literal('team'), team: z.enum(TEAMS) }),
	z.object({ type: z.literal('share') }),
]);

const where = { user: z.string(), channel: z.string(), sharedOutside: z.boolean(), foreign: z.boolean() };

/** What waits in the inbox to be done for Slack, as its own JSON: a newer program may find it. */
export const jobSchema = z.discriminatedUnion('type', [
	z.object({
		type: z.literal('question'),
		...where,
		text: z.string(),
		ts: z.string(),
		threadTs: z.string().nullable(),
		direct: z.boolean(),
	}),
	z.object({ type: z.literal('command'), ...where, text: z.string(), responseUrl: z.string() }),
	z.object({
		type: z.literal('press'),
		...where,
		thread: z.string(),
		answer: z.string(),
		press,
		/** Null where the answer stands in the channel for everybody. */
		responseUrl: z.string().nullable(),
		threadTs: z.string().nullable(),
	}),
	z.object({ type: z.literal('home'), user: z.string() }),
	/** A persona's card in the messages with the bot. */
	z.object({ type: z.literal('show'), user: z.string(), persona: z.string() }),
	z.object({ type: z.literal('prompts'), user: z.string(), channel: z.string() }),
]);

export type Job = z.infer<typeof jobSchema>;
export type JobOf<Type extends Job['type']> = Job & { type: Type };
export type SlackPress = z.infer<typeof press>;
