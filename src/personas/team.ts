import { z } from 'zod';

/** The four teams that ask; each gets its own lens on a persona. */
export const TEAMS = ['sales', 'marketing', 'product', 'support'] as const;
const teamSchema = z.enum(TEAMS);
export type Team = z.infer<typeof teamSchema>;
