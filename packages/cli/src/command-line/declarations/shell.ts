import type { Declaration } from '../command.ts';

export const shell = {
  name: 'shell',
  group: 'Look',
  summary: 'Open a shell where a run is running on a cluster',
  description: [
    'On the machine of the run, inside of its job, with its environment and in its working directory: nvidia-smi, py-spy and the like see what it does. It takes nothing from the run but the processor time you use, and ends with its job.',
  ],
  positionals: { run: { kind: 'one', describe: 'a run, such as 3 or otter/3' } },
  flags: {},
  examples: [['mrun shell 3', 'look at run 3 from inside']],
} as const satisfies Declaration;
