import { webApi } from '@slack/bolt';
import { z } from 'zod';
import { log } from '../../log.ts';
import type { SlackClients } from './clients.ts';

const channelSchema = z.object({
	channel: z
		.object({ is_ext_shared: z.boolean().optional(), is_pending_ext_shared: z.boolean().optional() })
		.optional(),
});

/**
 * Whether people of another company are in a channel, or are about to be; commands do not say so. A platform that
 * does not know the question has no such channels.
 */
export async function sharedOutside(channel: string, { read }: SlackClients): Promise<'yes' | 'no' | 'unknown'> {
	try {
		const { channel: info } = channelSchema.parse(await read.conversations.info({ channel }));
		return info?.is_ext_shared === true || info?.is_pending_ext_shared === true ? 'yes' : 'no';
	} catch (error) {
		if (error instanceof webApi.WebAPIPlatformError && error.data.error === 'unknown_method') return 'no';
		log.warn({ event: 'slack_channel_unknown', err: error });
		return 'unknown';
	}
}
