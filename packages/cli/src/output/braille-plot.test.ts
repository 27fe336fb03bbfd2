import { expect, test } from 'vitest';
import { numberFormat } from '../results/number-text.ts';
import { braillePlot, type PlottedCurve } from './braille-plot.ts';

const same = (text: string): string => text;
const frame = {
  columns: 30,
  rows: 5,
  firstLabel: 'step 0',
  lastLabel: '9',
  format: numberFormat([0.5, 0]),
};
const curve = (letter: string, points: readonly (number | undefined)[]): PlottedCurve => ({
  letter,
  points,
  colour: same,
});

test('two curves are drawn between labelled axes and end in their letters', () => {
  const lines = braillePlot([curve('a', [0, 0.25, 0.5]), curve('b', [0.5, 0, 0])], frame);
  expect(`\n${lines.join('\n')}\n`).toMatchInlineSnapshot(`
    "
    0.500 ┤⠑⢄              ⢀⡠⠔⠊ a
          │  ⠑⢄        ⢀⡠⠔⠊⠁
    0.250 ┤    ⠑⠤⡀ ⢀⡠⠔⠊⠁
          │    ⣀⡠⠜⠪⡁
    0.000 ┤⣀⠤⠒⠉    ⠈⠢⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀ b
          └────────────────────
           step 0             9
    "
  `);
});

test('no line is wider than it may be', () => {
  const points = Array.from({ length: 200 }, (_, i) => Math.sin(i));
  const lines = braillePlot([curve('a', points), curve('b', points)], frame);
  expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(30);
});

test('without a finite point there is nothing to draw', () => {
  expect(braillePlot([curve('a', [Number.NaN, undefined, Infinity])], frame)).toEqual([]);
});

test('a flat curve and a single point are drawn in the middle', () => {
  expect(braillePlot([curve('a', [1, 1])], frame)[2]).toMatch(/⠤|⠒|⠉|⣀/);
  expect(braillePlot([curve('a', [1])], frame)).toHaveLength(7);
});
