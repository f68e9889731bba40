import { type Logger, pino } from 'pino';

/** Keys whose values never reach a log line, at the top or one level down. */
const SECRET_KEYS = [
	'authorization',
	'token',
	'apiKey',
	'password',
	'secret',
	'signing_secret',
	'response_url',
	'trigger_id',
	'text',
	'question',
	'email',
];

const paths = SECRET_KEYS.flatMap((key) => [key, `*.${key}`]);

/** One structured line per event, to stderr (stdout carries results only), with secrets and typed text removed. */
export const log: Logger = pino(
	{ base: null, level: 'info', timestamp: pino.stdTimeFunctions.isoTime, redact: { paths, censor: '[redacted]' } },
	pino.destination({ dest: 2, sync: true }),
);
