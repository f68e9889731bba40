import type { Persona, PersonaType } from './persona.ts';
import { TEAMS } from './team.ts';

/** What a persona of any type should say, in the words of the people who write it. */
const ALWAYS: [string, (persona: Persona) => unknown][] = [
	['a summary', ({ summary }) => summary],
	['job titles people really say', ({ aliases }) => aliases],
	['roles', ({ roles }) => roles],
	['goals', ({ goals }) => goals],
	['challenges', ({ challenges }) => challenges],
	['objections', ({ objections }) => objections],
	['an answer to every objection', ({ objections }) => objections.every(({ response }) => response !== null)],
	['quotes', ({ quotes }) => quotes],
	['channels', ({ channels }) => channels],
	['what convinces them', ({ convincedBy }) => convincedBy],
	['an owner', ({ stewardship }) => stewardship.owner],
	...TEAMS.map((team): [string, (persona: Persona) => unknown] => [
		`guidance for ${team}`,
		({ guidance }) => [...guidance[team].do, ...guidance[team].say, ...guidance[team].avoid],
	]),
];

const BY_TYPE: Record<PersonaType, [string, (persona: Persona) => unknown][]> = {
	buyer: [
		['industries', ({ industries }) => industries],
		['company size', ({ companySize }) => companySize],
		['triggers', ({ triggers }) => triggers],
		['decision criteria', ({ buying }) => buying.criteria],
		['the buying process', ({ buying }) => buying.process],
		['the buying cycle', ({ buying }) => buying.cycle],
		['the budget', ({ buying }) => buying.budget],
		['who else has a say', ({ buying }) => buying.influencers],
	],
	user: [
		['daily tasks', ({ use }) => use.dailyTasks],
		['features that matter', ({ use }) => use.featuresThatMatter],
		['features they ignore', ({ use }) => use.featuresIgnored],
		['friction', ({ use }) => use.friction],
		['what they raise with support', ({ supportTopics }) => supportTopics],
	],
	website: [
		['why they come', ({ visit }) => visit.reasons],
		['what they must find', ({ visit }) => visit.mustFind],
		['calls to action', ({ visit }) => visit.callsToAction],
		['what confuses them', ({ visit }) => visit.confusedBy],
	],
};

export type Completeness = { /** 0..1 */ share: number; missing: string[] };

/** How much of what a persona of its type should say is there; every item counts the same. */
export function completenessOf(persona: Persona): Completeness {
	const items = [...ALWAYS, ...BY_TYPE[persona.type]];
	const missing = items.filter(([, read]) => isMissing(read(persona))).map(([name]) => name);
	return { share: (items.length - missing.length) / items.length, missing };
}

function isMissing(value: unknown): boolean {
	return value === null || value === false || (Array.isArray(value) && value.length === 0);
}
