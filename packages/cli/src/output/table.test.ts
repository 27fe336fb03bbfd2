import { describe, expect, test } from 'vitest';
import { cutText, tableText, textWidth } from './table.ts';

describe('tableText', () => {
  test('aligns columns, and numbers at their points', () => {
    const columns = [
      { title: 'name' },
      { title: 'loss', align: 'number' },
      { title: 'n', align: 'right' },
    ] as const;
    const rows = [
      ['a', '0.5', '1'],
      ['longer', '12.25', '10'],
      ['b', 'NaN', ''],
      ['c', '-3', '2'],
    ];
    expect(tableText(columns, rows, { indent: 1 })).toBe(
      [
        ' name    loss    n',
        ' a        0.5    1',
        ' longer  12.25  10',
        ' b       NaN',
        ' c       -3      2',
        '',
      ].join('\n'),
    );
  });

  test('cuts columns that may shrink, and no others', () => {
    const columns = [{ title: '' }, { title: '', shrinks: true }, { title: '' }] as const;
    const text = tableText(columns, [['left', 'something long in the middle', 'right']], {
      columns: 30,
      indent: 0,
    });
    expect(text).toBe('left  something long i…  right\n');
    expect(text.length - 1).toBeLessThanOrEqual(30);
  });

  test('does not count colours', () => {
    const red = '\u001b[31mab\u001b[39m';
    expect(textWidth(red)).toBe(2);
    expect(
      tableText(
        [{ title: '' }, { title: '' }],
        [
          [red, 'x'],
          ['abc', 'y'],
        ],
        { indent: 0 },
      ),
    ).toBe(`${red}   x\nabc  y\n`);
  });
});

test.each([
  ['short', 5, 'short'],
  ['longer', 5, 'long…'],
  ['ünïcödé', 3, 'ün…'],
])('cutText(%j, %d) is %j', (text, columns, cut) => {
  expect(cutText(text, columns)).toBe(cut);
});
