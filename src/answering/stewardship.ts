import type { Persona } from '../personas/persona.ts';
import type { Draft, Source } from './answer.ts';
import type { Statement } from './statements.ts';
import { dateInWords } from './wording.ts';

/** Who answers for a persona, and when it was and will be reviewed. `today` is YYYY-MM-DD. */
export function stewardshipDrafts({ id, stewardship }: Persona, today: string): Draft[] {
	const { owner, deputy, lastReviewed, lastReviewedBy, dueOn } = stewardship;
	const due = dueOn === null ? null : `${dateInWords(dueOn)}${dueOn < today ? ' (overdue)' : ''}`;
	const reviewed =
		lastReviewed === null
			? 'never'
			: `${dateInWords(lastReviewed)}${lastReviewedBy === null ? '' : ` by ${lastReviewedBy}`}`;
	const owned = `${owner ?? 'nobody yet'}${deputy === null ? '' : `, deputy ${deputy}`}`;
	return [
		draft(id, 'stewardship.owner', 'Owner', owned),
		draft(id, 'stewardship.lastReviewed', 'Last reviewed', reviewed),
		...(due === null ? [] : [draft(id, 'stewardship.dueOn', 'Next review due', due)]),
	];
}

function draft(persona: string, section: string, label: string, text: string): Draft {
	const statement: Statement = { section, segment: null, text, parts: [text], supports: [], shape: { type: 'line' } };
	const source: Source = { kind: 'persona', persona, statement };
	return { label, text, sources: [source], shape: 'point' };
}
