import { expect, test } from 'vitest';
import { liveOutput } from './live-output.ts';

const written = (isAlone: boolean) => {
  const texts: string[] = [];
  const terminal = {
    write: (text: string | Uint8Array) => void texts.push(String(text)),
    drained: async () => {},
    isTerminal: false,
    columns: 80,
  };
  const output = liveOutput({ env: {} }, terminal, () => isAlone);
  return { output, text: () => texts.join('') };
};

const bytes = (text: string): Uint8Array => Buffer.from(text);

test('one run at a time prints as it is, and what mrunner says stands on lines of its own', () => {
  const { output, text } = written(true);
  output.printed({ index: 0 }, bytes('50 %\r'));
  output.printed({ index: 0 }, bytes('99 %'));
  output.say('#0 ended');
  expect(text()).toBe('50 %\r99 %\n#0 ended\n');
});

test('of several, each line tells whose it is, and no letter is torn', () => {
  const { output, text } = written(false);
  const [first = 0, second = 0] = bytes('ż');
  output.printed({ index: 3 }, bytes('epoch 1\nepo'));
  output.printed({ index: 12 }, bytes('loss 0.5\n'));
  output.printed({ index: 3 }, Uint8Array.of(first));
  output.printed({ index: 3 }, Uint8Array.of(second));
  output.ended(3);
  expect(text()).toBe('#3 epoch 1\n#12 loss 0.5\n#3 epoż\n');
});
