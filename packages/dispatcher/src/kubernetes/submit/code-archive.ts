import { type Context, fail, ok, type Result, sweepFileNames } from '@mrunner/core';
import { podPaths } from '@mrunner/core/kubernetes';
import type { OwnPython } from '../../cluster/code/far-trees.ts';
import type { SentFile } from '../../cluster/code/sent-files.ts';
import { memberAt, type TarMember } from '../../cluster/code/tar-of.ts';
import { sha256 } from '../../host/copied-files.ts';
import type { Host } from '../../host/host.ts';
import { readManifest } from '../../snapshot/manifest.ts';
import type { UnpackedCode } from '../worker/unpack-code.ts';
import { packCode } from './pack-code.ts';

/** A `tar.gz` that containers unpack before their runs start: mrunner's own Python, and the project where it comes this way. */
export interface CodeArchive {
  /** Of its content. */
  readonly hash: string;
  readonly bytes: number;
  /** How many files of the project are in it. */
  readonly files: number;
  /** Where it is kept on this machine. */
  readonly path: string;
  readonly unpacked: Pick<UnpackedCode, 'links' | 'root' | 'setup'>;
  /** What a container before theirs clones. */
  readonly commit?: string;
}

/** How the code of some runs gets into their containers. */
export type CodeWay =
  /** In the archive. `from`: the snapshot on this machine. */
  | { readonly kind: 'archive'; readonly hash: string }
  /** On the volume, in a directory that a link leads to. */
  | { readonly kind: 'volume'; readonly hash: string; readonly directory: string }
  /** A container before theirs clones it. */
  | { readonly kind: 'git'; readonly commit: string }
  /** The image has it. */
  | { readonly kind: 'image' };

/** What an archive is made of. */
export interface ArchiveContent {
  readonly way: CodeWay;
  readonly context: Context;
  readonly python: OwnPython;
  /** What runs start from, unpacked beside the code. */
  readonly files: readonly SentFile[];
}

/**
 * Makes the archive for a way, kept in a directory of the sweep's home under a name by its content. Undefined when it is too large for
 * ConfigMaps.
 */
export async function makeCodeArchive(
  host: Host,
  { home, directory }: { readonly home: string; readonly directory: string },
  { way, context, python, files: sent }: ArchiveContent,
): Promise<Result<CodeArchive | undefined>> {
  const members = [...pythonMembers(python)];
  if (way.kind === 'archive') {
    const tree = treeMembers(host, home, way.hash);
    if (tree === undefined) {
      const message = `the snapshot is gone: ${home}/${sweepFileNames.codeTree(way.hash)}`;
      return fail({ kind: 'missing', path: 'code', message });
    }
    members.push(...tree);
  }
  const files =
    members.filter(({ content }) => content !== 'directory').length - python.files.length;
  for (const { name, path } of sent) members.push(...memberAt(host, path, name));
  const bytes = await packCode(host, members);
  if (bytes === undefined) return ok(undefined);
  const hash = sha256([Buffer.from(bytes).toString('base64')]).slice(0, 16);
  const path = `${directory}/code-${hash}.tar.gz`;
  if (!host.files.exists(path)) writeWhole(host, path, bytes);
  const cloned = way.kind === 'git' ? { commit: way.commit } : {};
  const unpacked = unpackedOf(way, context);
  return ok({ hash, bytes: bytes.length, files, path, unpacked, ...cloned });
}

function unpackedOf(way: CodeWay, { setup: { setup } }: Context): CodeArchive['unpacked'] {
  const prepared = setup === undefined ? {} : { setup };
  switch (way.kind) {
    case 'archive':
      return { root: podPaths.codeTree(way.hash), links: [], ...prepared };
    case 'git':
      return { root: podPaths.codeTree(way.commit), links: [], ...prepared };
    case 'volume':
      // Relative to Python's directory, which is there in any case.
      return { root: podPaths.python, links: [[`../code/${way.hash}`, way.directory]] };
    case 'image':
      return { root: podPaths.python, links: [] };
  }
}

const inOwn = (path: string): string => path.slice(podPaths.own.length + 1);

/** mrunner's own Python, as it is in the archive. */
export function* pythonMembers({ files }: OwnPython): Generator<TarMember> {
  const top = inOwn(podPaths.python);
  yield { name: top, content: 'directory' };
  for (const { from, to } of files) yield { name: `${top}/${to}`, content: { file: from } };
}

function treeMembers(host: Host, home: string, hash: string): readonly TarMember[] | undefined {
  const manifest = readManifest(host, home, hash);
  if (manifest === undefined) return undefined;
  const top = inOwn(podPaths.codeTree(hash));
  const from = `${home}/${sweepFileNames.codeTree(hash)}`;
  return [
    { name: top, content: 'directory' },
    ...manifest.map(({ path, target, executable }): TarMember => {
      const content = target === undefined ? { file: `${from}/${path}` } : { target };
      return { name: `${top}/${path}`, executable: executable === true, content };
    }),
  ];
}

function writeWhole(host: Pick<Host, 'files'>, path: string, bytes: Uint8Array): void {
  const beside = `${path}.tmp`;
  host.files.remove(beside);
  const file = host.files.open(beside, 'create');
  try {
    for (let at = 0; at < bytes.length; ) at += file.write(bytes.subarray(at));
    file.sync();
  } finally {
    file.close();
  }
  host.files.rename(beside, path);
}
