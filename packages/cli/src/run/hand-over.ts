import type { BackgroundOrder, Sweep } from '@mrunner/dispatcher';
import { startInBackground } from '../background/start-in-background.ts';
import type { Cli } from '../cli.ts';
import { exitCode } from '../exit-codes.ts';
import { printJson } from '../output/json.ts';
import { printNext } from '../output/next-commands.ts';
import { printProblems } from '../output/problems.ts';
import { shortId } from '../select/short-id.ts';
import { lookingOn } from './launch-detached.ts';
import { printLogoutWarning } from './logout-warning.ts';

/**
 * Has a launcher in the background go on with a sweep that this process left. Answers the exit code: that of an interrupt, since how
 * the sweep ends is yet to be seen.
 */
export const handOver = async (
  args: { readonly json: boolean; readonly quiet: boolean },
  cli: Cli,
  sweep: Sweep,
  order: Omit<BackgroundOrder, 'home'>,
): Promise<number> => {
  const { home, record } = sweep;
  const started = await startInBackground(cli, { home, ...order });
  const id = shortId(record.id);
  if (!started.ok) {
    const soWhat = `what runs goes on, and nothing more is started; once it is mended: mrun resume ${id}`;
    return printProblems(cli, record.id, started.problems, soWhat);
  }
  await printLogoutWarning(cli);
  if (args.json) printJson(cli, { sweep: record.id, home });
  else {
    cli.stdout.write(
      `${record.id} goes on in the background (process ${started.value.pid}). This terminal may be closed.\n`,
    );
    printNext(cli, lookingOn(` ${id}`), args);
  }
  return exitCode.interrupted;
};
