import { TEAMS, type Team } from '../personas/team.ts';

const LENS =
	/\b(?:as|for|from) (?:a |an |the |our )?(sales|marketing|product|support)(?: (?:team|people|person|rep|reps|manager|folks|perspective|point of view|view|side|angle))?\b|\b(?:should|can|could|does|do|would|must) (sales|marketing|product|support)\b|^(?:and |what about |now )?(sales|marketing|product|support)\?$/u;

/** The team whose view a folded question asks for ("as marketing"), null when it names none. */
export function teamAskedFor(folded: string): Team | null {
	const match = LENS.exec(folded);
	const named = match?.[1] ?? match?.[2] ?? match?.[3];
	return TEAMS.find((team) => team === named) ?? null;
}
