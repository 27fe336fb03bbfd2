import { expect, test } from 'vitest';
import { nodeHost } from '../host/node-host.ts';
import { markedProcessSearch } from './marked-processes.ts';

/** A machine with one process whose environment can be another one's later. */
function machine() {
  const real = nodeHost();
  const process = { environment: 'HOME=/', reads: 0 };
  let elapsed = 0;
  const host = {
    files: {
      ...real.files,
      exists: () => true,
      list: () => ['self', '7'],
      read: () => {
        process.reads++;
        return process.environment;
      },
    },
    clock: { ...real.clock, elapsed: () => elapsed },
  };
  const pass = (milliseconds: number): void => {
    elapsed += milliseconds;
  };
  return { host, process, pass };
}

test('a foreign process is looked at for a second, and not again', () => {
  const { host, process, pass } = machine();
  const find = markedProcessSearch(host, 'sweep', '/home');
  for (let look = 0; look < 10; look++) {
    expect(find()).toEqual([]);
    pass(500);
  }
  expect(process.reads).toBe(3);
});

test('a pid that a run got long after a foreign process had it is found', () => {
  const { host, process, pass } = machine();
  const find = markedProcessSearch(host, 'sweep', '/home');
  find();
  pass(1500);
  find();
  process.environment = 'MRUNNER_RUN_ID=sweep/3\0MRUNNER_ATTEMPT=2';
  pass(3_600_000);
  expect(find()).toEqual([{ pid: 7, run: 3, attempt: 2 }]);
});

test.each([
  ['/home/runs/3-a', undefined, true],
  ['/elsewhere/runs/3-a', '/elsewhere/runs/3-a', false],
  ['/link/runs/3-a', '/home/runs/3-a', true],
  ['/moved/away/runs/3-a', undefined, true],
])(
  'with its directory %s, really %s, a process of the same sweep id is ours: %s',
  (directory, real, isOurs) => {
    const { host, process } = machine();
    process.environment = `MRUNNER_RUN_ID=sweep/3\0RESOURCE_DIR_PATH=${directory}\0MRUNNER_ATTEMPT=2`;
    const realPath = (path: string): string | undefined => (path === '/home' ? path : real);
    const find = markedProcessSearch(
      { ...host, files: { ...host.files, realPath } },
      'sweep',
      '/home',
    );
    expect(find()).toEqual(isOurs ? [{ pid: 7, run: 3, attempt: 2 }] : []);
  },
);
