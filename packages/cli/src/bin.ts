import { commands } from './command-line/commands.ts';
import { main } from './main.ts';
import { processCli } from './process-cli.ts';

/** What `bin/mrun.js` calls: runs the command that was typed, and leaves its exit code to the process. */
export const start = async (version: string): Promise<void> => {
  process.exitCode = await main(processCli(version), commands);
};
