import { listSweeps } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import type { Command, CommandMain } from '../command-line/command.ts';
import type { completion } from '../command-line/declarations/completion.ts';
import { candidates, type KnownNames } from '../completion/candidates.ts';
import { completionScript, type Shell } from '../completion/shell-scripts.ts';
import { exitCode } from '../exit-codes.ts';
import { readConfigs } from '../load/config-files.ts';
import { shortId } from '../select/short-id.ts';

/** Sweeps beyond the newest are found by `mrun list`. */
const mostSweeps = 50;

/** Prints the script for a shell, or answers it with what may be typed next. */
export const completionOf =
  (commands: readonly Command[]): CommandMain<typeof completion> =>
  async (args, cli) => {
    if (args.words.length === 0) cli.stdout.write(completionScript(args.shell as Shell));
    else {
      const found = candidates(commands, args.words, knownNames(cli, args.words.at(-1) ?? ''));
      cli.stdout.write(found.map((word) => `${word}\n`).join(''));
    }
    return exitCode.ok;
  };

const knownNames = (cli: Cli, current: string): KnownNames => ({
  contexts: () => {
    const { project, user, builtIn } = readConfigs(cli, cli.cwd, undefined);
    const files = [project, user, builtIn].filter((file) => file !== undefined);
    return [...new Set(files.flatMap(({ contexts }) => [...contexts.keys()]))];
  },
  tags: () => {
    const newest = [...listSweeps(cli.host)].slice(0, mostSweeps);
    const ofRuns = newest.flatMap(({ runTags = [] }) => runTags.map(({ tag }) => tag));
    return [...new Set([...newest.flatMap(({ tags }) => tags), ...ofRuns])];
  },
  sweeps: () => {
    const ids = [...listSweeps(cli.host)].slice(0, mostSweeps).map(({ id }) => id);
    // Nobody remembers the date in front; who types digits wants it.
    return [...ids.map(shortId), ...(/^\d/.test(current) ? ids : [])];
  },
});
