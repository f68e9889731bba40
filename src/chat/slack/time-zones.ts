/** One well-known place for each hour where many people work; whoever lives elsewhere has theirs from Slack. */
const COMMON_ZONES = [
	'Pacific/Honolulu',
	'America/Anchorage',
	'America/Los_Angeles',
	'America/Phoenix',
	'America/Denver',
	'America/Mexico_City',
	'America/Chicago',
	'America/Bogota',
	'America/New_York',
	'America/Toronto',
	'America/Halifax',
	'America/Sao_Paulo',
	'America/Argentina/Buenos_Aires',
	'UTC',
	'Europe/London',
	'Europe/Lisbon',
	'Europe/Berlin',
	'Europe/Paris',
	'Europe/Madrid',
	'Africa/Lagos',
	'Africa/Johannesburg',
	'Europe/Athens',
	'Europe/Helsinki',
	'Europe/Istanbul',
	'Africa/Nairobi',
	'Asia/Dubai',
	'Asia/Karachi',
	'Asia/Kolkata',
	'Asia/Bangkok',
	'Asia/Singapore',
	'Asia/Shanghai',
	'Asia/Tokyo',
	'Asia/Seoul',
	'Australia/Sydney',
	'Pacific/Auckland',
];

/** The common zones, and in front of them one that somebody has already, unless it is none. */
export function zonesWith(own: string | null): string[] {
	return own === null || COMMON_ZONES.includes(own) || !isTimeZone(own) ? COMMON_ZONES : [own, ...COMMON_ZONES];
}

const LONGEST_ZONE = 60;

/** Offsets such as `+02:00` are no places, and know no summer time. */
export function isTimeZone(name: string): boolean {
	if (name.length > LONGEST_ZONE || !/^[A-Za-z]/u.test(name)) return false;
	try {
		new Intl.DateTimeFormat('en', { timeZone: name });
		return true;
	} catch {
		return false;
	}
}
