import { fold } from './words.ts';

export type SmallTalk = 'greeting' | 'thanks' | 'goodbye' | 'help' | 'identity';

const ONLY_PUNCTUATION = "[\\s!.,?:;)('-]*";
const WHOLE = (source: string) => new RegExp(`^${ONLY_PUNCTUATION}(?:${source})${ONLY_PUNCTUATION}$`, 'u');
const ADDRESS = '(?: (?:there|bot|persona ?bot|team|all|everyone|everybody|guys|you|again|mate|buddy))?';

const TALK: [SmallTalk, RegExp][] = [
	[
		'greeting',
		WHOLE(
			`(?:hi+|hey+|hello+|hiya|howdy|yo|moin|good (?:morning|afternoon|evening|day)|morning|greetings)${ADDRESS}(?:,? (?:how are you|how's it going|what's up|sup)(?: (?:doing|today))?)?`,
		),
	],
	[
		'greeting',
		WHOLE("how are you(?: doing)?(?: today)?|how's it going|what's up|sup|are you there|you there|test(?:ing)?|ping"),
	],
	[
		'thanks',
		WHOLE(
			`(?:ok(?:ay)?,? |great,? |perfect,? |awesome,? |cool,? |nice,? |super,? )*(?:(?:many )?thanks?(?: a lot| so much| very much| a million)?|thank you(?: so much| very much)?|thx|ty|cheers|much appreciated|appreciate it)(?:,? (?:that|this|it)(?: was|'s| is)? .{0,30}|${ADDRESS})?`,
		),
	],
	[
		'thanks',
		WHOLE(
			'ok(?:ay)?|great|perfect|awesome|cool|nice(?: one)?|got it|understood|good|super|lovely|brilliant|good bot|makes sense|noted|all good|that helps?|that helped|helpful',
		),
	],
	[
		'goodbye',
		WHOLE(
			`(?:good ?)?bye(?: bye)?${ADDRESS}|see (?:you|ya)(?: later| soon| tomorrow)?|later|cya|good night|have a (?:nice|good|great) (?:day|evening|weekend|one)`,
		),
	],
	[
		'help',
		WHOLE(
			'(?:please )?help(?: me)?(?: please)?|/?help|commands?|menu|options|usage|how do (?:i|you) (?:use|work with) (?:this|you|it|the bot|persona ?bot)|how does (?:this|it|the bot) work|what (?:can|do) you do(?: for me)?|what can i (?:ask|do|type|say)(?: you| here)?|what are you (?:for|able to do)|what do you know|how can you help(?: me)?|show (?:me )?(?:the )?(?:help|commands)|i need help|get started|getting started|start',
		),
	],
	[
		'identity',
		WHOLE(
			"who are you|what are you|are you (?:a )?(?:human|bot|robot|ai|real|chatgpt|an ai)(?: or .{0,20})?|what is (?:this|persona ?bot)|what's (?:this|persona ?bot|your name)|what is your name",
		),
	],
];

/** Null: it is a question. */
export function smallTalkIn(text: string): SmallTalk | null {
	const folded = fold(text).trim();
	return TALK.find(([, pattern]) => pattern.test(folded))?.[0] ?? null;
}

const MISUSE = [
	/\b(ignore|disregard|forget|override|bypass)\b.{0,30}\b(previous|prior|above|earlier|your|system|all (of )?(the|these|those))\b.{0,25}\b(instruction|rule|prompt|guideline|polic|restriction|filter|context|direction|constraint|programming|training|safety|persona)/u,
	/\b(ignore|disregard|forget) (everything|all( of)? (this|that|it)|the above|what (i|you|we) said)\b/u,
	/\b(system|hidden|initial|secret|original|developer) (prompt|instructions?|message)\b/u,
	/\byour (prompt|instructions|rules|configuration|source code|system message|guidelines|api.?key|token|password|secret|credential)/u,
	/\b(print|reveal|show|repeat|output|dump|leak|display|give|tell|share|expose|send)\b.{0,30}\b(the|my|all) ((system|full|whole|entire|hidden|secret|slack|openai|bot|database|db|admin) )*(prompt|config(uration)?|api.?keys?|tokens?|passwords?|secrets?|credentials|environment variables?|env (vars?|file))\b/u,
	/\b(you are|you're) (now|from now on|no longer)\b|\bfrom now on,? (you|answer|respond|reply|act)\b/u,
	/\b(act|behave|respond|answer|pretend|imagine|roleplay)\b.{0,40}\b(unrestricted|uncensored|evil|hacker|linux|terminal|without (any )?(rules|restrictions|filters|limits)|no (rules|restrictions|filters|limits)|different (ai|assistant|bot)|chatgpt)\b/u,
	/\b(jailbreak|dan mode|developer mode|god mode|sudo|do anything now|admin mode|debug mode|maintenance mode)\b/u,
	/\b(invent|make up|fabricate|fake|forge)\b.{0,20}\b(quotes?|testimonials?|reviews?|evidence|numbers?|figures|feedback|references?|statements?|objections?)\b/u,
	/\b(delete|drop|wipe|erase|destroy|truncate|overwrite)\b.{0,20}\b(database|the (whole |entire )?base|all (the |our )?(personas|data|records|feedback|entries)|every (persona|record)|tables?|collections?)\b/u,
	/\bdrop table\b|\bselect \* from\b|\$where\b|\$ne\b|\$gt\b|<script|;\s*--|\brm -rf\b|\bdb\.\w+\.(drop|remove|delete)/u,
	/<\/?(system|instructions?|assistant|user|admin|prompt)>|\[\/?(inst|system)\]|(^|\n)\s*(system|assistant)\s*:/u,
	/\b(new|updated) (instructions?|rules?|orders?)\s*[:-]/u,
	/\b(tell|instruct) (everyone|everybody|all (the )?(reps|users|people|customers))\b.{0,40}\b(use|buy|switch|that|to)\b/u,
	/\b(mark|set|approve|accept|publish|change|edit|update|rewrite)\b.{0,25}\b(all|every|the) (personas?|entries|feedback|objections|records)\b.{0,30}\b(as|to|so that|without)\b/u,
];

/** True for attempts to turn the bot against its purpose; such a message is refused, whatever else it asks. */
export function isMisuse(text: string): boolean {
	const folded = fold(text);
	return MISUSE.some((pattern) => pattern.test(folded));
}
