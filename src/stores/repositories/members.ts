import type { Member } from '../../members/member.ts';
import type { MemberStore, PlatformProfile } from '../../members/ports.ts';
import type { Collection, CollectionDeclaration } from '../collection.ts';

type MemberDocument = { _id: string } & Omit<Member, 'id'>;

export const membersDeclaration: CollectionDeclaration = { name: 'members', indexes: [] };

const fromDocument = ({ _id, ...member }: MemberDocument): Member => ({ id: _id, ...member });

export function createMemberStore(members: Collection<MemberDocument>): MemberStore {
	return {
		get: async (id) => {
			const document = await members.get(id);
			return document && fromDocument(document);
		},
		meet: (id, profile, at) => meet(members, id, profile, at),
		prefer: async (id, { timeZone, ...preferences }) => {
			const zone = timeZone === undefined ? {} : { timeZone, timeZoneChosen: timeZone !== null };
			const outcome = await members.findOneAndUpdate({ _id: id }, { $set: { ...preferences, ...zone } });
			return outcome.type === 'updated' ? fromDocument(outcome.document) : null;
		},
		claimWelcome: async (id, at) =>
			(await members.updateOne({ _id: id, welcomedAt: null }, { $set: { welcomedAt: at } })).type === 'updated',
	};
}

async function meet(
	members: Collection<MemberDocument>,
	id: string,
	{ name, timeZone, standing }: PlatformProfile,
	at: string,
): Promise<Member> {
	await members.insert({
		_id: id,
		name,
		team: null,
		timeZone,
		timeZoneChosen: false,
		quietHours: null,
		nudgesOff: false,
		welcomedAt: null,
		createdAt: at,
		profileReadAt: at,
		standing,
	});
	const known = { $set: { name, standing, profileReadAt: at } };
	await members.updateOne({ _id: id, timeZoneChosen: false }, { $set: { timeZone } });
	const outcome = await members.findOneAndUpdate({ _id: id }, known);
	if (outcome.type !== 'updated') throw new Error('a member vanished while they were met');
	return fromDocument(outcome.document);
}
