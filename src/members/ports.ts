import type { Member, Preferences, Standing } from './member.ts';

/** What a platform's profile says at the time of reading. */
export type PlatformProfile = { name: string | null; timeZone: string | null; standing: Standing };

export interface MemberStore {
	get(id: string): Promise<Member | null>;
	/** Creates the member on first contact, or takes over what the platform says now; what the person chose stays. */
	meet(id: string, profile: PlatformProfile, at: string): Promise<Member>;
	/** Null: there is no such member. */
	prefer(id: string, preferences: Partial<Preferences>): Promise<Member | null>;
	/** True for exactly one caller: the one who is to greet. */
	claimWelcome(id: string, at: string): Promise<boolean>;
}
