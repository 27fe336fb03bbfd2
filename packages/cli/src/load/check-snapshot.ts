import { relative, resolve } from 'node:path';
import { behindExports, type Problem, type ScriptUse } from '@mrunner/core';
import type { CodeListing, CodeSource } from '@mrunner/dispatcher';
import { fileOf } from './check-scripts.ts';

/** Files and directories that commands need, that are in the project, and that its snapshot would not have. */
export const missingInSnapshot = (
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
    const start = cwd === undefined ? projectDirectory : resolve(specDirectory, cwd);
    const { words } = behindExports(script ?? []);
    const [program = ''] = words;
    const named = [program.includes('/') ? program : undefined, fileOf(words)];
    return [
      { path: start, setting: 'cwd' },
      ...named
        .filter((word) => word !== undefined && !word.startsWith('/') && !word.includes('{'))
        .map((word) => ({ path: resolve(start, word ?? ''), setting: 'script' })),
    ];
  });
  const missing = needed
    .map(({ path, setting }) => ({ path: relative(projectDirectory, path), setting }))
    .filter(({ path }) => path !== '' && !/^\.\.(\/|$)/.test(path) && !isThere(path));
  return [...new Map(missing.map(({ path, setting }) => [path, notThere(path, setting)])).values()];
};

const notThere = (path: string, setting: string): Problem => ({
  kind: 'script',
  path: setting,
  message: `${path} is ignored, so that the snapshot will not have it`,
  details: [
    `bring it back by pathsToCopy: ${path} in the spec, or use the files themselves: --code in-place`,
  ],
});
