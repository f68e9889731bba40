import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver } from '@slack/bolt';
import { MongoClient } from 'mongodb';

/** The least that keeps the promise, without any bot around it: one durable insert before every acknowledgement. */
const { MONGODB_URI = '', MONGODB_DB = '', SLACK_SIGNING_SECRET = '', SLACK_BOT_TOKEN = '' } = process.env;
const client = new MongoClient(MONGODB_URI, { writeConcern: { w: 'majority', journal: true } });
const inbox = client.db(MONGODB_DB).collection<{ _id: string; job: unknown; receivedAt: string }>('bare');
const keep = (key: string, job: unknown) => inbox.insertOne({ _id: key, job, receivedAt: new Date().toISOString() });

const receiver = new HTTPReceiver({ signingSecret: SLACK_SIGNING_SECRET, processBeforeResponse: true });
const app = new App({
	receiver,
	processBeforeResponse: true,
	convoStore: false,
	authorize: async () => ({ botToken: SLACK_BOT_TOKEN, botUserId: 'U0BOT', botId: 'B0BOT', teamId: 'T0BENCH' }),
});
app.command('/persona', async ({ body, ack }) => {
	await keep(body.trigger_id, body);
	await ack('Searching personas…');
});
app.event('app_mention', async ({ body, event }) => {
	await keep(body.event_id, event);
});
await client.connect();
const server = (await receiver.start({ port: 0, host: '127.0.0.1' })) as Server;
const { port } = server.address() as AddressInfo;
process.stderr.write(`${JSON.stringify({ event: 'listening', port })}\n`);
