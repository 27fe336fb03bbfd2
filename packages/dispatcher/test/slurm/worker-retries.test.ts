import { describe, expect, test } from 'vitest';
import { hasTool } from '../rig.ts';
import { workerRig } from './worker-rig.ts';

const token = 'mr-brave-otter-abcde-0';

const cases = [
  { ends: 'exits with 3', command: 'exit 3', on: 'exit', retries: 2, codes: [3, 3, 3] },
  {
    ends: 'saves of itself',
    command: 'exit 85',
    on: 'interrupted',
    retries: 2,
    codes: [85, 85, 85],
  },
  { ends: 'takes too long', command: 'sleep 1000', on: 'timeout', retries: 1, codes: [143, 143] },
  { ends: 'exits with 3', command: 'exit 3', on: 'exit', retries: 0, codes: [3] },
] as const;

const each = cases.flatMap((it) => (['plain', 'packed'] as const).map((mode) => ({ ...it, mode })));

describe.each(['dash', 'bash'].filter(hasTool))('the worker of a cluster in %s', (shell) => {
  test.each(each)(
    'starts what always $ends again $retries times and no more often, $mode',
    async ({ command, on, retries, codes, mode }) => {
      await using rig = workerRig();
      const timeout = on === 'timeout' ? { timeout: 1 } : {};
      rig.batch({ runs: [{ command }], order: { mode, retries, retryOn: [on], ...timeout } });
      rig.writeWorker();
      await rig.start([shell], token, 0).ended;
      const events = rig.events(`${token}-0`);
      const of = (name: string) => events.filter(({ event }) => event === name);
      expect(of('start').map(({ attempt }) => attempt)).toEqual(codes.map((_, at) => at + 1));
      expect(of('exit').map(({ code }) => code)).toEqual(codes);
      expect(of('again')).toHaveLength(retries);
    },
  );
});
