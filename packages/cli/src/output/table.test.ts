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

  test('cuts the widest column first, so that none is cut while another has more', () => {
    const columns = [
      { title: '', shrinks: true },
      { title: '', shrinks: true },
    ] as const;
    const text = (...row: string[]) => tableText(columns, [row], { columns: 32, indent: 0 });
    expect(text('lr=0.1 seed=0', 'a long sentence about an end')).toBe(
      'lr=0.1 seed=0  a long sentence …\n',
    );
    expect(text('two sentences of a length', 'two sentences of a length')).toBe(
      'two sentences …  two sentences …\n',
    );
  });

  test('keeps the end of cells where that tells them apart', () => {
    const columns = [{ title: 'sweep', shrinks: 'last', keepsEnd: true }, { title: 'n' }] as const;
    const rows = [
      ['20261122-1607-brave-otter', '12'],
      ['brave-owl', '3'],
    ];
    expect(tableText(columns, rows, { columns: 18 })).toBe(
      '  sweep         n\n  …brave-otter  12\n  brave-owl     3\n',
    );
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
