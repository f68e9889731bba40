import type { BaseReader } from '../../answering/base-reader.ts';
import type { QuestionStore } from '../../answering/ports.ts';
import type { Member } from '../../members/member.ts';
import type { HomeContent } from './home.ts';

type Parts = { questions: QuestionStore; reader: BaseReader; retentionDays: number; modelName: string | null };

const RECENT = 5;

/** What one member's Home tab shows. */
export async function homeContent(member: Member, parts: Parts): Promise<HomeContent> {
	const [asked, { personas }] = await Promise.all([
		parts.questions.recentBy(member.id, RECENT),
		parts.reader.current(),
	]);
	return {
		member,
		asked: asked.map(({ question, at, outcome }) => ({ question, at, outcome })),
		personas: personas.map(({ id, name, type, summary, status }) => ({ id, name, type, summary, status })),
		retentionDays: parts.retentionDays,
		modelName: parts.modelName,
	};
}
