import { slackChaos } from './slack.ts';

const small = process.argv.includes('--small');
const broken = process.argv.find((argument) => argument.startsWith('--broken='))?.slice('--broken='.length) ?? null;
const size = small ? { asks: 750, kills: 12, perSecond: 16 } : { asks: 3_000, kills: 60, perSecond: 20 };

if (broken !== null) console.log(`A bot that is broken on purpose (${broken}); this must fail.`);
process.exit((await slackChaos({ ...size, broken })) ? 0 : 1);
