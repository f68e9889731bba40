import { z } from 'zod';
import { FEEDBACK_KINDS, FEEDBACK_SOURCES, FEEDBACK_STATUSES } from '../feedback/entry.ts';
import { INFLUENCER_PARTS, PERSONA_STATUSES, PERSONA_TYPES } from '../personas/persona.ts';

/** The file format as people write it; `convert.ts` turns it into the shapes that the program works with. */

/** YAML reads `budget: 2026` as a number; people mean the text. */
const text = z
	.union([z.string(), z.number(), z.boolean()], { error: 'must be a text' })
	.transform((value) => String(value).trim())
	.refine((value) => value !== '', { error: 'must not be empty' });

const date = z.iso.date({ error: 'must be a date like 2026-03-31' });
const texts = z.array(text, { error: 'must be a list' });

const lineParts = {
	id: text.optional().describe('Stays the same when the text is edited'),
	evidence: texts.optional().describe('Ids of the feedback entries that carry this line'),
	since: date.optional().describe('Since when this is known'),
};

const line = z
	.union([text, z.strictObject({ text, ...lineParts })])
	.meta({ id: 'line', description: 'A text, or an object where its history matters' });
const lines = z.array(line, { error: 'must be a list' });

const influencer = z.strictObject({
	who: text.optional().describe('A role in words'),
	persona: text.optional().describe('Or the id of a persona of this base'),
	part: z.enum(INFLUENCER_PARTS),
	give: texts.optional().describe('What to give them'),
	id: lineParts.id,
	evidence: lineParts.evidence,
	since: lineParts.since,
});

const objection = z.union([
	text,
	z.strictObject({ text, response: text.optional().describe('The answer that works'), ...lineParts }),
]);

const quote = z.union([
	text,
	z.strictObject({
		text: text.describe('Verbatim'),
		speaker: text.optional(),
		source: text.optional(),
		date: date.optional(),
		public: z.boolean({ error: 'must be true or false' }).optional().describe('May it be shown outside the company'),
		...lineParts,
	}),
]);

const guidance = z.strictObject({ do: lines.optional(), say: lines.optional(), avoid: lines.optional() });

const content = {
	roles: lines.optional(),
	responsibilities: lines.optional(),
	industries: lines.optional(),
	companySize: text.optional(),
	locations: lines.optional(),
	ageRange: text.optional().describe('Only where it changes buying'),
	incomeRange: text.optional().describe('Only where it changes buying'),
	experience: text.optional(),
	tools: lines.optional(),
	channels: lines.optional().describe('What they read and where they do research'),
	foundUs: lines.optional(),
	goals: lines.optional(),
	challenges: lines.optional(),
	triggers: lines.optional().describe('What makes them look for a solution'),
	dealBreakers: lines.optional(),
	convincedBy: lines.optional(),
	proof: lines.optional().describe('Proof they relate to'),
	tone: lines.optional().describe('Tone and level of detail they expect'),
	buying: z
		.strictObject({
			criteria: lines.optional(),
			process: lines.optional(),
			cycle: text.optional(),
			slowedBy: lines.optional(),
			budget: text.optional(),
			influencers: z.array(influencer, { error: 'must be a list' }).optional(),
		})
		.optional()
		.describe('For buyer personas'),
	use: z
		.strictObject({
			dailyTasks: lines.optional(),
			featuresThatMatter: lines.optional(),
			featuresIgnored: lines.optional(),
			friction: lines.optional(),
		})
		.optional()
		.describe('For user personas'),
	visit: z
		.strictObject({
			reasons: lines.optional(),
			mustFind: lines.optional(),
			callsToAction: lines.optional(),
			confusedBy: lines.optional(),
		})
		.optional()
		.describe('For website personas'),
	objections: z.array(objection, { error: 'must be a list' }).optional(),
	quotes: z.array(quote, { error: 'must be a list' }).optional(),
	supportTopics: lines.optional(),
	guidance: z
		.strictObject({
			sales: guidance.optional(),
			marketing: guidance.optional(),
			product: guidance.optional(),
			support: guidance.optional(),
		})
		.optional()
		.describe('What each team should do, say and avoid'),
};

const fileContentSchema = z.strictObject(content);
export type FileContent = z.infer<typeof fileContentSchema>;

export const filePersonaSchema = z.strictObject({
	id: text.optional(),
	name: text,
	type: z.enum(PERSONA_TYPES),
	status: z.enum(PERSONA_STATUSES).optional(),
	aliases: texts.optional().describe('Job titles and nicknames that people really say'),
	summary: text.optional(),
	...content,
	segments: z
		.array(z.strictObject({ id: text, lines: fileContentSchema.optional() }), { error: 'must be a list' })
		.optional()
		.describe('Where this persona lives, and what is different there'),
	stewardship: z
		.strictObject({
			owner: text.optional(),
			deputy: text.optional(),
			reviewEveryDays: z
				.int({ error: 'must be a whole number of days' })
				.positive({ error: 'must be more than 0' })
				.optional(),
			lastReviewed: date.optional(),
			lastReviewedBy: text.optional(),
			lastReviewedRev: z.int({ error: 'must be a whole number' }).positive({ error: 'must be more than 0' }).optional(),
			dueOn: date.optional(),
		})
		.optional(),
	rev: z.int({ error: 'must be a whole number' }).positive({ error: 'must be more than 0' }).optional(),
});
export type FilePersona = z.infer<typeof filePersonaSchema>;

export const fileSegmentSchema = z.strictObject({
	id: text.optional(),
	name: text,
	definition: text.optional(),
	traits: texts.optional(),
});
export type FileSegment = z.infer<typeof fileSegmentSchema>;

export const fileFeedbackSchema = z.strictObject({
	id: text.optional(),
	kind: z.enum(FEEDBACK_KINDS),
	persona: text.optional().describe('Absent: nobody knows yet'),
	text,
	at: date.optional(),
	by: text.optional(),
	source: z.enum(FEEDBACK_SOURCES).optional(),
	account: text.optional(),
	dealStage: text.optional(),
	industry: text.optional(),
	jobTitle: text.optional(),
	response: text.optional().describe('What worked, where something did'),
	speaker: text.optional(),
	public: z.boolean({ error: 'must be true or false' }).optional(),
	status: z.enum(FEEDBACK_STATUSES).optional(),
});
export type FileFeedback = z.infer<typeof fileFeedbackSchema>;

export const baseFileSchema = z.strictObject({
	format: z.literal(1, { error: 'must be 1: this version reads format 1' }).optional(),
	segments: z.array(fileSegmentSchema, { error: 'must be a list' }).optional(),
	personas: z.array(filePersonaSchema, { error: 'must be a list' }).optional(),
	feedback: z.array(fileFeedbackSchema, { error: 'must be a list' }).optional(),
});
export type BaseFile = z.infer<typeof baseFileSchema>;

/** JSON Schema (draft 2020-12) of a base file, for editors. */
export function baseFileJsonSchema(): object {
	return { ...z.toJSONSchema(baseFileSchema, { io: 'input' }), title: 'persona-bot base file' };
}
