import type { Declaration } from '../command.ts';

export const login = {
  name: 'login',
  group: 'Set up',
  summary: 'Log in to the cluster of a context once, for all commands',
  description: [
    'By your own ssh and its configuration. A password, a one-time code or a passphrase is asked for here and never by another command; where a key suffices, no login is needed. The connection stays until nobody has used it for 8 hours, or it breaks.',
  ],
  positionals: { target: { shown: 'CONTEXT', kind: 'one', describe: 'a context with slurm_url' } },
  flags: { end: { kind: 'switch', describe: 'End the connection' } },
  examples: [
    ['mrun login hpc', 'ssh asks what it has to; then mrun status and all others work'],
    ['mrun login hpc --end', 'log out'],
  ],
} as const satisfies Declaration;
