import type { Line } from '../personas/line.ts';
import type { ContentOverride, Guidance, Influencer, Objection, Persona, Quote } from '../personas/persona.ts';
import { TEAMS, type Team } from '../personas/team.ts';

/**
 * One thing a persona says, ready to be cited. `section` is the path of its key, at most two parts
 * (`buying.criteria`); `text` holds every stored part verbatim; `supports` are the ids of feedback
 * entries that carry it; `segment` is set where it overrides the base for that segment.
 */
export type Statement = {
	section: string;
	segment: string | null;
	text: string;
	/** The stored parts that `text` was composed of. */
	parts: string[];
	supports: string[];
	shape: StatementShape;
};

export type StatementShape =
	| { type: 'line' }
	| { type: 'guidance'; team: Team; part: keyof Guidance }
	| { type: 'objection'; objection: string; response: string | null }
	| {
			type: 'quote';
			quote: string;
			speaker: string | null;
			source: string | null;
			date: string | null;
			public: boolean;
	  }
	| { type: 'influencer'; who: string; part: string; give: string[] };

/** Everything a persona says, in the order of the file format; its segments' overrides last. */
export function statementsOf(persona: Persona, nameOf: (personaId: string) => string): Statement[] {
	const base = [...summaryOf(persona), ...contentStatements(persona, nameOf)];
	const overrides = persona.segments.flatMap(({ id, lines }) =>
		contentStatements(lines, nameOf).map((statement) => ({ ...statement, segment: id })),
	);
	return [...base, ...overrides];
}

function summaryOf(persona: Persona): Statement[] {
	return persona.summary === null ? [] : [scalar('summary', persona.summary)];
}

function contentStatements(content: ContentOverride, nameOf: (personaId: string) => string): Statement[] {
	return [
		...identityStatements(content),
		...motiveStatements(content),
		...blockStatements(content, nameOf),
		...(content.objections ?? []).map(objectionStatement),
		...(content.quotes ?? []).map(quoteStatement),
		...linesOf('supportTopics', content.supportTopics),
		...TEAMS.flatMap((team) => guidanceStatements(team, content.guidance?.[team])),
	];
}

function identityStatements(content: ContentOverride): Statement[] {
	return [
		...linesOf('roles', content.roles),
		...linesOf('responsibilities', content.responsibilities),
		...linesOf('industries', content.industries),
		...scalars('companySize', content.companySize),
		...linesOf('locations', content.locations),
		...scalars('ageRange', content.ageRange),
		...scalars('incomeRange', content.incomeRange),
		...scalars('experience', content.experience),
		...linesOf('tools', content.tools),
		...linesOf('channels', content.channels),
		...linesOf('foundUs', content.foundUs),
	];
}

function motiveStatements(content: ContentOverride): Statement[] {
	return [
		...linesOf('goals', content.goals),
		...linesOf('challenges', content.challenges),
		...linesOf('triggers', content.triggers),
		...linesOf('dealBreakers', content.dealBreakers),
		...linesOf('convincedBy', content.convincedBy),
		...linesOf('proof', content.proof),
		...linesOf('tone', content.tone),
	];
}

function blockStatements(content: ContentOverride, nameOf: (personaId: string) => string): Statement[] {
	const { buying, use, visit } = content;
	return [
		...linesOf('buying.criteria', buying?.criteria),
		...linesOf('buying.process', buying?.process),
		...scalars('buying.cycle', buying?.cycle),
		...linesOf('buying.slowedBy', buying?.slowedBy),
		...scalars('buying.budget', buying?.budget),
		...(buying?.influencers ?? []).map((influencer) => influencerStatement(influencer, nameOf)),
		...linesOf('use.dailyTasks', use?.dailyTasks),
		...linesOf('use.featuresThatMatter', use?.featuresThatMatter),
		...linesOf('use.featuresIgnored', use?.featuresIgnored),
		...linesOf('use.friction', use?.friction),
		...linesOf('visit.reasons', visit?.reasons),
		...linesOf('visit.mustFind', visit?.mustFind),
		...linesOf('visit.callsToAction', visit?.callsToAction),
		...linesOf('visit.confusedBy', visit?.confusedBy),
	];
}

type GuidanceOverride = NonNullable<ContentOverride['guidance']>[Team];

/** Do, say and avoid share a section: a path has at most two parts. */
function guidanceStatements(team: Team, guidance: GuidanceOverride | undefined): Statement[] {
	return (['do', 'say', 'avoid'] as const).flatMap((part) =>
		linesOf(`guidance.${team}`, guidance?.[part]).map(
			(statement): Statement => ({ ...statement, shape: { type: 'guidance', team, part } }),
		),
	);
}

function objectionStatement({ text, response, evidence }: Objection): Statement {
	const composed = response === null ? `“${text}”` : `“${text}” Answer: ${response}`;
	return {
		...scalar('objections', composed),
		parts: response === null ? [text] : [text, response],
		supports: evidence,
		shape: { type: 'objection', objection: text, response },
	};
}

function quoteStatement({ text, speaker, source, date, public: shareable, evidence }: Quote): Statement {
	return {
		...scalar('quotes', `“${text}”`),
		parts: [text],
		supports: evidence,
		shape: { type: 'quote', quote: text, speaker, source, date, public: shareable },
	};
}

function influencerStatement(influencer: Influencer, nameOf: (personaId: string) => string): Statement {
	const who = influencer.who ?? (influencer.persona === null ? 'somebody' : nameOf(influencer.persona));
	const give = influencer.give.length === 0 ? '' : `: give them ${influencer.give.join('; ')}`;
	return {
		...scalar('buying.influencers', `${who} (${influencer.part})${give}`),
		parts: [who, influencer.part, ...influencer.give],
		supports: influencer.evidence,
		shape: { type: 'influencer', who, part: influencer.part, give: influencer.give },
	};
}

function linesOf(section: string, lines: Line[] | undefined): Statement[] {
	return (lines ?? []).map(({ text, evidence }) => ({ ...scalar(section, text), supports: evidence }));
}

function scalars(section: string, text: string | null | undefined): Statement[] {
	return text ? [scalar(section, text)] : [];
}

function scalar(section: string, text: string): Statement {
	return { section, segment: null, text, parts: [text], supports: [], shape: { type: 'line' } };
}
