import type { Declaration } from '../command.ts';

export const doctor = {
  name: 'doctor',
  group: 'Set up',
  summary: 'Check this machine, the contexts and the list of sweeps',
  positionals: {
    targets: {
      kind: 'many',
      describe: 'contexts to check; with --rebuild: where sweeps are looked for',
    },
  },
  flags: {
    rebuild: {
      kind: 'switch',
      describe:
        'Put the list of sweeps in order: add those found on disk, drop those that are gone',
    },
  },
  examples: [
    ['mrun doctor', 'what works here and what is to mend'],
    ['mrun doctor local', 'the same for one context'],
    ['mrun doctor --rebuild mruns', 'list the sweeps in mruns again'],
  ],
} as const satisfies Declaration;
