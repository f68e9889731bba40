/**
 * What Slack takes at most, in one place: the renderer cuts by it, the schemas check it, the fake platform refuses by it.
 * Sources: (D) docs.slack.dev, (T) the doc comments of @slack/types 3.2.0, (P) seen in practice and reported in public
 * issues, (O) ours, where Slack says nothing or where staying below keeps a message readable.
 * Text limits count UTF-16 units: Slack does not say what it counts, and these are never fewer than code points.
 */
export const LIMITS = {
	/** (D) */
	blocksInMessage: 50,
	/** (D) a modal or a Home tab */
	blocksInView: 100,
	/** (D) the JSON of a view: `view_too_large` */
	viewBytes: 250_000,
	/** (P) `msg_blocks_too_long` comes near 13,200 characters over all blocks, undocumented */
	textInBlocks: 12_000,
	/** (O) Slack cuts a message's text at 40,000 and refuses an update above 4,000 */
	messageText: 4_000,
	/** (D) all `markdown` blocks of a message together */
	markdownText: 12_000,
	/** (O) `metadata_too_large` exists, its number is unpublished */
	metadataLength: 4_000,

	/** (T) */
	sectionText: 3_000,
	sectionFields: 10,
	fieldText: 2_000,
	headerText: 150,
	contextElements: 10,
	/** (T) a text in a context block is a plain text object */
	contextText: 3_000,
	actionsElements: 25,
	contextActionsElements: 5,
	/** (T) */
	blockId: 255,
	actionId: 255,

	/** (D) */
	buttonText: 75,
	buttonValue: 2_000,
	buttonUrl: 3_000,
	accessibilityLabel: 75,
	feedbackButtonText: 75,
	confirmTitle: 100,
	confirmText: 300,
	confirmButton: 30,

	/** (D) options of a select menu, and groups of options */
	selectOptions: 100,
	optionGroups: 100,
	/** (D) options of radio buttons and checkboxes */
	choiceOptions: 10,
	optionText: 75,
	optionValue: 150,
	optionDescription: 75,
	placeholder: 150,

	/** (T) */
	inputLabel: 2_000,
	inputHint: 2_000,
	plainTextInput: 3_000,

	/** (D) title, submit and close of a modal */
	modalTitle: 24,
	modalButton: 24,
	callbackId: 255,
	externalId: 255,
	privateMetadata: 3_000,
	/** (D) views on top of each other */
	viewStack: 3,

	/** (T) */
	tableRows: 100,
	tableColumns: 20,
	/** (P) one table in a message, 10,000 characters in it */
	tablesInMessage: 1,
	tableText: 10_000,

	/** (D) 6 of the docs, though others report 12 */
	chartTitle: 50,
	chartLabel: 20,
	chartAxisLabel: 50,
	chartSeries: 6,
	chartPoints: 20,
	/** (P) undocumented */
	chartsInMessage: 2,

	/** (D) */
	suggestedPrompts: 4,
	loadingMessages: 10,
	/** (D) a slash command's name with its slash */
	commandName: 32,
	shortcutName: 24,

	/** (D) */
	responseUrlUses: 5,
	responseUrlMilliseconds: 30 * 60_000,
	acknowledgeMilliseconds: 3_000,
	triggerMilliseconds: 3_000,
} as const;
