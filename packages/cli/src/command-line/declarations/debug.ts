import type { Declaration } from '../command.ts';
import { selectionFlags } from './spec-flags.ts';

export const debug = {
  name: 'debug',
  group: 'Start',
  summary: 'Run one experiment here in the foreground, under a debugger if wanted',
  description: [
    'Of a spec: the script itself evaluates the spec (PMILOS_DEBUG=1), so that a debugger sees everything; one with args: config, flags, hydra or none is started as by a run. Of a recorded run: its own parameters, in a fresh directory. The line that is run is printed first. The exit code is the script’s own.',
  ],
  positionals: { target: { kind: 'one', describe: 'a spec file, or a run such as 3 or otter/3' } },
  words: 'Words added to the command',
  flags: {
    index: { kind: 'count', describe: 'Which experiment of the spec; default: the first' },
    spec: selectionFlags.spec,
    set: selectionFlags.set,
    inspectBrk: { kind: 'switch', describe: 'Wait for a debugger of Node before the first line' },
    debugpy: { kind: 'count', least: 1, value: 'PORT', describe: 'Wait for a debugger of Python' },
    pdb: { kind: 'switch', describe: 'Start under pdb' },
  },
  examples: [
    ['mrun debug spec.ts --index 3', 'experiment 3 of the spec'],
    ['mrun debug 3 --inspect-brk', 'run 3 again, stopped before its first line'],
  ],
} as const satisfies Declaration;
