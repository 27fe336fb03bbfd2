import {
  type CodeRecord,
  type Context,
  codeKind,
  gpuText,
  memText,
  type Resources,
  timeText,
} from '@mrunner/core';
import { kubeSettings } from '@mrunner/core/kubernetes';
import type { Cli } from '../cli.ts';
import { bytesText } from './bytes-text.ts';
import { shownPath } from './paths.ts';

/** `1 run`, `12 runs`. */
export const countText = (count: number, thing: string): string =>
  `${count} ${thing}${count === 1 ? '' : 's'}`;

/**
 * Where the code of the runs of a context comes from: `in place, a1b2c3d + 2 changed files`, `a snapshot of 214 files, 3.1 MB, a1b2c3d`,
 * `commit a1b2c3d of https://lab.org/train.git`, `of the image, in /app`.
 */
export const codeText = (context: Context, code: CodeRecord): string => {
  const { codeDir = 'code_dir', gitUrl = 'git_url' } = kubeSettings(context);
  switch (codeKind(context)) {
    case 'files':
      return filesText(code);
    case 'commit': {
      const { commit, changed = [] } = code;
      // A password in it is nobody's concern.
      const url = gitUrl.replace(/\/\/[^/@]*@/, '//');
      const less =
        changed.length === 0 ? '' : `, without ${countText(changed.length, 'changed file')},`;
      return `${commit === undefined ? 'no commit yet' : `commit ${commit.slice(0, 7)}`}${less} of ${url}`;
    }
    case 'image':
      return `of the image, in ${codeDir}`;
  }
};

/** The same of all contexts of a sweep, each text once. */
export const codeTexts = (contexts: readonly Context[], code: CodeRecord): readonly string[] => {
  const names = Map.groupBy(contexts, (context) => codeText(context, code));
  if (names.size === 1) return [...names.keys()];
  const rows = [...names].map(
    ([text, own]) => [own.map(({ name }) => name).join(', '), text] as const,
  );
  return inColumn(rows);
};

/** Lines that begin with names below each other. */
export const inColumn = (
  rows: readonly (readonly [name: string, text: string])[],
): readonly string[] => {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, text]) => `${name.padEnd(width)}   ${text}`);
};

const filesText = ({ mode, commit, changed = [], files, bytes }: CodeRecord): string => {
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
  context: Context,
  parallel: number | 'auto',
): string[] => {
  const { backend, storageDir, gpus } = context;
  const { image, pvc } = backend === 'kubernetes' ? kubeSettings(context) : {};
  const there = pvc === undefined ? storageDir : `${storageDir} on volume ${pvc}`;
  return [
    ...(backend === 'local' ? [] : [backend]),
    ...(image === undefined ? [] : [image]),
    parallel === 'auto' ? autoText(cli, backend) : `${parallel} at a time`,
    ...(gpus === undefined || gpus === 'auto' ? [] : [`GPUs ${gpus}`]),
    backend === 'local' ? nearPath(cli, storageDir) : there,
  ];
};

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
