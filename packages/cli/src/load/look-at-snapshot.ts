import type { CodeChoice, Context, Problem, ScriptUse } from '@mrunner/core';
import {
  type CodeListing,
  type CodeSource,
  codeSourceOf,
  lookAtCode,
  snapshotProblems,
} from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { bytesText } from '../output/bytes-text.ts';
import { missingInSnapshot } from './check-snapshot.ts';

/** The snapshot that a sweep would take, and what speaks against it. */
export interface SnapshotLook {
  /** What would be copied, as it is now. */
  readonly listing: CodeListing;
  readonly source: CodeSource;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** What a snapshot is made of, and where its runs start. */
export interface SnapshotPlace {
  readonly projectDirectory: string;
  readonly specDirectory: string;
  readonly contexts: readonly Context[];
  readonly choice: CodeChoice;
  /** The commands that start in it. */
  readonly scripts: readonly ScriptUse[];
}

/** Looks at the code that contexts want a snapshot of; undefined when none does. Touches nothing. */
export const lookAtSnapshot = async (
  cli: Cli,
  place: SnapshotPlace,
): Promise<SnapshotLook | undefined> => {
  const { projectDirectory, contexts, choice } = place;
  const takers = contexts.filter(({ code }) => code === 'snapshot');
  if (takers.length === 0) return undefined;
  const source = codeSourceOf(projectDirectory, contexts, choice);
  const listing = await lookAtCode(cli.host, source);
  const isSetUp = takers.some(({ setup }) => setup.setup !== undefined);
  const missing = missingInSnapshot(cli, place, source, listing);
  return {
    listing,
    source,
    problems: [...snapshotProblems(listing), ...(isSetUp ? [] : missing)],
    warnings: [
      ...(isSetUp ? missing : listing.absent.map(willBeMissing)),
      ...(listing.bytes > muchCode ? [large(listing)] : []),
    ],
  };
};

/** Bytes above which a snapshot probably holds more than code. */
const muchCode = 100_000_000;

const willBeMissing = (name: string): Problem => ({
  kind: 'file',
  path: 'code',
  message:
    `${name} is ignored and will be missing in the snapshot: ` +
    `link: [${name}]${name === 'node_modules' ? ' or setup: npm ci' : ''}`,
});

const large = ({ bytes, files }: CodeListing): Problem => {
  const most = [...files].sort((a, b) => b.bytes - a.bytes).slice(0, 3);
  const names = most.map((file) => `${file.path} (${bytesText(file.bytes)})`).join(', ');
  return {
    kind: 'limit',
    path: 'code',
    message: `the snapshot is ${bytesText(bytes)}, most of it ${names}; .mrunnerignore leaves out what is no code`,
  };
};
