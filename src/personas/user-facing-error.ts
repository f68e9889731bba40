/**
 * A failure whose message is shown as written: it says what is wrong and what to do next.
 * Every other error becomes a friendly sentence with a reference id; its cause goes to the log.
 */
export class UserFacingError extends Error {
	override name = 'UserFacingError';
}
