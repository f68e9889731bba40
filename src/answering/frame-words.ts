import { wordsOf } from './words.ts';

/**
 * Words that frame a question about a persona without saying which persona or which matter:
 * "how do I *pitch*", "what are the *objections*". They are left out when the words that name somebody,
 * or that a line must hold, are collected.
 */
const FRAME_WORDS = wordsOf(
	'pitch pitching sell selling sold approach approaching position convince convincing persuade talk talking speak speaking call calling email meet meeting reach engage handle handling respond ' +
		'answer reply write writing prepare prep message messaging contact address deal tackle market advertise promote target opener opening elevator angle hook close closing land lead leading open start ' +
		'objection objections pushback push goal goals aim objective objectives priority priorities challenge challenges pain pains struggle problem problems frustration frustrate headache worry worries fear concern concerns issue issues ' +
		'trigger triggers start looking search searching budget money spend afford cycle long timeline process step steps stage stages decide decision buy buying purchase purchasing evaluate evaluation choose criteria criterion ' +
		'influence influencer influencers involved stakeholder stakeholders champion blocker blockers evaluator channel channels read hang research learn find found discover hear heard tool tools software stack app apps use ' +
		'role roles title titles job responsibility responsibilities responsible industry industries sector sectors company companies size location locations located based live region country age old income earn salary experience experienced expert ' +
		'daily typical day task tasks routine feature features matter matters ignore friction reason reasons visit visiting site website page confuse confuses confused confusing quote quotes quoted said say tone style formal detail ' +
		'support topic topics ticket tickets avoid mistake mistakes guidance advice tip tips tell describe overview profile summary summarise summarize background explain introduce persona personas ' +
		'compare comparison difference differences differ versus list show give latest newest recent recently last first new win wins won loss losses lost lose gap gaps correction corrections feedback ' +
		'entry entries review reviewed due owner owns own best good better great important most main biggest top key common typical usual big real exact help think want wants care cares love hate like likes ' +
		'expect expects expecting win over come comes coming back away next time times point points thing things question questions idea ideas info information please look looks looking work works working happen happens ' +
		'keep keeps night awake drive drives motivate motivates make makes sign signs sign-off approve proof prove convinced convinces trust case study studies reference references deal breaker breakers dealbreaker ' +
		'red flag flags walk kill stop stops stopping hold holds slow slows slowing delay delays stall stalls often rep reps team teams explain quick short brief word words line lines phrase phrases pls plz ' +
		'run runs running came handle handles heading somebody colleague colleagues ' +
		'should would could much many still usually normally trying try achieve hoping hope today tomorrow week call about favourite favorite somebody someone people person folks guys their there hold',
);

const FRAME = new Set(FRAME_WORDS.map(({ stem }) => stem));

/** As people spell them, for mending typing errors. */
export const FRAME_FORMS: ReadonlySet<string> = new Set(FRAME_WORDS.map(({ form }) => form));

export function isFrameWord(stem: string): boolean {
	return FRAME.has(stem);
}
