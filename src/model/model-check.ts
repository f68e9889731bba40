import { z } from 'zod';

/** What a check of the configured model found, in words for the operator: what is wrong and how to mend it. */
export type ModelCheck = { type: 'works' | 'broken'; text: string };

const MOST_NAMED = 5;
const listSchema = z.object({
	data: z.array(z.object({ id: z.string(), shutdown_date: z.string().nullish() })),
});

export type ListAsked = { model: string; server: string /** `YYYY-MM-DD` */; today: string; isAzure: boolean };

/** Judges the answer to `GET /models`. Azure lists base models instead of deployments: there a missing name proves nothing. */
export function judgeModelList(body: unknown, { model, server, today, isAzure }: ListAsked): ModelCheck {
	const parsed = listSchema.safeParse(body);
	if (!parsed.success)
		return {
			type: 'broken',
			text: `${server} sends no list of models, perhaps a proxy answers; check OPENAI_BASE_URL (it ends in /v1)`,
		};
	const listed = parsed.data.data;
	const found = listed.find(({ id }) => id === model);
	if (found) return judgeShutdown(model, server, found.shutdown_date?.slice(0, 10) ?? null, today);
	return isAzure
		? { type: 'works', text: `${server} answers; whether ${model} is a deployment there, a question will tell` }
		: {
				type: 'broken',
				text: `${server} does not offer the model ${model}; check OPENAI_MODEL. It offers ${offered(listed)}`,
			};
}

function offered(models: { id: string }[]): string {
	const names = models.slice(0, MOST_NAMED).map(({ id }) => id);
	return names.length === 0 ? 'none' : names.join(', ');
}

function judgeShutdown(model: string, server: string, shutdown: string | null, today: string): ModelCheck {
	if (shutdown === null) return { type: 'works', text: `${model} at ${server} is there` };
	return shutdown <= today
		? { type: 'broken', text: `${model} was shut down on ${shutdown}; choose another OPENAI_MODEL` }
		: { type: 'works', text: `${model} at ${server} is there until ${shutdown}; choose another OPENAI_MODEL before` };
}
