import { describe, expect, test } from 'vitest';
import type { Resources } from '../experiments/experiment.ts';
import { outputDirectory, type SbatchCall, sbatchWords } from './sbatch-words.ts';

const call = (more: Partial<SbatchCall> = {}): SbatchCall => ({
  token: 'mr-brave-otter-k3j9x-0',
  count: 100,
  resources: {},
  context: { slurm: {} },
  work: '/scratch/me/sandbox/20261122-1607-brave-otter',
  script: '/scratch/me/worker.sh',
  requeue: false,
  ...more,
});
const wordsOf = (resources: Resources, more: Partial<SbatchCall> = {}): readonly string[] =>
  sbatchWords(call({ resources, ...more })).filter((word) =>
    /^--(?:time|nodes|ntasks|cpus|mem|gres|partition|constraint|signal)/.test(word),
  );

describe('a call of sbatch', () => {
  test('names the batch, and hands the script its token', () => {
    expect(sbatchWords(call())).toEqual([
      'sbatch',
      '--parsable',
      '--job-name=mr-brave-otter-k3j9x-0',
      '--array=0-99',
      '--output=/scratch/me/sandbox/20261122-1607-brave-otter/batches/out/%A_%a.out',
      '--chdir=/scratch/me/sandbox/20261122-1607-brave-otter',
      '--open-mode=append',
      '--export=NONE',
      '--no-requeue',
      '/scratch/me/worker.sh',
      'mr-brave-otter-k3j9x-0',
    ]);
  });

  test('says how many at a time, that it is held, that it may be started again, that it is only a question', () => {
    const words = sbatchWords(call({ throttle: 5, hold: true, requeue: true, testOnly: true }));
    expect(words).toContain('--array=0-99%5');
    expect(words).toContain('--hold');
    expect(words).toContain('--requeue');
    expect(words).toContain('--test-only');
    expect(words).not.toContain('--no-requeue');
    const { script: _, ...question } = call({ testOnly: true });
    expect(sbatchWords(question).at(-1)).toBe('--test-only');
  });

  test('has every key of a context on Slurm, and what its user adds last', () => {
    const slurm = {
      account: 'plgx',
      qos: 'long',
      nodelist: 'n[1-4]',
      exclude_nodes: 'n2',
      sbatch_options: ['--mail-type=END', '--mail-user=a@b.c'],
      log_output_path: '/logs/',
    };
    const words = sbatchWords(call({ context: { slurm } }));
    expect(words).toEqual(
      expect.arrayContaining([
        '--account=plgx',
        '--qos=long',
        '--nodelist=n[1-4]',
        '--exclude=n2',
        '--output=/logs/%A_%a.out',
      ]),
    );
    expect(words.slice(-4, -2)).toEqual(['--mail-type=END', '--mail-user=a@b.c']);
  });

  test("has Slurm's own output where the context says, as a directory or a pattern", () => {
    const directory = (path?: string) =>
      outputDirectory({ slurm: path === undefined ? {} : { log_output_path: path } }, '/w');
    expect(directory()).toBe('/w/batches/out');
    expect(directory('/logs')).toBe('/logs');
    expect(directory('/logs/job-%j.out')).toBe('/logs');
    const slurm = { log_output_path: '/logs/job-%j.out' };
    expect(sbatchWords(call({ context: { slurm } }))).toContain('--output=/logs/job-%j.out');
  });

  test.each<readonly [Resources, readonly string[]]>([
    [{ cpu: 4, mem: 16_384, time: 5400 }, ['--time=1:30:00', '--cpus-per-task=4', '--mem=16384M']],
    [{ cpu: 8, ntasks: 4 }, ['--ntasks=4', '--cpus-per-task=2']],
    [{ cpu: 4, ntasks: 3 }, ['--ntasks=3', '--cpus-per-task=2']],
    [{ ntasks: 4 }, ['--ntasks=4']],
    [{ gpu: { count: 2 } }, ['--gres=gpu:2']],
    [{ gpu: { count: 2, type: 'a100' } }, ['--gres=gpu:a100:2']],
    [{ gpu: { count: 0 } }, []],
    [{ nodes: 2, gpu: { count: 4 }, mem: 1001 }, ['--nodes=2', '--mem=501M', '--gres=gpu:2']],
    [
      { partition: 'long', constraint: 'a100|h100', time: 100_000 },
      ['--partition=long', '--time=1-03:46:40', '--constraint=a100|h100'],
    ],
  ])('asks for %j', (resources, words) => {
    expect(wordsOf(resources)).toEqual(words);
  });

  test('asks for so much more as runs are side by side', () => {
    expect(wordsOf({ cpu: 2, mem: 100, gpu: { count: 1 } }, { slots: 3 })).toEqual([
      '--cpus-per-task=6',
      '--mem=300M',
      '--gres=gpu:3',
    ]);
    expect(wordsOf({}, { slots: 3 })).toEqual(['--cpus-per-task=3']);
    expect(wordsOf({ time: 60 }, { time: 3600 })).toEqual(['--time=1:00:00']);
  });

  test('has its tasks warned a minute earlier than runs are to be, but not in their first half', () => {
    const context = { slurm: {}, warnBefore: 120 };
    expect(wordsOf({}, { context })).toEqual(['--signal=B:USR1@180']);
    expect(wordsOf({ time: 300 }, { context })).toContain('--signal=B:USR1@150');
    expect(wordsOf({}, { context, signalLead: 90 })).toEqual(['--signal=B:USR1@90']);
    expect(wordsOf({}, { context: { slurm: {}, warnBefore: 1e6 } })).toEqual([
      '--signal=B:USR1@65535',
    ]);
    expect(wordsOf({}, { context: { slurm: {}, warnBefore: 0 } })).toEqual([]);
  });
});
