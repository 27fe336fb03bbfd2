import type { Declaration } from '../command.ts';
import { whereFlag } from './where-flag.ts';

export const why = {
  name: 'why',
  group: 'Look',
  summary: 'What went wrong: of one run with the evidence, of a sweep by cause',
  description: [
    'Of a sweep, failures with the same words are one cause; numbers, paths and quoted names do not count. Below each cause stands the command that tries exactly those runs again.',
    'With --json, of a sweep: {"sweep", "causes": [{"state", "reason", "text", "count", "indexes": […], "again", "retry", "hint"}]}. `again`: another attempt follows by itself, so `retry` is null. Of a run: what `mrun status --json` says of it, and {"evidence", "processes": {"workers": [{"host", "pid", "life"}], "pids": […]}, "lines": […], "log", "code": {"commit", "branch", "changed": […], "since"}, "environment", "hint", "again"}.',
  ],
  positionals: { target: { kind: 'optional', describe: 'a run or a sweep' } },
  flags: { ...whereFlag },
  examples: [
    ['mrun why', 'the failures of the newest sweep, by cause'],
    ['mrun why 3', 'why run 3 is in its state'],
  ],
} as const satisfies Declaration;
