import { expect, test } from 'vitest';
import { type NeptuneRun, neptuneRunCommand } from './neptune-command.ts';

const lineOf = (words: string, more: Partial<NeptuneRun> = {}): string =>
  neptuneRunCommand({
    words: words.split(' '),
    configPath: 'foo.yaml',
    storage: '/tmp/storage',
    tags: [],
    version: 1,
    ...more,
  }).join(' ');

const tags = ['tag1', 'tag2', 'tag3'];
const everything = { tags, profile: 'p', dockerImage: 'i', pathsToCopy: ['a', 'b'] };

test.each([
  [
    'a leading python is dropped',
    lineOf('python exp1.py --param1 value1 -f'),
    'neptune run exp1.py --config foo.yaml --storage /tmp/storage -- --param1 value1 -f',
  ],
  [
    'tags follow the storage',
    lineOf('./exp1.py --param1 value1 -f', { tags }),
    'neptune run ./exp1.py --config foo.yaml --storage /tmp/storage --tags tag1 tag2 tag3 -- --param1 value1 -f',
  ],
  [
    'a script without arguments has no --',
    lineOf('python3 exp1.py', { tags }),
    'neptune run exp1.py --config foo.yaml --storage /tmp/storage --tags tag1 tag2 tag3',
  ],
  [
    'the further options stand before --',
    lineOf('exp1.py x', everything),
    'neptune run exp1.py --config foo.yaml --storage /tmp/storage --tags tag1 tag2 tag3 --profile p --docker-image i --paths-to-copy a b -- x',
  ],
])('version 1: %s', (_, line, expected) => {
  expect(line).toBe(expected);
});

test.each([
  [
    'tags are repeated, the script and its arguments come last',
    lineOf('python exp1.py --param1 value1', { version: 2, tags }),
    'neptune run --config foo.yaml --tag tag1 --tag tag2 --tag tag3 exp1.py --param1 value1',
  ],
  [
    'there are no paths to copy',
    lineOf('exp1.py', { version: 2, ...everything, tags: [] }),
    'neptune run --config foo.yaml --profile p --docker-image i exp1.py',
  ],
])('version 2: %s', (_, line, expected) => {
  expect(line).toBe(expected);
});
