import { listSweeps } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import type { Finding } from './finding.ts';

const shown = 3;

/** Checks that the sweeps on the list are where they were made. */
export const checkRegistry = (cli: Cli): Finding => {
  const all = [...listSweeps(cli.host)];
  const gone = all.filter(({ home }) => !cli.host.files.exists(home));
  const about = 'sweeps';
  if (gone.length === 0) return { state: 'ok', about, text: `${all.length} on the list` };
  const names = gone.slice(0, shown).map(({ id }) => id);
  const more = gone.length > shown ? ` and ${gone.length - shown} more` : '';
  return {
    state: 'mend',
    about,
    text: `gone from where they were: ${names.join(', ')}${more}. Look for them: mrun doctor --rebuild DIR`,
  };
};
