import { createHash } from 'node:crypto';
import { memText } from '@mrunner/core';
import type { EnvironmentRecord } from '@mrunner/dispatcher';
import { oneLine } from './cell-text.ts';

/** In what a run was, as short as it tells runs apart: `lab1 · Python 3.12.1 · 2 × NVIDIA A100 · 131 packages (a1b2c3d)`. */
export const environmentText = (record: EnvironmentRecord): string => {
  const { packages } = record;
  const host = record.node ?? record.host;
  const version = versionText(record);
  const gpus = gpusText(record);
  const hash = packagesHash(record);
  return [
    ...(host === undefined ? [] : [host]),
    ...(record.image === undefined ? [] : [shortImage(record.image)]),
    ...(version === undefined ? [] : [version]),
    ...(gpus === undefined ? [] : [gpus]),
    ...(hash === undefined ? [] : [`${packages.length} packages (${hash.slice(0, 7)})`]),
    ...Object.entries(record.files).map(([name, sum]) => `${name} (${sum.slice(0, 7)})`),
  ]
    .map(oneLine)
    .join(' · ');
};

/** Enough of a digest to tell images apart: `docker.io/library/python@sha256:1a2b3c4`. */
const shortImage = (image: string): string =>
  image.replace(/(@sha256:[0-9a-f]{7})[0-9a-f]+$/, '$1');

/** The parts of an environment that two of them are compared by, each with its name; packages and files apart. */
export const environmentParts = (
  record: EnvironmentRecord,
): readonly (readonly [name: string, text: string])[] => {
  const { node, host, image, os, arch, cpu, cpus, memory, program } = record;
  const processors = [cpus, cpu].filter((part) => part !== undefined).join(' × ');
  return [
    ['host', node ?? host ?? ''],
    ['image', image ?? ''],
    ['system', [os, arch].filter((part) => part !== undefined).join(' ')],
    ['processors', processors],
    ['memory', memory === undefined ? '' : memText(Math.round(Number(memory) / 2 ** 20) * 2 ** 10)],
    ['gpus', gpusText(record) ?? ''],
    ['program', program ?? ''],
    ['version', versionText(record) ?? ''],
  ];
};

/** `Python 3.12.1`, `node v24.9.0`: programs do not all say their name. */
const versionText = ({ version, program = '' }: EnvironmentRecord): string | undefined => {
  if (version === undefined || !/^v?\d/.test(version)) return version;
  return `${program.slice(program.lastIndexOf('/') + 1)} ${version}`;
};

/** GPUs of one name are counted: `2 × NVIDIA A100`. */
const gpusText = ({ gpus }: EnvironmentRecord): string | undefined => {
  if (gpus.length === 0) return undefined;
  const counts = new Map<string, number>();
  for (const gpu of gpus) {
    const name = gpu.replace(/^GPU \d+: /, '').replace(/ \(UUID: .*\)$/, '');
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => (count === 1 ? name : `${count} × ${name}`)).join(', ');
};

/** Names what `packages` holds in a few characters; undefined when there are none. */
export const packagesHash = ({ packages }: EnvironmentRecord): string | undefined =>
  packages.length === 0
    ? undefined
    : createHash('sha256')
        .update(`${packages.join('\n')}\n`)
        .digest('hex');
