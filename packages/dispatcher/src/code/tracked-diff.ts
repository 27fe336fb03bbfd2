import { type DiffSection, diffSections, isWhole } from '@mrunner/core';
import type { Git } from '../git/git-in.ts';
import type { Host } from '../host/host.ts';

/** What is to be compared. */
export interface Comparison {
  /** The top of the repository. */
  readonly root: string;
  /** The commit or tree to compare with. */
  readonly base: string;
  /** Paths in the repository that are not to be mentioned. */
  readonly without: readonly string[];
  /** Bytes of text beyond which the rest is cut off. */
  readonly limit: number;
}

/** Bytes of a binary file up to which its content is told: the differences are text, and of a limited length. */
const smallBinary = 1 << 17;

/** How tracked files differ, in whole sections. Small binary files are told with their content. */
export async function trackedDiff(
  host: Pick<Host, 'files'>,
  git: Git,
  { root, base, without, limit }: Comparison,
): Promise<{ readonly text: string; readonly isCut: boolean }> {
  const paths = [
    ':(top)',
    ...['.env', '.env.*', '*.env', '.envrc'].map((name) => `:(top,exclude,glob)**/${name}`),
    ...without.map((path) => `:(top,exclude,literal)${path}`),
  ];
  const { code, stdout } = await git(...compare, base, '--', ...paths);
  if (code !== 0) return { text: '', isCut: false };
  const isCut = Buffer.byteLength(stdout) > limit;
  // The last one of those that are cut is torn.
  const sections = isCut ? diffSections(stdout).slice(0, -1) : diffSections(stdout);
  const small = sections
    .filter((section) => !isWhole(section))
    .map(({ path }) => path)
    .filter((path) => (host.files.stat(`${root}/${path}`)?.size ?? smallBinary) < smallBinary);
  const text = textOf(sections);
  if (isCut || small.length === 0) return { text, isCut };
  const literal = small.map((path) => `:(top,literal)${path}`);
  const told = await git(...compare, '--binary', base, '--', ...literal);
  const binaries = new Map(diffSections(told.stdout).map((section) => [section.path, section]));
  const whole = textOf(sections.map((section) => binaries.get(section.path) ?? section));
  return { text: Buffer.byteLength(whole) > limit ? text : whole, isCut };
}

const textOf = (sections: readonly DiffSection[]): string =>
  sections.map(({ text }) => text).join('');

/** Whatever the user's own settings say, the same state is to give the same text, which git can read again. */
const compare: readonly string[] = [
  'diff',
  ...['--no-color', '--no-ext-diff', '--no-textconv', '--no-renames', '--no-relative'],
  ...['--src-prefix=a/', '--dst-prefix=b/', '--unified=3'],
  ...['--submodule=short', '--ignore-submodules=dirty'],
];
