import { z } from 'zod';

/** The fields of a request that the product has a reason to send; any other is refused, as a strict server would. */
const jsonSchemaFormat = {
	name: z.string().regex(/^[\w-]{1,64}$/u),
	strict: z.literal(true),
	schema: z.record(z.string(), z.unknown()),
	description: z.string().optional(),
};
const effort = z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']);
const identifier = z.string().min(1).max(128);

const responsesRequest = z.strictObject({
	model: z.string().min(1),
	instructions: z.string().min(1),
	input: z.string().min(1),
	text: z.strictObject({
		format: z.strictObject({ type: z.literal('json_schema'), ...jsonSchemaFormat }),
		verbosity: z.enum(['low', 'medium', 'high']).optional(),
	}),
	max_output_tokens: z.int().min(16),
	/** Stored by default: whoever forgets it leaves the company's texts with the provider. */
	store: z.literal(false),
	reasoning: z.strictObject({ effort }).optional(),
	safety_identifier: identifier.optional(),
	prompt_cache_key: identifier.optional(),
});

const chatRequest = z
	.strictObject({
		model: z.string().min(1),
		messages: z.tuple([
			z.strictObject({ role: z.literal('system'), content: z.string().min(1) }),
			z.strictObject({ role: z.literal('user'), content: z.string().min(1) }),
		]),
		response_format: z.strictObject({ type: z.literal('json_schema'), json_schema: z.strictObject(jsonSchemaFormat) }),
		max_completion_tokens: z.int().positive().optional(),
		max_tokens: z.int().positive().optional(),
		store: z.literal(false).optional(),
		reasoning_effort: effort.optional(),
		safety_identifier: identifier.optional(),
		prompt_cache_key: identifier.optional(),
	})
	.refine((body) => (body.max_tokens === undefined) !== (body.max_completion_tokens === undefined), 'one output limit');

/** Fields that only OpenAI and Azure know. `store` in Responses mode is none: it must be said to everybody. */
const OPENAI_ONLY = {
	responses: ['reasoning', 'safety_identifier', 'prompt_cache_key'],
	chat: ['store', 'reasoning_effort', 'safety_identifier', 'prompt_cache_key', 'max_completion_tokens'],
};

export type ReadRequest = {
	model: string;
	instructions: string;
	input: string;
	schemaName: string;
	schema: Record<string, unknown>;
};

/** The parts of a request in one shape for both modes, or the first fault. */
export function readRequest(
	mode: 'responses' | 'chat',
	body: unknown,
	strictness: 'openai' | 'local',
): { type: 'ok'; request: ReadRequest } | { type: 'fault'; fault: string } {
	const foreign = strictness === 'local' && isRecord(body) ? OPENAI_ONLY[mode].find((key) => key in body) : undefined;
	if (foreign) return { type: 'fault', fault: `Unknown parameter: '${foreign}'` };
	const parsed = mode === 'chat' ? parseChat(body) : parseResponses(body);
	if (parsed.type === 'fault') return parsed;
	const fault = strictSchemaFault(parsed.request.schema, '#');
	return fault === null ? parsed : { type: 'fault', fault };
}

function parseResponses(body: unknown): { type: 'ok'; request: ReadRequest } | { type: 'fault'; fault: string } {
	const parsed = responsesRequest.safeParse(body);
	if (!parsed.success) return { type: 'fault', fault: firstFault(parsed.error) };
	const { model, instructions, input, text } = parsed.data;
	return {
		type: 'ok',
		request: { model, instructions, input, schemaName: text.format.name, schema: text.format.schema },
	};
}

function parseChat(body: unknown): { type: 'ok'; request: ReadRequest } | { type: 'fault'; fault: string } {
	const parsed = chatRequest.safeParse(body);
	if (!parsed.success) return { type: 'fault', fault: firstFault(parsed.error) };
	const { model, messages, response_format } = parsed.data;
	const { name, schema } = response_format.json_schema;
	const [system, user] = messages;
	return {
		type: 'ok',
		request: { model, instructions: system.content, input: user.content, schemaName: name, schema },
	};
}

function firstFault(error: z.ZodError): string {
	const issue = error.issues[0];
	return `${issue?.path.join('.') || 'body'}: ${issue?.message}`;
}

/** Structured outputs demand an object at the root, and of every object: all properties required, no others allowed. */
function strictSchemaFault(schema: unknown, path: string): string | null {
	if (path === '#' && isRecord(schema) && schema.type !== 'object') return 'schema: the root must be an object';
	if (typeof schema !== 'object' || schema === null) return null;
	const own = isRecord(schema) && schema.type === 'object' ? objectFault(schema, path) : null;
	const parts = Object.entries(schema).map(([key, part]) => strictSchemaFault(part, `${path}/${key}`));
	return own ?? parts.find((fault) => fault !== null) ?? null;
}

function objectFault(schema: Record<string, unknown>, path: string): string | null {
	if (schema.additionalProperties !== false) return `schema: ${path} must set additionalProperties to false`;
	const required = Array.isArray(schema.required) ? schema.required : [];
	const properties = isRecord(schema.properties) ? Object.keys(schema.properties) : [];
	const missing = properties.find((name) => !required.includes(name));
	return missing === undefined ? null : `schema: ${path} must require '${missing}'`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
