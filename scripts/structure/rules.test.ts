import { expect, test } from 'vitest';
import {
  effectViolations,
  exportViolations,
  lengthViolations,
  nameViolations,
} from './file-rules.ts';
import { importsOf, importViolations } from './import-rules.ts';
import { maskSource } from './mask-source.ts';
import type { SourceFile } from './violation.ts';

const file = (path: string, text: string): SourceFile => ({ path, text, masked: maskSource(text) });

test('imports of every form are found, and those in comments and strings are not', () => {
  const text = [
    "import a from './a.ts';",
    "import type { B } from './b.ts';",
    "import './c.ts';",
    "export { d } from './d.ts';",
    "type E = import('./e.ts').E;",
    "const f = await import('./f.ts');",
    "// import g from './g.ts';",
    'const h = "import h from \'./h.ts\'";',
    'import {',
    '  i,',
    "} from './i.ts';",
  ].join('\n');
  expect(importsOf(file('x.ts', text)).map((each) => `${each.specifier}:${each.line}`)).toEqual([
    './a.ts:1',
    './b.ts:2',
    './c.ts:3',
    './d.ts:4',
    './e.ts:5',
    './f.ts:6',
    './i.ts:11',
  ]);
});

test.each([
  ['packages/core/src/a.ts', '@mrunner/dispatcher', 'from core'],
  ['packages/runtime/src/a.ts', '@mrunner/dispatcher', 'from runtime'],
  ['packages/runtime/src/a.ts', '@mrunner/core', 'every training script would load'],
  ['packages/core/src/a.ts', '../../runtime/src/b.ts', 'outside of its package'],
  ['packages/core/src/a.ts', '@mrunner/core/values', 'its own package'],
  ['packages/cli/src/a.ts', 'mrunner/runtime', 'its own package'],
  ['packages/core/src/b/a.ts', '../index.ts', 'a front door'],
  ['packages/core/src/a.ts', './values/index.ts', 'a front door'],
  ['packages/core/src/a.ts', 'node:path', 'in core'],
  ['packages/dispatcher/src/a.ts', 'node:fs', 'outside of packages/dispatcher/src/host'],
  ['packages/dispatcher/src/cluster/a/b.ts', '../../slurm/c.ts', 'of slurm, into cluster'],
  ['packages/dispatcher/src/slurm/a.ts', '../kubernetes/b.ts', 'of kubernetes, into slurm'],
  ['packages/dispatcher/src/kubernetes/a.ts', '../backends/b.ts', 'of backends, into kubernetes'],
  ['examples/a/train.ts', '@mrunner/core', 'users do not have'],
])('%s may not import %s', (path, specifier, what) => {
  const found = importViolations(file(path, `\nimport '${specifier}';\n`));
  expect(found).toEqual([
    { line: 2, what: expect.stringContaining(what), instead: expect.any(String) },
  ]);
});

test.each([
  ['packages/cli/src/a.ts', '@mrunner/dispatcher'],
  ['packages/dispatcher/src/a.ts', '@mrunner/core'],
  ['packages/dispatcher/src/a.ts', 'node:path'],
  ['packages/dispatcher/src/host/a.ts', 'node:fs'],
  ['packages/dispatcher/src/backends/a.ts', '../slurm/b.ts'],
  ['packages/dispatcher/src/slurm/a.ts', '../cluster/b.ts'],
  ['packages/dispatcher/src/slurm/a/b.ts', '../c.ts'],
  ['packages/dispatcher/src/index.ts', './slurm/b.ts'],
  ['packages/runtime/src/a.ts', '@mrunner/core/values'],
  ['packages/runtime/src/a.ts', 'node:fs'],
  ['packages/core/src/load-spec/a.ts', 'node:fs/promises'],
  ['packages/core/src/a.test.ts', 'node:child_process'],
  ['packages/core/src/a.ts', './b.ts'],
  ['packages/cli/test/a.test.ts', '../../core/test/arbitrary-value.ts'],
  ['examples/a/train.ts', 'mrunner/runtime'],
])('%s may import %s', (path, specifier) => {
  expect(importViolations(file(path, `import '${specifier}';`))).toEqual([]);
});

test.each([
  'Date.now()',
  'new Date()',
  'Math.random()',
  'process.env.HOME',
  'console.log(1)',
  'fetch(url)',
])('%s is an effect in core, and not in its tests', (code) => {
  expect(effectViolations(file('packages/core/src/a.ts', `\n${code};`))).toMatchObject([
    { line: 2 },
  ]);
  expect(effectViolations(file('packages/core/src/a.test.ts', code))).toEqual([]);
  expect(effectViolations(file('packages/core/src/a.ts', `// ${code}\n'${code}'`))).toEqual([]);
});

test.each([
  'process.start',
  'host.process.env',
  'this.fetch(url)',
  'prefetch(url)',
  'new DateTime()',
])('%s is no effect', (code) =>
  expect(effectViolations(file('packages/core/src/a.ts', code))).toEqual([]),
);

test('export * is named', () => {
  expect(exportViolations(file('a.ts', "export * from './b.ts'"))).toHaveLength(1);
  expect(exportViolations(file('a.ts', "export type * from './b.ts'"))).toHaveLength(1);
  expect(exportViolations(file('a.ts', "export { b } from './b.ts'"))).toEqual([]);
});

test('names that do not say what is inside are refused, of files and of folders', () => {
  expect(nameViolations(file('packages/core/src/utils.ts', ''))).toHaveLength(1);
  expect(nameViolations(file('packages/core/src/helpers/a.ts', ''))).toHaveLength(1);
  expect(nameViolations(file('packages/core/src/common-keys.ts', ''))).toEqual([]);
});

test('sources have at most 250 lines, tests 400', () => {
  const lines = (count: number): string => 'a\n'.repeat(count);
  expect(lengthViolations(file('a.ts', lines(250)))).toEqual([]);
  expect(lengthViolations(file('a.ts', lines(251)))).toMatchObject([{ line: 251 }]);
  expect(lengthViolations(file('a.test.ts', lines(400)))).toEqual([]);
  expect(lengthViolations(file('a.test.ts', lines(401)))).toMatchObject([{ line: 401 }]);
});
