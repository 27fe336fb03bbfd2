import type { Declaration } from '../command.ts';

export const list = {
  name: 'list',
  group: 'Look',
  summary: 'All sweeps, the newest first; those that fit what you remember',
  description: [
    'Words are looked for in ids, projects, names, tags, notes, descriptions, spec files and parameters. accuracy~0.973 finds the sweeps with a run whose result or last metric rounds to that, and shows the run; a decimal number alone is looked for in all results. lr=0.1 and the like are asked of runs too.',
    'Results are looked through from the newest sweep on, up to 50000 runs; what was looked at is said.',
  ],
  positionals: {
    words: { kind: 'many', describe: 'texts, numbers, or comparisons such as accuracy~0.973' },
  },
  flags: {
    where: {
      kind: 'text',
      value: 'CONDITION',
      describe:
        "Only sweeps for which this holds, such as 'failed>0 and project=birds'; it knows id, project, name, context, tag, note, pinned, description, spec, directory, count, launcher, gone and the number of runs in each state. Other names are asked of the runs",
    },
    tags: {
      kind: 'list',
      value: 'TAG',
      describe: 'Only sweeps with this tag, or with a run that has it',
    },
    since: {
      kind: 'text',
      value: 'TIME',
      describe: 'Only sweeps that were started since: 3d, 2h, 2026-11-01, yesterday',
    },
    limit: { kind: 'count', least: 1, describe: 'Only the newest N that fit' },
    all: {
      kind: 'switch',
      describe:
        'Show all on a terminal, where else the newest 20 are shown; look at all runs, however many',
    },
  },
  examples: [
    ['mrun list', 'every sweep of yours on this machine'],
    ['mrun list accuracy~0.973', 'which run made that figure'],
    ['mrun list outliers --since 30d', 'sweeps with that word, of the last 30 days'],
    ["mrun list --tags paper --where 'failed=0'", 'by tag and state'],
  ],
} as const satisfies Declaration;
