import { relative, resolve } from 'node:path';
import { behindExports, type Problem, type ScriptUse } from '@mrunner/core';
import type { CodeListing, CodeSource } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import { checkFile, fileOf, noDirectory } from './check-scripts.ts';

/** Files and directories that commands need in the project, and that its snapshot would not have. */
export const missingInSnapshot = (
  cli: Cli,
  place: {
    readonly projectDirectory: string;
    readonly specDirectory: string;
    readonly scripts: readonly ScriptUse[];
  },
  { link }: CodeSource,
  { files }: CodeListing,
): readonly Problem[] => {
  const { projectDirectory, specDirectory, scripts } = place;
  const isThere = (path: string): boolean =>
    files.some((file) => file.path === path || file.path.startsWith(`${path}/`)) ||
    link.some((linked) => path === linked || path.startsWith(`${linked}/`));
  const needed = scripts.flatMap(({ script, cwd }) => {
    const directory = cwd === undefined ? projectDirectory : resolve(specDirectory, cwd);
    const start = { directory, specDirectory, isProject: cwd === undefined };
    const { words } = behindExports(script ?? []);
    const [program = ''] = words;
    const named = [program.includes('/') ? program : undefined, fileOf(words)];
    return [
      { path: directory, setting: 'cwd', absent: () => noDirectory(cli, directory) },
      ...named
        .filter((word) => word !== undefined && !word.startsWith('/') && !word.includes('{'))
        .map((word = '') => ({
          path: resolve(directory, word),
          setting: 'script',
          absent: () => checkFile(cli, word, start),
        })),
    ];
  });
  const missing = needed
    .map(({ path, ...rest }) => ({ path: relative(projectDirectory, path), ...rest }))
    .filter(({ path }) => path !== '' && !/^\.\.(\/|$)/.test(path) && !isThere(path));
  const found = missing.map(({ path, setting, absent }): [string, Problem] => {
    const isIgnored = cli.host.files.exists(resolve(projectDirectory, path));
    return [path, (isIgnored ? undefined : absent()) ?? ignored(path, setting)];
  });
  return [...new Map(found).values()];
};

const ignored = (path: string, setting: string): Problem => ({
  kind: 'script',
  path: setting,
  message: `${path} is ignored, so that the snapshot will not have it`,
  details: [
    `bring it back by pathsToCopy: ${path} in the spec, or use the files themselves: --code in-place`,
  ],
});
