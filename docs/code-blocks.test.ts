import { expect, test } from 'vitest';
import { codeBlocks } from './code-blocks.ts';

test('blocks are found with their language, line and use', () => {
  const page =
    '# a\n\n```ts file=spec.ts\nb\n```\n\n```sh run exit=2\nc\nd\n```\n\n```\ne\n```\n```sh theirs=hydra\nf\n```\n';
  expect(codeBlocks(page)).toEqual([
    { language: 'ts', line: 3, code: 'b\n', use: { kind: 'file', path: 'spec.ts' } },
    { language: 'sh', line: 7, code: 'c\nd\n', use: { kind: 'run', exitCode: 2 } },
    { language: '', line: 12, code: 'e\n', use: { kind: 'none' } },
    { language: 'sh', line: 15, code: 'f\n', use: { kind: 'theirs', sweep: 'hydra' } },
  ]);
});

test('a mark that means nothing is refused', () => {
  expect(() => codeBlocks('```sh ran\na\n```\n')).toThrow('Expected file=NAME');
});
