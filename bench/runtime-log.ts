// How many values a second log() takes, while each is in the file at most 5 ms later. Target: 1,000,000.
import { runMain } from '../packages/runtime/src/testing.ts';
import { row } from './row.ts';
import { spreadText } from './statistics.ts';

const calls = 250_000;

/** Values a second of one run, with this many values a call. */
const measure = async (valuesInCall: number): Promise<number> => {
  using run = await runMain(
    ({ log }) => {
      const values = Object.fromEntries(
        Array.from({ length: valuesInCall }, (_, index) => [`value${index}`, 0]),
      );
      const names = Object.keys(values);
      const start = performance.now();
      for (let step = 0; step < calls; step++) {
        for (const name of names) values[name] = step / 7;
        log(values, step);
      }
      return (calls * valuesInCall) / ((performance.now() - start) / 1000);
    },
    { params: {} },
  );
  return run.result ?? 0;
};

for (const valuesInCall of [1, 4]) {
  const rates: number[] = [];
  for (let round = 0; round < 5; round++) rates.push(await measure(valuesInCall));
  row(`\`log()\` of ${valuesInCall} a call: values a second`, spreadText(rates), '1,000,000');
}
