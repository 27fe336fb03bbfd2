import type { Declaration } from '../command.ts';
import { whereFlag } from './where-flag.ts';

export const list = {
  name: 'list',
  group: 'Look',
  summary: 'All sweeps, the newest first',
  positionals: {},
  flags: { ...whereFlag },
  examples: [['mrun list', 'every sweep of yours on this machine']],
} as const satisfies Declaration;
