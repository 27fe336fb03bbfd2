import { backendNames, reasonKinds } from '../context.ts';
import { type ContextKey, everywhere } from '../context-key.ts';
import { listOf, spacesOrCommas, words } from '../list-kinds.ts';
import {
  duration,
  gpuList,
  nameOrPath,
  oneOf,
  pathTo,
  text,
  wholeNumber,
  wordOrNumber,
  yesOrNo,
} from '../scalar-kinds.ts';

/** What a retry could not mend: the user's own wish, and a command that cannot be started. */
const notRetried: readonly string[] = ['cancelled', 'launch'];

/** Keys of every backend, apart from set-up and resources. */
export const commonKeys = {
  context_name: {
    kind: text,
    doc: "The context's name, as old files repeat it; what counts is its key under `contexts`.",
    oldNames: ['name'],
  },
  backend: {
    kind: oneOf(backendNames),
    doc: 'The kind of place.',
    oldNames: ['backend_type', 'type'],
    defaults: everywhere('local'),
  },
  storage_dir: {
    kind: pathTo('there'),
    doc: 'Where sweeps and their runs are kept: `./mruns`, but no default on another machine.',
    oldNames: ['storage'],
  },
  parallel: {
    kind: wordOrNumber('auto'),
    doc: 'Runs at a time; `auto`: as many as fit, or as the scheduler likes.',
    defaults: { local: 1, slurm: 'auto', kubernetes: 'auto' },
  },
  gpus: {
    kind: gpuList,
    doc: 'GPUs that runs may use: `auto` (those that nobody uses), or numbers or ids such as `0,2-5`.',
  },
  python: {
    kind: nameOrPath,
    doc: 'The Python for specs, and for `python` in front of scripts where no environment is activated.',
  },
  code: {
    kind: oneOf(['snapshot', 'in-place', 'git']),
    doc: 'Whether runs use a copy of the code, the files themselves, or (only on kubernetes) the commit.',
    defaults: { local: 'in-place', slurm: 'snapshot', kubernetes: 'snapshot' },
  },
  on_lost: {
    kind: oneOf(['rerun', 'ask']),
    doc: 'What `mrun resume` does with a run that ended without a record.',
    defaults: everywhere('rerun'),
  },
  retries: {
    kind: wholeNumber(0),
    doc: 'How many times a run that fails is started again by itself.',
    defaults: everywhere(0),
  },
  retry_on: {
    kind: listOf(oneOf(reasonKinds), spacesOrCommas),
    doc: 'The kinds of failure that `retries` is for.',
    defaults: everywhere(reasonKinds.filter((kind) => !notRetried.includes(kind))),
  },
  timeout: {
    kind: duration({ bare: 'minutes' }),
    doc: 'How long a run may take; a number without a unit is minutes.',
  },
  grace: {
    kind: duration({ bare: 'seconds', zero: true }),
    doc: 'Time between asking a run to stop (TERM) and ending it (KILL); a bare number is seconds.',
    defaults: everywhere('10s'),
  },
  warn_before: {
    kind: duration({ bare: 'seconds', zero: true }),
    doc: 'How long before its time limit a run is warned; a number without a unit is seconds.',
  },
  neptune: {
    kind: yesOrNo,
    doc: 'Whether runs find a neptune context (`MRUNNER_UNDER_NEPTUNE=1`).',
    defaults: everywhere(false),
  },
  tags: {
    kind: words,
    doc: "Tags for every run here, added to the spec's.",
    merge: 'unite',
  },
  isolate: {
    kind: yesOrNo,
    doc: 'Whether each run gets its own session, for runs that signal their whole process group.',
    defaults: everywhere(false),
  },
} as const satisfies { readonly [name: string]: ContextKey };
