import { type Word, wordsOf } from './words.ts';

/**
 * Words that mean the same where people talk about roles and about buying. Each row is one meaning;
 * a word may stand in several rows. Kept small on purpose: a general thesaurus makes unknown roles
 * look known (research measured refusal falling by 15 points).
 */
const ROLE_ROWS = [
	'procurement purchasing sourcing buying purchaser',
	'infotech computing technology tech techie',
	'finance financial treasury accounting money',
	'accountant bookkeeper controller accounting',
	'security infosec cybersecurity cyber',
	'human hr people personnel staffing',
	'recruiter recruiting recruitment talent hiring headhunter acquisition',
	'legal lawyer counsel attorney solicitor paralegal',
	'engineer engineering developer programmer coder dev devs engineers',
	'designer design ux ui',
	'administrator admin sysadmin administration',
	'operations ops operational operating',
	'revenue revops',
	'logistics freight shipping transport transportation haulage fleet carrier trucking',
	'dispatch dispatcher dispatching',
	'warehouse warehousing fulfilment fulfillment depot depots stock storage',
	'factory plant manufacturing production shopfloor manufacturer',
	'maintenance repair upkeep',
	'shop store retail retailer seller merchant vendor webshop ecommerce online',
	'founder cofounder entrepreneur founders',
	'startup startups',
	'investor vc venture capitalist investment fund backer',
	'journalist reporter press media editor',
	'seeker applicant candidate jobseeker',
	'analyst researcher research analytics',
	'partner reseller integrator',
	'consultant advisor adviser consulting',
	'support helpdesk servicedesk service',
	'customer client',
	'marketing marketer marketeer',
	'sales selling salesperson seller rep',
	'executive exec',
	'assistant secretary pa',
	'nurse nursing clinician clinical',
	'doctor physician practitioner medical',
	'teacher educator lecturer professor instructor',
	'student learner',
	'government municipal council authority federal',
	'hospital clinic healthcare health',
	'bank banking',
	'insurer insurance underwriter',
	'quality qa',
	'compliance regulatory regulation',
	'audit auditor auditing',
	'privacy gdpr',
	'planner planning scheduler scheduling',
	'architect architecture',
	'tester testing',
	'supervisor foreman shift',
	'safety ehs hse',
	'contractor freelancer freelance independent solo',
];

/** Full words behind the abbreviations that people use for roles; ambiguous ones (CPO, PM, CSO) are left out. */
const ABBREVIATIONS: Record<string, string> = {
	ceo: 'chief executive officer',
	cfo: 'chief financial officer',
	cio: 'chief information officer',
	cto: 'chief technology officer',
	ciso: 'chief information security officer',
	coo: 'chief operating officer',
	cmo: 'chief marketing officer',
	cro: 'chief revenue officer',
	chro: 'chief human resources officer',
	cdo: 'chief data officer',
	cco: 'chief compliance officer',
	clo: 'chief legal officer',
	dpo: 'data protection officer',
	vp: 'vice president',
	svp: 'senior vice president',
	evp: 'executive vice president',
	hr: 'human resources',
	hrbp: 'human resources business partner',
	qa: 'quality assurance',
	sre: 'site reliability engineer',
	dba: 'database administrator',
	swe: 'software engineer',
	sdr: 'sales development representative',
	bdr: 'business development representative',
	csm: 'customer success manager',
	gc: 'general counsel',
	gm: 'general manager',
	md: 'managing director',
	ehs: 'environment health safety',
	fpa: 'financial planning analysis',
	revops: 'revenue operations',
	devops: 'development operations',
	secops: 'security operations',
	mktg: 'marketing',
	mgr: 'manager',
	dir: 'director',
	eng: 'engineer',
	dept: 'department',
	ops: 'operations',
	biz: 'business',
	infosec: 'information security',
	smb: 'small business',
	sme: 'small business',
	vc: 'venture capital',
	sysadmin: 'system administrator',
	d2c: 'direct to consumer',
	dtc: 'direct to consumer',
	ta: 'talent acquisition',
	po: 'procurement officer',
};

const CONTENT_ROWS = [
	'price pricing cost expensive cheap fee discount costly',
	'budget money spend spending fund funding',
	'roi return payback savings',
	'worry fear afraid concern anxious scared risk nervous',
	'slow delay late lag',
	'fast quick speed rapid quickly',
	'simple easy simplicity ease',
	'secure security safe safety breach hack attack',
	'compliance regulation regulator regulatory gdpr audit',
	'outage downtime crash uptime availability',
	'integration integrate connector api connect sync',
	'contract agreement terms legal',
	'migrate migration switch switching move transition',
	'training train onboarding learn onboard',
	'report reporting dashboard chart',
	'manual spreadsheet excel paper hand',
	'staff headcount hire hiring people team employee',
	'pilot trial poc test',
	'demo demonstration presentation',
	'proof evidence reference case',
	'stock inventory',
	'delivery shipment shipping',
	'phone mobile smartphone',
	'meeting call workshop',
	'board management leadership executive',
	'customer client',
	'vendor supplier provider',
	'data information',
	'growth grow scale traction',
	'renew renewal',
	'cancel churn leave',
	'approve approval sign',
	'month monthly',
	'year yearly annual annually fiscal',
	'quarter quarterly',
	'week weekly',
	'mistake error wrong',
	'email mail newsletter inbox',
	'privacy personal gdpr',
	'legacy old outdated',
	'automate automation automatic',
];

function meaningsOf(rows: string[]): Map<string, Set<string>> {
	const meanings = new Map<string, Set<string>>();
	for (const row of rows) {
		const stems = wordsOf(row).map((word) => word.stem);
		for (const stem of stems) {
			const others = meanings.get(stem) ?? new Set<string>();
			for (const other of stems) if (other !== stem) others.add(other);
			meanings.set(stem, others);
		}
	}
	return meanings;
}

const roleMeanings = meaningsOf(ROLE_ROWS);
const contentMeanings = meaningsOf(CONTENT_ROWS);
const NONE: ReadonlySet<string> = new Set();

/** Other stems for the same role word. */
export function roleSynonyms(stem: string): ReadonlySet<string> {
	return roleMeanings.get(stem) ?? NONE;
}

/** Other stems for the same thing said about buying and using. */
export function contentSynonyms(stem: string): ReadonlySet<string> {
	return contentMeanings.get(stem) ?? NONE;
}

const spelledOut = new Map(Object.entries(ABBREVIATIONS).map(([short, long]) => [short, wordsOf(long)]));

/** The words behind an abbreviation, or null when it is none that is known. */
export function spellOut(word: Word): Word[] | null {
	return spelledOut.get(word.form) ?? null;
}
