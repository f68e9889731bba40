import { z } from 'zod';

/** A group of customers by firmographics or behaviour; a dimension of its own, never a kind of persona. */
const segmentSchema = z.object({
	id: z.string().min(1),
	name: z.string().min(1),
	definition: z.string().min(1).nullable(),
	traits: z.array(z.string().min(1)),
	/** True while the segment is an untouched example of the starter base. */
	example: z.boolean(),
});
export type Segment = z.infer<typeof segmentSchema>;
