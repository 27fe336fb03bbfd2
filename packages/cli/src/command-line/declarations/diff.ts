import type { Declaration } from '../command.ts';

export const diff = {
  name: 'diff',
  group: 'Look',
  summary: 'How two runs differ: parameters, code, environment, results',
  description: [
    'The runs may be of different sweeps and projects. Only what differs is shown, both values beside each other; what is the same is named. Of a run with several attempts the newest counts. The exit code is 0 whether they differ or not.',
    'With --json: {"a", "b", "same", "sections": [{"name", "differs": [{"name", "a", "b"}], "same": […], "note"}], "code": {"same", "files", "note", "a", "b", "diff", "missing": [{"of", "path", "why"}]}}. `a` and `b` are the runs as in `mrun status --json`; a value that a run does not have is null; `same` of the code is null when nobody can tell; `diff` and `missing` (files that can not be had any more) come with --full.',
  ],
  positionals: {
    a: { kind: 'one', shown: 'RUN', describe: 'a run, such as 3 or otter/3' },
    b: { kind: 'one', shown: 'RUN', describe: 'another run' },
  },
  flags: { full: { kind: 'switch', describe: 'Also the code line by line, as git shows it' } },
  examples: [
    ['mrun diff 3 4', 'two runs of the newest sweep'],
    ['mrun diff otter/3 fox/0 --full', 'runs of two sweeps, with their code'],
  ],
} as const satisfies Declaration;
