import { expect, test } from 'vitest';
import { csvLine } from './csv.ts';
import { markdownTable } from './markdown-table.ts';

test('fields with commas, quotes and line ends are quoted as RFC 4180 says', () => {
  expect(csvLine(['a', 'b,c', 'say "hi"', 'two\nlines', ''])).toBe(
    'a,"b,c","say ""hi""","two\nlines",\r\n',
  );
});

test('a Markdown table keeps its cells whatever is in them', () => {
  expect(markdownTable([{ title: 'name' }, { title: 'n', right: true }], [['a|b\\', '1\n2']])).toBe(
    '| name | n |\n| --- | ---: |\n| a\\|b\\\\ | 1<br>2 |\n',
  );
});
