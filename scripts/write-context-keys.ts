/**
 * Writes the table of context keys into docs/contexts.md, between its markers. With `--check` it writes nothing, and exits with
 * 1 when the table is out of date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ContextKeyRow, contextKeyTable } from '../packages/core/src/contexts/key-table.ts';

const file = join(import.meta.dirname, '../docs/contexts.md');
const between = /(<!-- keys: [^\n]*-->\n)[\s\S]*?(<!-- end of keys -->)/;

const row = ({ name, oldNames, backends, expected, defaults, doc }: ContextKeyRow): string =>
  line(
    `\`${name}\`${alsoNamed(oldNames)}`,
    expected,
    defaultText(defaults),
    `${doc}${onlyOn(backends)}`,
  );

const line = (...cells: string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

const alsoNamed = (names: readonly string[]): string =>
  names.length === 0 ? '' : ` (also ${names.map((name) => `\`${name}\``).join(', ')})`;

const defaultText = (defaults: ContextKeyRow['defaults']): string => {
  const texts = Object.entries(defaults);
  if (new Set(texts.map(([, text]) => text)).size === 1 && texts.length > 1) {
    return `\`${texts[0]?.[1]}\``;
  }
  return texts.map(([backend, text]) => `${backend}: \`${text}\``).join(', ');
};

const onlyOn = (backends: ContextKeyRow['backends']): string =>
  backends.includes('local') ? '' : ` Only ${backends.join(' and ')}.`;

const table = [
  '| key | value | default | meaning |',
  '|---|---|---|---|',
  ...contextKeyTable().map(row),
].join('\n');

const before = readFileSync(file, 'utf8');
if (!between.test(before)) throw new Error(`Internal error: ${file} lacks the markers of the keys`);
const after = before.replace(
  between,
  (_, start: string, end: string) => `${start}\n${table}\n\n${end}`,
);

if (after === before) {
  console.log('The keys in docs/contexts.md are up to date.');
} else if (process.argv.includes('--check')) {
  console.error('The keys in docs/contexts.md are out of date. Write them: npx pnpm@12 docs');
  process.exitCode = 1;
} else {
  writeFileSync(file, after);
  console.log('Wrote the keys in docs/contexts.md.');
}
