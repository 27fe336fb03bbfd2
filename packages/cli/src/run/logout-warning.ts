import { logoutEffect } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { coloursFor } from '../output/colours.ts';

/** Warns when a sweep in the background would be ended by a logout, and says what to type. */
export const printLogoutWarning = async (cli: Cli): Promise<void> => {
  const effect = await logoutEffect(cli.host);
  if (effect === 'none') return;
  const { yellow } = coloursFor(cli.stderr, cli.env);
  cli.stderr.write(`${yellow('Warning:')} ${texts[effect]}\n`);
};

const texts = {
  'ends user':
    'this machine ends all your processes at your last logout. To let them go on: loginctl enable-linger',
  'ends session':
    'this machine ends the processes of a session at logout (KillUserProcesses=yes). To let a sweep go on: loginctl enable-linger, then start it with systemd-run --user --scope mrun …',
} as const;
