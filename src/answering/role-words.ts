import { type Word, wordsOf } from './words.ts';

const stemSet = (text: string) => new Set(wordsOf(text).map((word) => word.stem));

/** Ranks say how high somebody stands, not what they do: they weigh little when roles are compared. */
const LEADERS = stemSet(
	'chief head director lead leader boss vp vice president officer executive exec principal partner senior owner c-level',
);
const MANAGERS = stemSet('manager supervisor coordinator managing team');
const GENERIC = stemSet(
	'person people guy guys folk folks buyer user customer client persona personas specialist professional professionals staff decision maker makers ' +
		'role visitor type prospect contact lady gentleman stakeholder department dept side representative rep member junior business company global',
);

export type Rank = 'leader' | 'manager' | 'generic';

/** Null for words that say what somebody does. */
export function rankOf(stem: string): Rank | null {
	if (LEADERS.has(stem)) return 'leader';
	if (MANAGERS.has(stem)) return 'manager';
	return GENERIC.has(stem) ? 'generic' : null;
}

/** Nouns that name a role: a run of words that ends in one is taken for somebody's title. */
const ROLE_NOUNS = new Set(
	wordsOf(
		'officer director manager head chief lead leader president engineer developer analyst auditor architect administrator admin controller accountant ' +
			'bookkeeper buyer seller founder cofounder owner investor journalist reporter blogger applicant candidate seeker recruiter designer consultant advisor ' +
			'adviser lawyer attorney counsel paralegal scientist researcher technician mechanic operator supervisor foreman coordinator dispatcher driver planner ' +
			'scheduler clerk assistant secretary receptionist nurse doctor physician surgeon dentist pharmacist clinician teacher professor lecturer principal student ' +
			'marketer salesperson representative executive specialist representative agent broker trader banker underwriter actuary editor writer photographer musician ' +
			'artist chef waiter farmer gardener baker butcher plumber electrician carpenter builder contractor freelancer entrepreneur merchant retailer wholesaler ' +
			'distributor supplier vendor manufacturer partner reseller integrator tester programmer coder sysadmin cio cto cfo ceo coo cmo cro ciso chro cdo cpo dpo cso vp svp evp ' +
			'treasurer steward captain pilot policeman firefighter soldier politician mayor minister regulator inspector ' +
			'veterinarian optician therapist psychologist coach trainer instructor librarian pastor priest shopper visitor user parent patient tenant landlord ' +
			'ambassador evangelist strategist statistician economist biologist chemist physicist geologist surveyor estimator translator interpreter curator ' +
			'producer filmmaker streamer influencer gamer musician venture capitalist techie boss ops dev guy person team department lead',
	).map(({ form }) => form),
);

/** Departments that stand for the people in them ("pitch procurement"). */
const DEPARTMENTS = new Set(['procurement', 'hr', 'infosec', 'devops', 'revops', 'finance', 'legal']);

/** By form, not by stem: "reported" is no reporter and "translate" no translator. */
export function isRoleNoun({ form }: Word): boolean {
	return ROLE_NOUNS.has(form) || DEPARTMENTS.has(form) || ROLE_NOUNS.has(form.replace(/s$/u, '').replace(/ie$/u, 'y'));
}

/** What somebody is called by rank or trade alone, without the field: "director", "analyst". */
export function isBareTitle(word: Word): boolean {
	return rankOf(word.stem) !== null || (isRoleNoun(word) && !DEPARTMENTS.has(word.form));
}
