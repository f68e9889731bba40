import { z } from 'zod';
import { personaSchema } from './persona.ts';

/** One saved state of a persona: who changed it, when, why, and what it said from then on. */
const revisionSchema = z.object({
	personaId: z.string(),
	rev: z.int().positive(),
	at: z.iso.datetime(),
	by: z.string(),
	reason: z.string(),
	persona: personaSchema,
});
export type Revision = z.infer<typeof revisionSchema>;
