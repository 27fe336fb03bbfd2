import { expect, test } from 'vitest';
import { type InterruptInput, interruptStep, phaseAfter } from './interrupt-steps.ts';

const stepsOf = (canAsk: boolean, ...inputs: readonly InterruptInput[]): string => {
  let phase: Parameters<typeof interruptStep>[0] = 'attached';
  const steps = inputs.map((input) => {
    const step = interruptStep(phase, input, canAsk);
    phase = phaseAfter(phase, step);
    return step;
  });
  return steps.join(' ');
};

test.each<[string, boolean, InterruptInput[], string]>([
  ['Ctrl-C on a terminal asks, a second one stops', true, ['SIGINT', 'stop key'], 'ask stop'],
  ['a third one kills', true, ['SIGINT', 'stop key', 'SIGINT', 'SIGINT'], 'ask stop kill kill'],
  [
    'd leaves it running, and nothing stops it then',
    true,
    ['SIGINT', 'detach key', 'SIGINT'],
    'ask leave nothing',
  ],
  ['a signal by kill answers the question too', true, ['SIGINT', 'SIGINT'], 'ask stop'],
  [
    'without a terminal Ctrl-C stops, and a second one kills',
    false,
    ['SIGINT', 'SIGINT'],
    'stop kill',
  ],
  ['TERM never asks', true, ['SIGTERM', 'SIGTERM'], 'stop kill'],
  ['TERM answers the question', true, ['SIGINT', 'SIGTERM'], 'ask stop'],
  ['a terminal that goes away leaves it running', true, ['SIGHUP'], 'leave'],
  ['also with the question open', true, ['SIGINT', 'SIGHUP'], 'ask leave'],
  ['but what is being stopped is stopped', true, ['SIGTERM', 'SIGHUP'], 'stop nothing'],
])('%s', (_, canAsk, inputs, expected) => {
  expect(stepsOf(canAsk, ...inputs)).toBe(expected);
});
