import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { createRig, type Rig } from '../packages/cli/test/rig/rig.ts';
import { hasPython } from '../packages/core/test/pythons.ts';
import { type CodeBlock, codeBlocks } from './code-blocks.ts';
import { givePrograms, runIn } from './page-rig.ts';

const root = join(import.meta.dirname, '..');
const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...globSync('docs/*.md', { cwd: root }),
];
const read = (page: string): string => readFileSync(join(root, page), 'utf8');

// A page is one project: its files are written and its commands run in the order they are read.
const pagesWithCode = pages.filter((page) =>
  codeBlocks(read(page)).some(({ use }) => use.kind === 'file' || use.kind === 'run'),
);

test.concurrent.for(pagesWithCode)('the code in %s runs', async (page, { skip }) => {
  if (!hasPython() && /^```\w+ file=\S+\.py$/m.test(read(page))) skip('there is no Python');
  await using rig = createRig();
  givePrograms(rig);
  const [, empty = ''] = /<!-- empty files: (.*) -->/.exec(read(page)) ?? [];
  for (const path of empty.split(' ').filter((name) => name !== '')) rig.write({ [path]: '' });
  for (const block of codeBlocks(read(page))) {
    if (block.use.kind === 'file') rig.write({ [block.use.path]: block.code });
    if (block.use.kind === 'run') await expectToRun(rig, page, block, block.use.exitCode);
  }
});

test.concurrent.each(pagesWithCode)('the TypeScript in %s compiles', async (page) => {
  await using rig = createRig();
  givePrograms(rig);
  const files = codeBlocks(read(page)).flatMap(({ use, code }) =>
    use.kind === 'file' && use.path.endsWith('.ts') ? [{ path: use.path, code }] : [],
  );
  if (files.length === 0) return;
  rig.write({ 'tsconfig.json': compilerOptions });
  for (const { path, code } of files) rig.write({ [path]: code });
  expect(await runIn(rig, 'tsc')).toEqual({ exitCode: 0, output: '' });
});

test.each(pages)('%s says of each block of code what becomes of it', (page) => {
  const unmarked = codeBlocks(read(page)).filter(
    ({ language, use }) => use.kind === 'none' && /^(ts|js|yaml|json)$/.test(language),
  );
  expect(unmarked.map(({ line }) => `${page}:${line}`)).toEqual([]);
});

test.each(pages)('every link of %s leads somewhere', (page) => {
  const targets = Array.from(read(page).matchAll(/\]\(([^)\s]+)\)/g), ([, target]) => target ?? '');
  const broken = targets.filter((target) => {
    if (/^https?:/.test(target)) return false;
    const [path = '', heading] = target.split('#');
    const file = path === '' ? join(root, page) : join(root, dirname(page), path);
    return !existsSync(file) || (heading !== undefined && !anchorsOf(file).includes(heading));
  });
  expect(broken).toEqual([]);
});

/** The anchors that headings of a page get. */
const anchorsOf = (file: string): string[] =>
  Array.from(readFileSync(file, 'utf8').matchAll(/^#+ (.*)$/gm), ([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );

const compilerOptions = JSON.stringify({
  compilerOptions: {
    target: 'es2024',
    lib: ['es2024', 'esnext.disposable'],
    types: ['node'],
    module: 'nodenext',
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    erasableSyntaxOnly: true,
    skipLibCheck: true,
  },
});

const expectToRun = async (
  rig: Rig,
  page: string,
  { code, line }: CodeBlock,
  exitCode: number,
): Promise<void> => {
  const ended = await runIn(rig, code);
  expect(ended.exitCode, `${page}:${line}\n${code}\n${ended.output}`).toBe(exitCode);
};
