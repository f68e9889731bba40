import { type Answer, type Claim, createNumbering, type Draft, type Reason } from './answer.ts';
import type { BaseIndex } from './base-index.ts';

const MOST_CANDIDATES = 5;
/** What a clarifying question offers as buttons. */
const MOST_OFFERED = 3;

type Said = {
	title: string | null;
	points: Draft[];
	more?: Draft[];
	notes?: string[];
	trust?: string | null;
	personas: number[];
	candidates?: number[];
	writable?: boolean;
};

const NOTHING = {
	claims: [],
	more: [],
	evidence: [],
	trust: null,
	writable: false,
	usage: null,
	promptVersion: null,
} satisfies Partial<Answer>;

/** Numbers the sources in reading order and makes the drafts claims. */
export function answered(said: Said, index: BaseIndex): Answer {
	const numbering = createNumbering();
	const claimOf = ({ label, text, sources, shape }: Draft): Claim => ({
		label,
		text,
		evidence: numbering.cite(sources),
		shape,
	});
	const claims = said.points.map(claimOf);
	const more = (said.more ?? []).map(claimOf);
	return {
		...NOTHING,
		outcome: 'answered',
		reason: null,
		personas: idsOf(said.personas, index),
		candidates: idsOf([...said.personas, ...(said.candidates ?? [])], index).slice(0, MOST_CANDIDATES),
		title: said.title,
		notes: said.notes ?? [],
		claims,
		more,
		evidence: numbering.evidence,
		trust: said.trust ?? null,
		writable: said.writable ?? false,
	};
}

/** A plain message about nobody: greetings and help. */
export function spoken(notes: string[]): Answer {
	return { ...NOTHING, outcome: 'answered', reason: null, personas: [], candidates: [], title: null, notes };
}

export function clarify(notes: string[], candidates: number[], index: BaseIndex): Answer {
	const offered = idsOf(candidates, index).slice(0, MOST_OFFERED);
	return { ...NOTHING, outcome: 'clarify', reason: 'unsure', personas: [], candidates: offered, title: null, notes };
}

type Refused = {
	reason: Reason;
	notes: string[];
	personas?: number[];
	candidates?: number[];
	more?: Draft[];
	trust?: string | null;
};

export function refused(
	{ reason, notes, personas = [], candidates = [], more = [], trust = null }: Refused,
	index: BaseIndex,
): Answer {
	const said = answered({ title: null, points: more, personas, candidates, notes, trust }, index);
	return { ...said, outcome: 'refused', reason };
}

function idsOf(numbers: number[], index: BaseIndex): string[] {
	return [...new Set(numbers)].flatMap((number) => index.personas[number]?.id ?? []);
}
