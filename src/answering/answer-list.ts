import type { Answer, Draft } from './answer.ts';
import type { BaseIndex } from './base-index.ts';
import { answered, refused } from './compose.ts';
import { type ListRequest, personasListed } from './list-request.ts';
import type { Statement } from './statements.ts';

const MOST_SHOWN = 10;

/** The personas that fit, by name with their summary; refused when none does. */
export function answerList(request: ListRequest, index: BaseIndex, today: string): Answer {
	const numbers = personasListed(request, index, today);
	const title = titleOf(request, numbers.length);
	if (numbers.length === 0)
		return refused({ reason: 'not_recorded', notes: [`${title}. Say “list” to see all personas.`] }, index);
	const drafts = numbers.map((number) => entryOf(number, index));
	return answered(
		{ title, points: drafts.slice(0, MOST_SHOWN), more: drafts.slice(MOST_SHOWN), personas: numbers },
		index,
	);
}

function titleOf({ type, status, matter }: ListRequest, count: number): string {
	const kind = [status === 'draft' ? 'draft' : status === 'overdue' ? 'due or overdue' : null, type]
		.filter((part) => part !== null)
		.join(' ');
	const about = matter.length === 0 ? '' : ` that fit “${matter.map(({ raw }) => raw).join(' ')}”`;
	const noun = `${kind}${kind === '' ? '' : ' '}persona${count === 1 ? '' : 's'}${about}`;
	return count === 0 ? `There are no ${noun}` : `${count} ${noun}`;
}

function entryOf(number: number, index: BaseIndex): Draft {
	const persona = index.personas[number];
	if (!persona) throw new Error('a listed persona is not in the index');
	const summary = index.statements(number).find(({ section }) => section === 'summary') ?? nameStatement(persona.name);
	return {
		label: persona.name,
		text: summary.text === persona.name ? `${persona.type} persona` : summary.text,
		sources: [{ kind: 'persona', persona: persona.id, statement: summary }],
		shape: 'point',
	};
}

function nameStatement(name: string): Statement {
	return { section: 'name', segment: null, text: name, parts: [name], supports: [], shape: { type: 'line' } };
}
