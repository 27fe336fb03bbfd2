import { type Context, type Problem, sweepFileNames } from '@mrunner/core';
import { kubeSettings, mostCodeBytes, podPaths } from '@mrunner/core/kubernetes';
import { ownPython } from '../../cluster/code/far-trees.ts';
import { sentFile } from '../../cluster/code/sent-files.ts';
import { memberAt, type TarMember } from '../../cluster/code/tar-of.ts';
import type { Host } from '../../host/host.ts';
import type { CodeFile, CodeListing } from '../../snapshot/look-at-code.ts';
import { readManifest } from '../../snapshot/manifest.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import { pythonMembers } from './code-archive.ts';
import { packCode } from './pack-code.ts';

/** What would be sent to containers of some contexts. */
export interface CodeToSend {
  readonly contexts: readonly Context[];
  /** What a snapshot would hold, where one is to be taken. */
  readonly listing?: Pick<CodeListing, 'files'>;
  /** Absolute paths that runs start from; those that are not here are paths there. */
  readonly restored: readonly string[];
}

/** Bytes by which what is packed later may differ: its directories are named otherwise. */
const slack = 10_000;

/**
 * What keeps code, and what runs start from, from being sent to containers: without a volume it must fit into ConfigMaps. Looked
 * at before anything is recorded; it is packed only where it could be too large.
 */
export async function codeSizeProblems(
  host: Host,
  { contexts, listing, restored }: CodeToSend,
): Promise<readonly Problem[]> {
  const sends = contexts.filter(
    (context) => context.backend === 'kubernetes' && kubeSettings(context).pvc === undefined,
  );
  const problems: Problem[] = [];
  const fits = new Map<boolean, boolean>();
  for (const { name, code } of sends) {
    const files = code === 'snapshot' ? (listing?.files ?? []) : [];
    const isKnown = fits.get(code === 'snapshot');
    const isWell = isKnown ?? (await fitsConfigMaps(host, files, restored));
    fits.set(code === 'snapshot', isWell);
    if (!isWell) problems.push(tooLarge(name, code, heaviest(host, files, restored)));
  }
  return problems;
}

/** The same, for the next attempts of a sweep with another state of the code, of which a snapshot lies in its home. */
export function codeStateProblems(
  host: Host,
  { home, record }: Pick<Sweep, 'home' | 'record'>,
  hash: string,
): Promise<readonly Problem[]> {
  const tree = `${home}/${sweepFileNames.codeTree(hash)}`;
  const files = (readManifest(host, home, hash) ?? []).map(
    ({ path, target, executable = false }): CodeFile => {
      const source = `${tree}/${path}`;
      const bytes = target === undefined ? (host.files.stat(source)?.size ?? 0) : 0;
      const link = target === undefined ? {} : { target };
      return { path, source, bytes, executable, version: '', changedAt: 0, ...link };
    },
  );
  return codeSizeProblems(host, { contexts: record.contexts, listing: { files }, restored: [] });
}

async function fitsConfigMaps(
  host: Host,
  files: readonly CodeFile[],
  restored: readonly string[],
): Promise<boolean> {
  const members = [...membersOf(host, files, restored)];
  const most = members.reduce((sum, member) => sum + bytesOf(host, member) + 2048, 0);
  if (most <= mostCodeBytes - slack) return true;
  try {
    return (await packCode(host, members, mostCodeBytes - slack)) !== undefined;
  } catch {
    // What can't be read is told when it is to be copied.
    return true;
  }
}

function* membersOf(
  host: Host,
  files: readonly CodeFile[],
  restored: readonly string[],
): Generator<TarMember> {
  yield* pythonMembers(ownPython(host));
  for (const { path, source, target, executable } of files) {
    const content = target === undefined ? { file: source } : { target };
    yield { name: `${podPaths.codeTree('0123456789abcdef')}/${path}`, executable, content };
  }
  for (const path of restored) {
    const file = sentFile(host, path);
    if (file !== undefined) yield* memberAt(host, file.path, file.name);
  }
}

const bytesOf = (host: Pick<Host, 'files'>, { content }: TarMember): number =>
  typeof content === 'object' && 'file' in content ? (host.files.stat(content.file)?.size ?? 0) : 0;

interface Heavy {
  readonly path: string;
  readonly bytes: number;
}

/** What takes most of the room, the largest first: files, or whole directories where these hold many. */
function heaviest(
  host: Host,
  files: readonly CodeFile[],
  restored: readonly string[],
): readonly Heavy[] {
  const all = [
    ...heaviestBelow('', files),
    ...restored.flatMap((path): Heavy[] => {
      const file = sentFile(host, path);
      if (file === undefined) return [];
      const members = [...memberAt(host, file.path, file.name)];
      return [{ path, bytes: members.reduce((sum, it) => sum + bytesOf(host, it), 0) }];
    }),
  ];
  return all.sort((a, b) => b.bytes - a.bytes).slice(0, 3);
}

/** A directory that has nearly everything is taken apart. */
function heaviestBelow(prefix: string, files: readonly CodeFile[]): readonly Heavy[] {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  const groups = Map.groupBy(files, ({ path }) => {
    const rest = path.slice(prefix.length);
    const slash = rest.indexOf('/');
    return slash < 0 ? path : `${prefix}${rest.slice(0, slash + 1)}`;
  });
  const heavy = [...groups].map(([path, own]) => ({
    path,
    own,
    bytes: own.reduce((sum, { bytes }) => sum + bytes, 0),
  }));
  const dominant = heavy.find(({ path, bytes }) => path.endsWith('/') && bytes > total * 0.8);
  if (dominant !== undefined) return heaviestBelow(dominant.path, dominant.own);
  return heavy;
}

/** The problem that what is to be sent goes neither into ConfigMaps nor onto a volume. */
export function tooLarge(
  context: string,
  code: Context['code'],
  heavy: readonly Heavy[] = [],
): Problem {
  const isCode = code === 'snapshot';
  const what = isCode ? 'the code' : 'what runs start from';
  const most = heavy.map(({ path, bytes }) => `${path} (${(bytes / 1e6).toFixed(1)} MB)`);
  return {
    kind: 'limit',
    path: `contexts.${context}.${isCode ? 'code' : 'pvc'}`,
    message: `${what} is too large for ConfigMaps: more than ${mostCodeBytes / 1e6} MB when it is packed`,
    details: [
      ...(most.length > 0 ? [`most of it is ${most.join(', ')}`] : []),
      ...(isCode ? ['leave out what is no code: a line for it in .mrunnerignore'] : []),
      'or put it on a volume: pvc: NAME of a claim, or default_pvc_size: 10Gi, which makes one',
      ...(isCode
        ? [
            'or have it cloned: code: git, git_url: …',
            'or have it in the image: code: in-place, code_dir: /app',
          ]
        : []),
    ],
  };
}
