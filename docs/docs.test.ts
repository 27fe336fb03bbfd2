import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, globSync, readFileSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { createRig, type Rig } from '../packages/cli/test/rig/rig.ts';
import { type CodeBlock, codeBlocks } from './code-blocks.ts';

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

test.concurrent.each(pagesWithCode)('the code in %s runs', async (page) => {
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

const programs = {
  mrun: 'packages/cli/bin/mrun.js',
  tsc: 'node_modules/typescript/bin/tsc',
  vitest: 'node_modules/vitest/vitest.mjs',
};

/** What a reader has who installed mrunner, zod, vitest and typescript. */
const givePrograms = (rig: Rig): void => {
  for (const name of ['zod', 'vitest', '@types']) {
    symlinkSync(join(root, 'node_modules', name), rig.path('node_modules', name));
  }
  for (const [name, program] of Object.entries(programs)) {
    const path = `node_modules/.bin/${name}`;
    rig.write({ [path]: `#!/bin/sh\nexec node '${join(root, program)}' "$@"\n` });
    chmodSync(rig.path(path), 0o755);
  }
};

/** Runs the lines of a block as a reader would type them, until one fails. */
const runIn = async (
  rig: Rig,
  code: string,
): Promise<{ exitCode: number | null; output: string }> => {
  const { PATH = '' } = rig.env;
  const paths = [rig.path('node_modules/.bin'), dirname(process.execPath), PATH];
  const shell = spawn('sh', ['-e', '-c', `exec 2>&1\n${code}`], {
    cwd: rig.directory,
    env: { ...rig.env, PATH: paths.join(delimiter) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output, [exitCode]] = await Promise.all([text(shell.stdout), once(shell, 'close')]);
  return { exitCode, output };
};

const expectToRun = async (
  rig: Rig,
  page: string,
  { code, line }: CodeBlock,
  exitCode: number,
): Promise<void> => {
  const ended = await runIn(rig, code);
  expect(ended.exitCode, `${page}:${line}\n${code}\n${ended.output}`).toBe(exitCode);
};
