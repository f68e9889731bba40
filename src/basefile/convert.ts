import type { FeedbackEntry } from '../feedback/entry.ts';
import { type Line, lineId, shortHash } from '../personas/line.ts';
import {
	type ContentOverride,
	type Influencer,
	type Objection,
	type Persona,
	type PersonaContent,
	personaContentSchema,
	type Quote,
} from '../personas/persona.ts';
import { dueDate } from '../personas/review-dates.ts';
import type { Segment } from '../personas/segment.ts';
import { TEAMS } from '../personas/team.ts';
import type { FileContent, FileFeedback, FilePersona, FileSegment } from './schema.ts';

/** Everything that a base file moves. */
export type Base = { personas: Persona[]; segments: Segment[]; feedback: FeedbackEntry[] };

export const DEFAULT_REVIEW_DAYS = 90;

/** "Käufer (DACH)" becomes `kaufer-dach`; empty when nothing of the name is a letter or a digit. */
function slug(name: string): string {
	return name
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]+/gu, '-')
		.replace(/^-+|-+$/g, '');
}

/** `reviewEveryDays` is what a persona gets that does not say how often it is reviewed. */
export function personaFromFile(file: FilePersona, reviewEveryDays: number): Persona {
	const { stewardship = {} } = file;
	const cadence = stewardship.reviewEveryDays ?? reviewEveryDays;
	const lastReviewed = stewardship.lastReviewed ?? null;
	const ids = createLineIds();
	return {
		id: file.id ?? slug(file.name),
		name: file.name,
		type: file.type,
		status: file.status ?? 'active',
		aliases: file.aliases ?? [],
		summary: file.summary ?? null,
		...contentFromFile(file, ids),
		segments: (file.segments ?? []).map(({ id, lines = {} }) => ({
			id,
			lines: overrideFromFile(lines, createLineIds()),
		})),
		stewardship: {
			owner: stewardship.owner ?? null,
			deputy: stewardship.deputy ?? null,
			reviewEveryDays: cadence,
			lastReviewed,
			lastReviewedBy: stewardship.lastReviewedBy ?? null,
			lastReviewedRev: stewardship.lastReviewedRev ?? null,
			dueOn: stewardship.dueOn ?? (lastReviewed === null ? null : dueDate(lastReviewed, cadence)),
		},
		rev: file.rev ?? 1,
		example: false,
	};
}

export function segmentFromFile({ id, name, definition, traits }: FileSegment): Segment {
	return { id: id ?? slug(name), name, definition: definition ?? null, traits: traits ?? [], example: false };
}

export function feedbackFromFile(file: FileFeedback): FeedbackEntry {
	const { kind, text, persona = null, at = null, by = null, account = null } = file;
	return {
		id: file.id ?? shortHash('fb', kind, persona ?? '', text, at ?? '', by ?? '', account ?? ''),
		kind,
		persona,
		text,
		at,
		by,
		source: file.source ?? null,
		account,
		dealStage: file.dealStage ?? null,
		industry: file.industry ?? null,
		jobTitle: file.jobTitle ?? null,
		response: file.response ?? null,
		speaker: file.speaker ?? null,
		public: file.public ?? false,
		status: file.status ?? 'new',
		example: false,
	};
}

type LineIds = (section: string, text: string, id: string | undefined) => string;

/** Equal texts in one list get `-2`, `-3` … behind their id. */
function createLineIds(): LineIds {
	const counts = new Map<string, number>();
	return (section, text, id) => {
		if (id !== undefined) return id;
		const made = lineId(section, text);
		const count = (counts.get(made) ?? 0) + 1;
		counts.set(made, count);
		return count === 1 ? made : `${made}-${count}`;
	};
}

type FileLine = NonNullable<FileContent['goals']>[number];

function lineFromFile(section: string, line: FileLine, ids: LineIds): Line {
	const { text, id, evidence, since } = typeof line === 'string' ? { text: line } : line;
	return { id: ids(section, text, id), text, evidence: evidence ?? [], since: since ?? null };
}

function objectionFromFile(line: NonNullable<FileContent['objections']>[number], ids: LineIds): Objection {
	const response = typeof line === 'string' ? null : (line.response ?? null);
	return { ...lineFromFile('objections', typeof line === 'string' ? line : withoutExtras(line), ids), response };
}

function quoteFromFile(line: NonNullable<FileContent['quotes']>[number], ids: LineIds): Quote {
	const extras: Partial<Exclude<typeof line, string>> = typeof line === 'string' ? {} : line;
	return {
		...lineFromFile('quotes', typeof line === 'string' ? line : withoutExtras(line), ids),
		speaker: extras.speaker ?? null,
		source: extras.source ?? null,
		date: extras.date ?? null,
		public: extras.public ?? false,
	};
}

function withoutExtras({ text, id, evidence, since }: Exclude<FileLine, string>): Exclude<FileLine, string> {
	return { text, id, evidence, since };
}

type FileInfluencer = NonNullable<NonNullable<FileContent['buying']>['influencers']>[number];

function influencerFromFile(
	{ who, persona, part, give, id, evidence, since }: FileInfluencer,
	ids: LineIds,
): Influencer {
	return {
		id: ids('buying.influencers', `${who ?? persona ?? ''} ${part}`, id),
		who: who ?? null,
		persona: persona ?? null,
		part,
		give: give ?? [],
		evidence: evidence ?? [],
		since: since ?? null,
	};
}

const LINE_KEYS = [
	'roles',
	'responsibilities',
	'industries',
	'locations',
	'tools',
	'channels',
	'foundUs',
	'goals',
	'challenges',
	'triggers',
	'dealBreakers',
	'convincedBy',
	'proof',
	'tone',
	'supportTopics',
] as const;
const SCALAR_KEYS = ['companySize', 'ageRange', 'incomeRange', 'experience'] as const;
const BLOCKS = {
	buying: { lines: ['criteria', 'process', 'slowedBy'], scalars: ['cycle', 'budget'] },
	use: { lines: ['dailyTasks', 'featuresThatMatter', 'featuresIgnored', 'friction'], scalars: [] },
	visit: { lines: ['reasons', 'mustFind', 'callsToAction', 'confusedBy'], scalars: [] },
} as const;
const GUIDANCE_KEYS = ['do', 'say', 'avoid'] as const;

/** Only the keys that the file holds. */
function overrideFromFile(file: FileContent, ids: LineIds): ContentOverride {
	const lines = (section: string, list: FileLine[] | undefined) =>
		list?.map((line) => lineFromFile(section, line, ids));
	return withoutAbsent({
		...Object.fromEntries(LINE_KEYS.map((key) => [key, lines(key, file[key])])),
		...Object.fromEntries(SCALAR_KEYS.map((key) => [key, file[key]])),
		buying:
			file.buying &&
			withoutAbsent({
				...block('buying', file.buying, lines),
				influencers: file.buying.influencers?.map((entry) => influencerFromFile(entry, ids)),
			}),
		use: file.use && withoutAbsent(block('use', file.use, lines)),
		visit: file.visit && withoutAbsent(block('visit', file.visit, lines)),
		objections: file.objections?.map((entry) => objectionFromFile(entry, ids)),
		quotes: file.quotes?.map((entry) => quoteFromFile(entry, ids)),
		guidance:
			file.guidance &&
			withoutAbsent(Object.fromEntries(TEAMS.map((team) => [team, guidance(team, file.guidance?.[team], lines)]))),
	});
}

type ReadLines = (section: string, list: FileLine[] | undefined) => Line[] | undefined;

function block(name: keyof typeof BLOCKS, file: Record<string, unknown>, lines: ReadLines): Record<string, unknown> {
	const { lines: lists, scalars } = BLOCKS[name];
	return Object.fromEntries([
		...lists.map((key) => [key, lines(`${name}.${key}`, file[key] as FileLine[] | undefined)]),
		...scalars.map((key) => [key, file[key]]),
	]);
}

type FileGuidance = NonNullable<FileContent['guidance']>['sales'];

function guidance(team: string, file: FileGuidance, lines: ReadLines): Record<string, unknown> | undefined {
	return (
		file &&
		withoutAbsent(Object.fromEntries(GUIDANCE_KEYS.map((key) => [key, lines(`guidance.${team}.${key}`, file[key])])))
	);
}

function withoutAbsent<Value extends object>(value: Value): Value {
	return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as Value;
}

/** Every key present: empty lists and nulls where the file is silent. */
function contentFromFile(file: FileContent, ids: LineIds): PersonaContent {
	const given = overrideFromFile(file, ids);
	const noGuidance = { do: [], say: [], avoid: [] };
	return personaContentSchema.parse({
		...Object.fromEntries(LINE_KEYS.map((key) => [key, []])),
		...Object.fromEntries(SCALAR_KEYS.map((key) => [key, null])),
		objections: [],
		quotes: [],
		...given,
		buying: { ...emptyBlock('buying'), influencers: [], ...given.buying },
		use: { ...emptyBlock('use'), ...given.use },
		visit: { ...emptyBlock('visit'), ...given.visit },
		guidance: Object.fromEntries(TEAMS.map((team) => [team, { ...noGuidance, ...given.guidance?.[team] }])),
	});
}

function emptyBlock(name: keyof typeof BLOCKS): Record<string, [] | null> {
	const { lines, scalars } = BLOCKS[name];
	return Object.fromEntries([...lines.map((key) => [key, []]), ...scalars.map((key) => [key, null])]);
}
