import { z } from 'zod';

/** What we read of Slack's payloads; everything else in them is left alone. Unknown shapes are no error but no match. */
export const eventEnvelope = z.object({
	team_id: z.string(),
	event_id: z.string(),
	is_ext_shared_channel: z.boolean().nullish(),
	event: z.object({
		type: z.string(),
		subtype: z.string().optional(),
		user: z.string().optional(),
		/** The team of whoever wrote it. */
		team: z.string().optional(),
		user_team: z.string().optional(),
		bot_id: z.string().optional(),
		text: z.string().optional(),
		ts: z.string().optional(),
		thread_ts: z.string().optional(),
		channel: z.string().optional(),
		channel_type: z.string().optional(),
		tab: z.string().optional(),
	}),
});
export type EventEnvelope = z.infer<typeof eventEnvelope>;

export const commandPayload = z.object({
	command: z.string(),
	text: z.string().default(''),
	user_id: z.string(),
	team_id: z.string(),
	channel_id: z.string(),
	response_url: z.string(),
	trigger_id: z.string(),
});
export type CommandPayload = z.infer<typeof commandPayload>;

export const actionPayload = z.object({
	type: z.literal('block_actions'),
	trigger_id: z.string(),
	team: z.object({ id: z.string() }).nullish(),
	user: z.object({ id: z.string(), team_id: z.string().optional() }),
	channel: z.object({ id: z.string() }).nullish(),
	container: z.object({
		type: z.string(),
		message_ts: z.string().optional(),
		thread_ts: z.string().optional(),
		view_id: z.string().optional(),
		is_ephemeral: z.boolean().optional(),
	}),
	message: z.object({ ts: z.string(), thread_ts: z.string().optional() }).nullish(),
	response_url: z.string().optional(),
	actions: z
		.array(
			z.object({
				action_id: z.string(),
				action_ts: z.string(),
				value: z.string().optional(),
				selected_option: z.object({ value: z.string() }).nullish(),
			}),
		)
		.min(1),
});
export type ActionPayload = z.infer<typeof actionPayload>;

export const submissionPayload = z.object({
	type: z.literal('view_submission'),
	team: z.object({ id: z.string() }).nullish(),
	user: z.object({ id: z.string(), team_id: z.string().optional() }),
	view: z.object({
		id: z.string(),
		callback_id: z.string(),
		private_metadata: z.string().default(''),
		state: z.unknown(),
	}),
});
export type SubmissionPayload = z.infer<typeof submissionPayload>;
