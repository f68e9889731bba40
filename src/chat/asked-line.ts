import { z } from 'zod';
import { TEAMS, type Team } from '../personas/team.ts';

const schema = z.object({
	id: z.unknown(),
	question: z.string().refine((text) => text.trim() !== '', { error: 'must not be empty' }),
	team: z.enum(TEAMS).nullish(),
	history: z.array(z.string()).nullish(),
});

export type AskedLineOutcome =
	| { type: 'asked'; id: unknown; text: string; team: Team; history: string[] }
	| { type: 'broken'; id: unknown; why: string };

/** One line of `ask --jsonl`; whatever is wrong with it is a value, so that the run goes on. */
export function readAskedLine(line: string, team: Team): AskedLineOutcome {
	const data = parse(line);
	if (typeof data !== 'object' || data === null || Array.isArray(data))
		return { type: 'broken', id: null, why: 'The line is no JSON object.' };
	const id = 'id' in data ? data.id : null;
	const result = schema.safeParse(data);
	if (!result.success) {
		const faults = result.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
		return { type: 'broken', id, why: `The line cannot be read: ${faults.join('; ')}.` };
	}
	const { question, history } = result.data;
	return { type: 'asked', id, text: question, team: result.data.team ?? team, history: history ?? [] };
}

function parse(line: string): unknown {
	try {
		return JSON.parse(line);
	} catch {
		return null;
	}
}
