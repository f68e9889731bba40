/** How a section is called where it stands before a line of an answer. */
const LABELS: Record<string, string> = {
	summary: 'In short',
	roles: 'Roles',
	responsibilities: 'Responsible for',
	industries: 'Industries',
	companySize: 'Company size',
	locations: 'Locations',
	ageRange: 'Age',
	incomeRange: 'Income',
	experience: 'Experience',
	tools: 'Tools',
	channels: 'Channels',
	foundUs: 'How they found us',
	goals: 'They want',
	challenges: 'Their challenge',
	triggers: 'Trigger',
	dealBreakers: 'Deal breaker',
	convincedBy: 'Convinced by',
	proof: 'Proof',
	tone: 'Tone',
	'buying.criteria': 'Decision criteria',
	'buying.process': 'Process',
	'buying.cycle': 'Buying cycle',
	'buying.slowedBy': 'Slowed by',
	'buying.budget': 'Budget',
	'buying.influencers': 'Also has a say',
	'use.dailyTasks': 'Daily tasks',
	'use.featuresThatMatter': 'Features that matter',
	'use.featuresIgnored': 'Features they ignore',
	'use.friction': 'Friction',
	'visit.reasons': 'Why they come',
	'visit.mustFind': 'Must find',
	'visit.callsToAction': 'Call to action',
	'visit.confusedBy': 'Confused by',
	objections: 'Expect',
	quotes: 'Quote',
	supportTopics: 'They ask support about',
};

const GUIDANCE_LABELS = { do: 'Do', say: 'Say', avoid: 'Avoid' } as const;

export function sectionLabel(section: string): string {
	return LABELS[section] ?? section;
}

export function guidanceLabel(part: keyof typeof GUIDANCE_LABELS): string {
	return GUIDANCE_LABELS[part];
}
