import { fail, ok, type Problem, type Result, sweepFileNames } from '@mrunner/core';
import type { Host } from '../../host/host.ts';
import type { Place } from '../../place/place.ts';
import { placeProblem } from '../../place/place-problem.ts';
import { type ManifestLine, readManifest } from '../../snapshot/manifest.ts';
import { bringProgram, ownDirectory, sentNames, setUpProgram } from './bring-program.ts';
import { type FarTree, type OwnPython, readyName } from './far-trees.ts';
import { type TarMember, tarOf } from './tar-of.ts';

/** Names of what lies in `.mrunner/code` and `.mrunner/python` there. */
export type FarNames = ReadonlySet<string>;

/** What is to be brought to a cluster, and who hears of it. */
export interface CodeToBring {
  /** The home of the sweep, which has the snapshots. */
  readonly home: string;
  readonly sweepId: string;
  readonly trees: readonly FarTree[];
  /** Absent: runs there have it another way. */
  readonly python?: OwnPython;
  readonly there: FarNames;
  /** Shell text that gives its set-up the values of secrets and dotenv files, or fails. */
  readonly privateTextOf: (tree: FarTree) => string | undefined;
  readonly sending: (files: number, bytes: number) => void;
  readonly settingUp: (context: string) => void;
}

/** Milliseconds that sending, and a set-up, may take. */
const sendPatience = 3_600_000;
const setUpPatience = 6 * 3_600_000;

/** Brings the code of runs to where they will run, what is not there yet, and prepares it. */
export async function bringCode(
  host: Host,
  place: Place,
  toBring: CodeToBring,
): Promise<Result<undefined>> {
  const { trees, python, there } = toBring;
  const missing = trees.filter(({ name }) => !there.has(name));
  const [first] = trees;
  if (first === undefined) return ok(undefined);
  const own = ownDirectory(first.context);
  if (missing.length > 0 || (python !== undefined && !there.has(python.hash))) {
    const sent = await send(host, place, own, { ...toBring, trees: missing });
    if (!sent.ok) return sent;
  }
  for (const tree of trees) {
    if (tree.context.setup.setup === undefined || there.has(readyName(tree))) continue;
    toBring.settingUp(tree.context.name);
    const program = setUpProgram(own, tree, toBring.sweepId, toBring.privateTextOf(tree));
    const answer = await place.run(program, { milliseconds: setUpPatience });
    if (answer.kind !== 'done') return fail(placeProblem(place, tree.context.name, answer));
    if (answer.code !== 0) {
      return fail(setUpFailed(tree.context.name, answer.code, answer.body.toString()));
    }
  }
  return ok(undefined);
}

async function send(
  host: Host,
  place: Place,
  own: string,
  { home, sweepId, trees, python, there, sending }: CodeToBring,
): Promise<Result<undefined>> {
  const sent = python === undefined || there.has(python.hash) ? undefined : python;
  const sums: string[] = [];
  const members: TarMember[] = [];
  let bytes = 0;
  for (const [i, tree] of trees.entries()) {
    const manifest = readManifest(host, home, tree.hash);
    if (manifest === undefined) return fail(noSnapshot(home, tree.hash));
    const top = sentNames.tree(i);
    const from = `${home}/${sweepFileNames.codeTree(tree.hash)}`;
    members.push({ name: top, content: 'directory' });
    for (const line of manifest) {
      members.push(memberOf(line, top, from));
      if (line.target === undefined) bytes += host.files.stat(`${from}/${line.path}`)?.size ?? 0;
      sums.push(...sumOf(`${top}/${line.path}`, line.sha256));
    }
    for (const path of tree.links) {
      const target = `${tree.context.storageDir}/${path}`;
      members.push({ name: `${top}/${path}`, content: { target } });
    }
  }
  if (trees.length > 0) sending(members.length - trees.length, bytes);
  if (sent !== undefined) {
    members.push({ name: sentNames.python, content: 'directory' });
    for (const { from, to } of sent.files) {
      members.push({ name: `${sentNames.python}/${to}`, content: { file: from } });
      sums.push(...sumOf(`${sentNames.python}/${to}`, host.files.digest(from)));
    }
  }
  members.push({ name: sentNames.sums, content: { text: sums.join('') } });
  members.push({ name: sentNames.whole, content: { text: '' } });
  const unique = `${host.machine.pid}-${host.random().toString(36).slice(2, 10)}`;
  const answer = await place.run(
    bringProgram(own, { unique, trees, sweepId, python: sent?.hash }),
    { input: tarOf(host, members), milliseconds: sendPatience },
  );
  const context = trees[0]?.context.name ?? '';
  if (answer.kind !== 'done') return fail(placeProblem(place, context, answer));
  if (answer.code === 0) return ok(undefined);
  const [why] = answer.stderr.trim().split('\n').slice(-1);
  return fail({
    kind: 'file',
    path: 'code',
    message: `the code can't be put on ${place.title}: ${why}`,
    details: answer.stderr.trim().split('\n').slice(-4, -1),
  });
}

const memberOf = (
  { path, target, executable }: ManifestLine,
  top: string,
  from: string,
): TarMember => ({
  name: `${top}/${path}`,
  executable: executable === true,
  content: target === undefined ? { file: `${from}/${path}` } : { target },
});

/** A line for `sha256sum -c`; not for names that programs escape in ways of their own. */
const sumOf = (name: string, sum: string | undefined): readonly string[] =>
  sum === undefined || /[\\\n\r]/.test(name) ? [] : [`${sum}  ${name}\n`];

const noSnapshot = (home: string, hash: string): Problem => ({
  kind: 'missing',
  path: 'code',
  message: `the snapshot is gone: ${home}/${sweepFileNames.codeTree(hash)}`,
  details: ['mrun retry --code new takes the code as it is now'],
});

/** Lines of a set-up's output that are shown. */
const mostLines = 15;

const setUpFailed = (context: string, code: number, output: string): Problem => ({
  kind: 'script',
  path: `contexts.${context}.setup`,
  message: `the set-up of the code failed there: exit code ${code}`,
  details: output.trimEnd().split(/\r?\n/).slice(-mostLines),
});
