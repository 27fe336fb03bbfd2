import type { Declaration } from '../command.ts';
import { whereFlag } from './where-flag.ts';

export const logs = {
  name: 'logs',
  group: 'Look',
  summary: 'What a run printed',
  positionals: { runs: { kind: 'optional', describe: 'a run or several, such as 3 or otter/3-5' } },
  flags: {
    follow: { kind: 'switch', short: 'f', describe: 'Go on until the run ends' },
    tail: { kind: 'count', describe: 'Only the last N lines' },
    attempt: { kind: 'count', least: 1, describe: 'Of which attempt; default: the newest' },
    exitCode: { kind: 'switch', describe: "Exit with the run's own exit code" },
    ...whereFlag,
  },
  examples: [
    ['mrun logs 3', 'everything that run 3 printed'],
    ['mrun logs 3 -f --tail 20', 'its last 20 lines, and what follows'],
    ['mrun logs --where state=failed --tail 5', 'the last lines of everything that failed'],
  ],
} as const satisfies Declaration;
