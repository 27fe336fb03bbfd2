import type { ContextKey } from '../context-key.ts';
import { listOf, moduleNames, pathsHere, projectPaths, spacesOrCommas } from '../list-kinds.ts';
import { anyText, nameOrPath, pathTo, text, variableName } from '../scalar-kinds.ts';

/** What is prepared before a run starts, on every backend. */
export const setUpKeys = {
  env: {
    kind: anyText,
    doc: 'Environment variables, a map of names and texts.',
    merge: 'by name',
  },
  env_file: {
    kind: pathsHere,
    doc: 'Files with `NAME=value` lines; the values reach the runs and nothing else.',
  },
  secrets: {
    kind: listOf(variableName, spacesOrCommas),
    doc: 'Names of environment variables whose values reach the runs and nothing else.',
  },
  modules_to_load: { kind: moduleNames, doc: 'Environment modules to load (`module load`).' },
  venv: { kind: pathTo('there'), doc: 'A Python virtual environment to activate.' },
  requirements_file: {
    kind: pathTo('there'),
    doc: 'What is installed into `venv` when that has to be made.',
  },
  conda: { kind: nameOrPath, doc: 'A conda environment to activate, by name or path.' },
  prolog_cmd: { kind: text, doc: 'Shell text that runs in the shell which then starts runs.' },
  setup: { kind: text, doc: 'Shell text that runs once in each snapshot, such as `npm ci`.' },
  link: {
    kind: projectPaths,
    doc: 'Paths of the project that are linked into the snapshot: `node_modules`, `data`.',
  },
} as const satisfies { readonly [name: string]: ContextKey };
