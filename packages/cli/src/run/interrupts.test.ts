import { expect, test } from 'vitest';
import type { InterruptSignal } from '../cli.ts';
import { listenForInterrupts } from './interrupts.ts';

test('wishes to stop that came early are told to who can fulfil them later', () => {
  let signal = (_signal: InterruptSignal): void => {};
  const interrupts = listenForInterrupts({
    onInterrupt: (listener) => {
      signal = listener;
      return () => {};
    },
  });
  const heard: string[] = [];
  expect(interrupts.happened()).toBe(false);
  signal('SIGINT');
  expect(interrupts.happened()).toBe(true);
  interrupts.listen((name) => heard.push(name));
  signal('SIGTERM');
  expect(heard).toEqual(['SIGINT', 'SIGTERM']);
});
