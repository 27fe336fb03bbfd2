import { Double, defaultFlagStyle, parsePrivate, type RecordedExperiment } from '@mrunner/core';
import { expect, test } from 'vitest';
import { experimentLines } from './experiment-line.ts';

const shared = {
  project: 'p',
  name: 'n',
  script: ['node', 'train.js'],
  tags: ['a'],
  env: { $double: 'x' },
  secrets: [],
  resources: {},
  args: 'neptune',
  flags: defaultFlagStyle,
  pythonPath: [],
  pathsToCopy: [],
  exclude: [],
} as const;

const recorded = (index: number, changes: object = {}): RecordedExperiment => ({
  index,
  experiment: {
    ...shared,
    parameters: { lr: new Double(1), seed: index, big: 2n ** 70n },
    ...changes,
  },
  directory: `runs/${index}-n`,
  context: 'local',
});

test('a line is read back as the experiment it was made of, also when its neighbours differ', () => {
  const lineOf = experimentLines();
  const composite = { name: 'c', member: 'm', first: 2, size: 1, onFailure: 'stop' } as const;
  const experiments = [
    recorded(0),
    recorded(1),
    { ...recorded(2), composite },
    recorded(3, { name: 'other', description: 'new' }),
    recorded(4, { parameters: {} }),
    recorded(5),
  ];
  const lines = experiments.map(lineOf);
  expect(lines.map(parsePrivate)).toEqual(experiments);
  expect(lines.every((line, index) => line.startsWith(`{"index":${index},`))).toBe(true);
});
