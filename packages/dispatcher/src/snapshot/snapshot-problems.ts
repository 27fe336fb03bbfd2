import type { Problem } from '@mrunner/core';
import type { CodeListing } from './look-at-code.ts';

/** What keeps a snapshot from being made as it is wanted. */
export const snapshotProblems = (listing: CodeListing): readonly Problem[] => [
  ...linkProblems(listing.missingLinks),
  ...listing.missing.map((path) => ({
    ...fileProblem('pathsToCopy'),
    message: `expected a file or a directory to copy, and ${path} does not exist`,
    details: ['paths start from the project directory'],
  })),
  ...listing.taken.map((path) => ({
    ...fileProblem('pathsToCopy'),
    message: `${path} would be copied into the project directory, which has something of that name`,
    details: ['what lies outside of the project is copied to the top of the snapshot'],
  })),
  ...listing.unreadable.map((path) => ({
    ...fileProblem('code'),
    message: `expected file names in UTF-8, got ${path}`,
    details: ['rename it, or leave it out by a line in .mrunnerignore'],
  })),
];

/** A problem for each path that is to be linked and does not exist. */
export const linkProblems = (missing: readonly string[]): readonly Problem[] =>
  missing.map((path) => ({
    ...fileProblem('link'),
    message: `expected a path of the project, and ${path} does not exist`,
    details: ['what is linked must be there before runs start'],
  }));

const fileProblem = (path: string) => ({ kind: 'file', path }) as const;

/** Files that are written to while the snapshot is made. */
export const keepsChanging = (paths: readonly string[]): Problem => ({
  ...fileProblem('code'),
  message: `the project changes all the time while its snapshot is made: ${paths.slice(0, 3).join(', ')}`,
  details: ['wait until nothing writes there, or leave it out by a line in .mrunnerignore'],
});

/** A file that can't be read. */
export const cantBeRead = (path: string, why: string): Problem => ({
  ...fileProblem('code'),
  message: `${path} can't be copied into the snapshot: ${why}`,
  details: ['leave it out by a line in .mrunnerignore, or make it readable'],
});
