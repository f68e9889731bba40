import { z } from 'zod';
import { calendarDateSchema } from '../personas/line.ts';

export const FEEDBACK_KINDS = ['objection', 'quote', 'win', 'loss', 'gap', 'correction'] as const;
export const FEEDBACK_SOURCES = ['call', 'email', 'meeting', 'ticket', 'survey', 'chat', 'other'] as const;
export const FEEDBACK_STATUSES = ['new', 'accepted', 'rejected', 'duplicate'] as const;

const words = z.string().min(1).nullable();

/** What somebody heard in the field. `persona` null: nobody knows yet. `response`: what worked. */
const feedbackEntrySchema = z.object({
	id: z.string().min(1),
	kind: z.enum(FEEDBACK_KINDS),
	persona: z.string().nullable(),
	text: z.string().min(1),
	at: calendarDateSchema.nullable(),
	by: words,
	source: z.enum(FEEDBACK_SOURCES).nullable(),
	account: words,
	dealStage: words,
	industry: words,
	jobTitle: words,
	response: words,
	speaker: words,
	/** May it be shown outside the company. */
	public: z.boolean(),
	status: z.enum(FEEDBACK_STATUSES),
	/** True while the entry is an untouched example of the starter base. */
	example: z.boolean(),
});
export type FeedbackEntry = z.infer<typeof feedbackEntrySchema>;
export type FeedbackKind = FeedbackEntry['kind'];
