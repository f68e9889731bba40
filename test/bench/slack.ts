import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { MongoClient } from 'mongodb';
import { type BotProcess, startBotProcess } from '../fakes/bot-process.ts';
import { type MongoServer, mongoAddress, startMongoServer } from '../fakes/mongo-server.ts';
import { loadAt, loadAtMost, type Measured, percentile, type Request, type Target } from './load.ts';
import { startSlackSink } from './slack-sink.ts';
import { benchVisibleSign } from './slack-visible.ts';

const CLI = [join(import.meta.dirname, '../../src/cli.ts'), 'serve'];
const BARE = [join(import.meta.dirname, 'bare-bolt.ts')];
const SECRET = 'signing-secret-of-the-bench';
const QUESTION = 'how should I pitch the enterprise IT buyer?';
const CONNECTIONS = 32;

/** What Slack waits for, against the least that keeps the same promise, in the same run. */
export async function benchSlack(small: boolean): Promise<void> {
	const mongo = await startMongoServer();
	try {
		await benchAcknowledgement(mongo, small);
		await benchVisibleSign(mongo, small);
	} finally {
		await mongo.stop();
	}
}

async function benchAcknowledgement(mongo: MongoServer, small: boolean): Promise<void> {
	const sink = await startSlackSink();
	const database = `bench_${Date.now()}`;
	const environment = {
		MONGODB_URI: mongoAddress(mongo),
		MONGODB_DB: database,
		SLACK_BOT_TOKEN: 'xoxb-bench',
		SLACK_SIGNING_SECRET: SECRET,
		SLACK_API_URL: sink.apiUrl,
	};
	const bot = await startBotProcess(CLI, environment);
	const bare = await startBotProcess(BARE, environment);
	const drained = () => drain(mongo, database);
	const targets = { bot: targetOf(bot), bare: targetOf(bare), drained };
	await compare('Slack commands', () => sink.command('list'), targets, small);
	await compare('Slack mentions', () => sink.mention(QUESTION), targets, small);
	await bare.kill();
	for (const [name, text] of [
		['/persona list', 'list'],
		['questions', QUESTION],
	] as const) {
		const measured = await loadAt(targets.bot, () => sink.command(text), 200, small ? 5_000 : 15_000);
		console.log(`Slack, 200 ${name} a second: acknowledged within ${summary(measured)}`);
		await drained();
	}
	await bot.kill();
	sink.close();
}

function targetOf({ port }: BotProcess): Target {
	return { url: `http://127.0.0.1:${port}/slack/events`, secret: SECRET };
}

type Targets = { bot: Target; bare: Target; drained(): Promise<void> };

async function compare(
	name: string,
	next: () => Request,
	{ bot, bare, drained }: Targets,
	small: boolean,
): Promise<void> {
	const lastingMs = 1_500;
	for (const target of [bare, bot]) await loadAtMost(target, next, CONNECTIONS, 1_500);
	await drained();
	const rounds: { bare: Measured; bot: Measured }[] = [];
	for (let round = 0; round < (small ? 3 : 8); round += 1) {
		const bareRound = await loadAtMost(bare, next, CONNECTIONS, lastingMs);
		rounds.push({ bare: bareRound, bot: await loadAtMost(bot, next, CONNECTIONS, lastingMs) });
		await drained();
	}
	const [ours, theirs] = (['bot', 'bare'] as const).map((who) => together(rounds.map((round) => round[who])));
	if (!ours || !theirs) return;
	console.log(`${name} acknowledged after a durable write, ${CONNECTIONS} connections:`);
	console.log(`  persona-bot:           ${rate(ours)}`);
	console.log(`  bare Bolt, one insert: ${rate(theirs)}; ratio ${(ours.perSecond / theirs.perSecond).toFixed(2)}`);
}

function together(rounds: Measured[]): Measured {
	return {
		times: rounds.flatMap(({ times }) => times).toSorted((a, b) => a - b),
		failed: rounds.reduce((sum, { failed }) => sum + failed, 0),
		perSecond: rounds.reduce((sum, { perSecond }) => sum + perSecond, 0) / rounds.length,
	};
}

function rate(measured: Measured): string {
	return `${measured.perSecond.toFixed(0)} a second, ${summary(measured)}`;
}

function summary(measured: Measured): string {
	const [half, most] = [0.5, 0.99].map((share) => percentile(measured, share).toFixed(1));
	return `p50 ${half} ms, p99 ${most} ms${measured.failed > 0 ? `, ${measured.failed} FAILED` : ''}`;
}

/** Takes away what still waits, so that no later figure is measured on top of it; what is under way ends. */
async function drain(mongo: MongoServer, database: string): Promise<void> {
	const client = new MongoClient(mongoAddress(mongo));
	const inbox = client.db(database).collection('inbox');
	const open = { state: { $in: ['new', 'leased'] } };
	do {
		await inbox.deleteMany({ state: 'new' });
		await wait(100);
	} while ((await inbox.countDocuments(open)) > 0);
	await client.close();
}
