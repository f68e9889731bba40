import { z } from 'zod';
import { calendarDateSchema, lineSchema } from './line.ts';
import type { TEAMS } from './team.ts';

export const PERSONA_TYPES = ['buyer', 'user', 'website'] as const;
export const PERSONA_STATUSES = ['draft', 'active', 'archived'] as const;
export const INFLUENCER_PARTS = ['champion', 'economic buyer', 'evaluator', 'blocker', 'user'] as const;

const lines = z.array(lineSchema);
const words = z.string().min(1).nullable();

/** Somebody who has a say in the purchase: a role in words (`who`) or another persona's id. */
const influencerSchema = lineSchema.omit({ text: true }).extend({
	who: words,
	persona: z.string().nullable(),
	part: z.enum(INFLUENCER_PARTS),
	give: z.array(z.string().min(1)),
});
export type Influencer = z.infer<typeof influencerSchema>;

const objectionSchema = lineSchema.extend({ response: words });
export type Objection = z.infer<typeof objectionSchema>;

/** `text` is verbatim; `public` says whether it may be shown outside the company. */
const quoteSchema = lineSchema.extend({
	speaker: words,
	source: words,
	date: calendarDateSchema.nullable(),
	public: z.boolean(),
});
export type Quote = z.infer<typeof quoteSchema>;

const guidanceSchema = z.object({ do: lines, say: lines, avoid: lines });
export type Guidance = z.infer<typeof guidanceSchema>;

/** Everything a persona says about its people; a segment may override any part of it. */
export const personaContentSchema = z.object({
	roles: lines,
	responsibilities: lines,
	industries: lines,
	companySize: words,
	locations: lines,
	ageRange: words,
	incomeRange: words,
	experience: words,
	tools: lines,
	channels: lines,
	foundUs: lines,
	goals: lines,
	challenges: lines,
	triggers: lines,
	dealBreakers: lines,
	convincedBy: lines,
	proof: lines,
	tone: lines,
	buying: z.object({
		criteria: lines,
		process: lines,
		cycle: words,
		slowedBy: lines,
		budget: words,
		influencers: z.array(influencerSchema),
	}),
	use: z.object({ dailyTasks: lines, featuresThatMatter: lines, featuresIgnored: lines, friction: lines }),
	visit: z.object({ reasons: lines, mustFind: lines, callsToAction: lines, confusedBy: lines }),
	objections: z.array(objectionSchema),
	quotes: z.array(quoteSchema),
	supportTopics: lines,
	guidance: z.object({
		sales: guidanceSchema,
		marketing: guidanceSchema,
		product: guidanceSchema,
		support: guidanceSchema,
	} satisfies Record<(typeof TEAMS)[number], typeof guidanceSchema>),
});
export type PersonaContent = z.infer<typeof personaContentSchema>;

const override = {
	buying: personaContentSchema.shape.buying.partial(),
	use: personaContentSchema.shape.use.partial(),
	visit: personaContentSchema.shape.visit.partial(),
	guidance: z
		.object({
			sales: guidanceSchema.partial(),
			marketing: guidanceSchema.partial(),
			product: guidanceSchema.partial(),
			support: guidanceSchema.partial(),
		})
		.partial(),
};

/** What a segment says differently; absent keys are inherited (see `applySegment`). */
const contentOverrideSchema = personaContentSchema.extend(override).partial();
export type ContentOverride = z.infer<typeof contentOverrideSchema>;

/** Who answers for a persona and when it was last looked over; `dueOn` null: no review yet planned. */
const stewardshipSchema = z.object({
	owner: words,
	deputy: words,
	reviewEveryDays: z.int().positive(),
	lastReviewed: calendarDateSchema.nullable(),
	lastReviewedBy: words,
	lastReviewedRev: z.int().positive().nullable(),
	dueOn: calendarDateSchema.nullable(),
});
export type Stewardship = z.infer<typeof stewardshipSchema>;

export const personaSchema = personaContentSchema.extend({
	id: z.string().min(1),
	name: z.string().min(1),
	type: z.enum(PERSONA_TYPES),
	status: z.enum(PERSONA_STATUSES),
	aliases: z.array(z.string().min(1)),
	summary: words,
	segments: z.array(z.object({ id: z.string().min(1), lines: contentOverrideSchema })),
	stewardship: stewardshipSchema,
	/** Counts from 1; every saved change adds one. */
	rev: z.int().positive(),
	/** True while the persona is an untouched example of the starter base. */
	example: z.boolean(),
});
/** In memory and in the store every key is present: empty lists and nulls stand for "not recorded". */
export type Persona = z.infer<typeof personaSchema>;
export type PersonaType = Persona['type'];
