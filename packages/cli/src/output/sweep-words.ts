import {
  type CodeRecord,
  type Context,
  gpuText,
  memText,
  type Resources,
  timeText,
} from '@mrunner/core';
import type { Cli } from '../cli.ts';
import { bytesText } from './bytes-text.ts';
import { shownPath } from './paths.ts';

/** `1 run`, `12 runs`. */
export const countText = (count: number, thing: string): string =>
  `${count} ${thing}${count === 1 ? '' : 's'}`;

/** Where code comes from: `in place, a1b2c3d + 2 changed files`, `a snapshot of 214 files, 3.1 MB, a1b2c3d`. */
export const codeText = ({ mode, commit, changed = [], files, bytes }: CodeRecord): string => {
  const size =
    files === undefined || bytes === undefined
      ? ''
      : ` of ${countText(files, 'file')}, ${bytesText(bytes)}`;
  const how = mode === 'snapshot' ? `a snapshot${size}` : 'in place';
  if (commit === undefined && changed.length === 0) return `${how}, not in git`;
  const base = commit === undefined ? 'no commit yet' : commit.slice(0, 7);
  const differs = changed.length === 0 ? '' : ` + ${countText(changed.length, 'changed file')}`;
  return `${how}, ${base}${differs}`;
};

/** Where and how runs go: the parts of a line about a context. */
export const contextWords = (
  cli: Pick<Cli, 'cwd' | 'env' | 'host'>,
  { backend, storageDir, gpus }: Context,
  parallel: number | 'auto',
): string[] => [
  ...(backend === 'local' ? [] : [backend]),
  parallel === 'auto' ? autoText(cli, backend) : `${parallel} at a time`,
  ...(gpus === undefined || gpus === 'auto' ? [] : [`GPUs ${gpus}`]),
  backend === 'local' ? nearPath(cli, storageDir) : storageDir,
];

/** What `parallel: auto` means. */
const autoText = ({ host }: Pick<Cli, 'host'>, backend: Context['backend']): string => {
  if (backend !== 'local') return 'as many at a time as it can';
  const { cpu, mem } = host.machine.limits();
  const memory = mem < 1024 ? memText(mem) : `${Math.floor(mem / 1024)}G`;
  return `as many at a time as fit into ${cpu} cpu, ${memory}`;
};

/** A path that cannot be taken for a word. */
const nearPath = (cli: Pick<Cli, 'cwd' | 'env'>, path: string): string => {
  const shown = shownPath(cli, path);
  return /^[./~]/.test(shown) ? shown : `./${shown}`;
};

/** What is asked for each run: `4 cpu, 16G`; empty when nothing is. */
export const resourcesText = (resources: Resources): string => {
  const { cpu, gpu, mem, time, nodes, ntasks, partition, constraint } = resources;
  return [
    ...(cpu === undefined ? [] : [`${cpu} cpu`]),
    ...(gpu === undefined ? [] : [`${gpuText(gpu)} gpu`]),
    ...(mem === undefined ? [] : [memText(mem)]),
    ...(time === undefined ? [] : [timeText(time)]),
    ...(nodes === undefined ? [] : [countText(nodes, 'node')]),
    ...(ntasks === undefined ? [] : [countText(ntasks, 'task')]),
    ...(partition === undefined ? [] : [`partition ${partition}`]),
    ...(constraint === undefined ? [] : [`constraint ${constraint}`]),
  ].join(', ');
};
