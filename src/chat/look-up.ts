import type { BaseIndex } from '../answering/base-index.ts';
import { fold } from '../answering/words.ts';
import { COMMANDS } from './commands.ts';
import { plainReply, type Reply } from './reply.ts';

/** The number of the persona with this id, name or alias, ignoring case. */
export function personaNamed(name: string, index: BaseIndex): number | undefined {
	const wanted = fold(name).trim();
	const found = index.personas.findIndex((persona) =>
		[persona.id, persona.name, ...persona.aliases].some((known) => fold(known) === wanted),
	);
	return found < 0 ? undefined : found;
}

export function listReply(index: BaseIndex): Reply {
	if (index.personas.length === 0)
		return plainReply('There are no personas yet. Import a base file, or load the examples with “starter load”.');
	const points = index.personas.map(({ name, type, status, summary, example }) => {
		const marks = [type, status === 'active' ? null : status, example ? 'example' : null]
			.filter((mark) => mark !== null)
			.join(', ');
		return { label: `${name} (${marks})`, text: summary ?? 'no summary recorded', cites: [], shape: 'point' as const };
	});
	const title = `${points.length} persona${points.length === 1 ? '' : 's'}`;
	return { ...plainReply(), title, points };
}

export function helpReply(): Reply {
	const points = COMMANDS.map(({ words, does, example }) => ({
		label: words,
		text: words === example ? does : `${does}, e.g. ${example}`,
		cites: [],
		shape: 'point' as const,
	}));
	return { ...plainReply(), title: 'What you can type', points };
}
