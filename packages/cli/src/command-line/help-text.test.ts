import { expect, test } from 'vitest';
import { flagRows } from './help-text.ts';

test('a flag that may be repeated takes one word at a time, and help says so', () => {
  const tags = { kind: 'list', value: 'T', describe: 'Add a tag' } as const;
  const only = { kind: 'text', value: 'N', describe: 'Only these' } as const;
  expect(flagRows({ tags, only })).toEqual([
    ['--tags T', 'Add a tag (again for more)'],
    ['--only N', 'Only these'],
  ]);
});
