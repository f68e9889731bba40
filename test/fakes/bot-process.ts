import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export type BotProcess = {
	port: number;
	process: ChildProcess;
	/** As a power loss: nothing is finished. Resolves when the process is gone. */
	kill(): Promise<void>;
};

/** Starts a program that serves the bot; resolves when it says that it listens. It sees this environment alone. */
export async function startBotProcess(
	args: readonly string[],
	environment: Record<string, string>,
): Promise<BotProcess> {
	const child = spawn(process.execPath, args, {
		env: { PATH: process.env.PATH ?? '', HOST: '127.0.0.1', PORT: '0', TIME_ZONE: 'Europe/Berlin', ...environment },
		stdio: ['ignore', 'ignore', 'pipe'],
	});
	const gone = new Promise<void>((resolve) => child.once('close', () => resolve()));
	const said: string[] = [];
	const port = await Promise.race([listening(child, said), gone.then(() => null)]);
	if (port === null) throw new Error(`The bot ended before it listened:\n${said.join('\n')}`);
	return {
		port,
		process: child,
		kill: async () => {
			child.kill('SIGKILL');
			await gone;
		},
	};
}

const MOST_SAID = 20;

/** Goes on reading, so that the pipe never fills up; until then the last lines are kept in `said`. */
function listening({ stderr }: ChildProcess, said: string[]): Promise<number> {
	return new Promise((resolve) => {
		if (!stderr) return;
		const lines = createInterface({ input: stderr });
		lines.on('line', (line) => {
			said.push(line);
			if (said.length > MOST_SAID) said.shift();
			const port = /"event":"listening","port":(\d+)/u.exec(line)?.[1];
			if (port === undefined) return;
			lines.close();
			stderr.resume();
			resolve(Number(port));
		});
	});
}
