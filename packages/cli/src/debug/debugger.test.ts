import { expect, test } from 'vitest';
import { withDebugger } from './debugger.ts';

const none = { inspectBrk: false, debugpy: undefined, pdb: false };

test.each([
  ['nothing', none, 'node train.ts', 'node train.ts'],
  [
    '--inspect-brk',
    { ...none, inspectBrk: true },
    'node --flag train.ts',
    'node --inspect-brk --flag train.ts',
  ],
  [
    '--inspect-brk behind a wrapper',
    { ...none, inspectBrk: true },
    'npx tsx a.ts',
    'npx tsx --inspect-brk a.ts',
  ],
  ['--pdb', { ...none, pdb: true }, 'python3.12 train.py', 'python3.12 -m pdb train.py'],
  [
    '--pdb with flags of Python',
    { ...none, pdb: true },
    '/usr/bin/python -u -X dev train.py -v',
    '/usr/bin/python -u -X dev -m pdb train.py -v',
  ],
  [
    '--pdb of a module',
    { ...none, pdb: true },
    'uv run python -m train',
    'uv run python -m pdb -m train',
  ],
  [
    '--debugpy',
    { ...none, debugpy: 5678 },
    'python train.py',
    'python -m debugpy --listen 5678 --wait-for-client train.py',
  ],
])('%s changes the command as its debugger wants it', (_, flags, command, changed) => {
  expect(withDebugger(command.split(' '), flags)).toEqual({ ok: true, value: changed.split(' ') });
});

test.each([
  [
    'of another language',
    { ...none, inspectBrk: true },
    'it is for Node, and the command starts python',
  ],
  ['twice', { ...none, pdb: true, debugpy: 1 }, 'expected one debugger'],
])('a debugger %s is refused', (_, flags, message) => {
  const result = withDebugger(['python', 'train.py'], flags);
  expect(result.ok ? '' : result.problems[0]?.message).toBe(message);
});
