import { log } from '../src/log.ts';

/** Failures that tests provoke on purpose would bury the report. */
log.level = 'silent';
