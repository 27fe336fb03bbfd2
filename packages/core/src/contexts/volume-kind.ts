import type { KubeVolume } from '../kubernetes/kube-settings.ts';
import { didYouMean } from '../problems/did-you-mean.ts';
import { fail, ok, type Problem, type Result } from '../problems/problem.ts';
import { type Given, isMapGiven, problemAt, problemAtKey } from './given.ts';
import { type KeyKind, refuse } from './key-kind.ts';
import { directoryInPod, objectName } from './kube-kinds.ts';
import { text, yesOrNo } from './scalar-kinds.ts';

const expected = 'a map such as {path: /data, claim: datasets}';
const sources = ['claim', 'secret', 'config_map', 'host_path', 'empty_dir'] as const;
type Source = (typeof sources)[number];

const kinds: { readonly [key: string]: KeyKind<unknown> } = {
  path: directoryInPod,
  claim: objectName,
  secret: objectName,
  config_map: objectName,
  host_path: directoryInPod,
  empty_dir: yesOrNo,
  read_only: yesOrNo,
  sub_path: text,
};

/** A directory of pods, and the one thing that is in it. */
export const volume: KeyKind<KubeVolume> = {
  expected,
  parse: (given) => {
    const { value } = given;
    if (!isMapGiven(value)) return refuse(given, expected);
    const problems: Problem[] = [];
    const read: { [key: string]: unknown } = {};
    for (const key of Object.keys(value)) {
      const kind = Object.hasOwn(kinds, key) ? kinds[key] : undefined;
      const parsed = kind?.parse(given.child(key)) ?? fail(unknownKey(given.child(key), key));
      if (parsed.ok) read[key] = parsed.value;
      else problems.push(...parsed.problems);
    }
    return problems.length > 0 ? fail(...problems) : whole(given, read);
  },
  text: ({ path, source }) => `${path}: ${source.kind}${'name' in source ? ` ${source.name}` : ''}`,
};

function whole(given: Given, read: { readonly [key: string]: unknown }): Result<KubeVolume> {
  const found = sources.filter((name) => read[name] !== undefined && read[name] !== false);
  const [kind, other] = found;
  const { path } = read;
  if (typeof path !== 'string') return refuse(given, `${expected} with a path`);
  if (kind === undefined || other !== undefined) {
    const message = `expected one of ${sources.join(', ')}, got ${found.join(' and ') || 'none'}`;
    return fail(problemAt(given, { kind: kind === undefined ? 'missing' : 'conflict', message }));
  }
  return ok({
    path,
    source: sourceOf(kind, read[kind]),
    readOnly: read.read_only === true,
    ...(typeof read.sub_path === 'string' && { subPath: read.sub_path }),
  });
}

function sourceOf(kind: Source, value: unknown): KubeVolume['source'] {
  if (kind === 'empty_dir') return { kind };
  if (kind === 'host_path') return { kind, hostPath: String(value) };
  return { kind, name: String(value) };
}

function unknownKey(given: Given, name: string): Problem {
  const names = Object.keys(kinds);
  const suggestion = didYouMean(name, names);
  return problemAtKey(given, {
    kind: 'unknown-key',
    message: `unknown key ${name}`,
    ...(suggestion !== undefined && { suggestion }),
    details: [`a volume has: ${names.join(', ')}`],
  });
}
