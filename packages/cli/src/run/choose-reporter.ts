import type { Sweep } from '@mrunner/dispatcher';
import type { Cli, Terminal } from '../cli.ts';
import { coloursFor } from '../output/colours.ts';
import { liveReporter } from './live-reporter.ts';
import { plainReporter } from './plain-reporter.ts';
import { quietReporter, type Reporter } from './reporter.ts';

/** How the progress of a sweep is shown here: a block in place on a terminal, lines elsewhere. */
export const chooseReporter = (
  { quiet }: { readonly quiet: boolean },
  cli: Cli,
  terminal: Terminal,
  { record }: Sweep,
): Reporter => {
  const { varying, count } = record;
  if (quiet) return quietReporter(cli.stderr.write);
  if (terminal.isTerminal && cli.env.TERM !== 'dumb')
    return liveReporter(cli, terminal, varying, count);
  return plainReporter(terminal.write, varying, cli.host.clock.now, coloursFor(terminal, cli.env));
};
