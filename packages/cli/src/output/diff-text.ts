import { contextNamed, type Value } from '@mrunner/core';
import type { AttemptCode } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import type { CodeComparison } from '../diff/compare-code.ts';
import type { FullDiff } from '../diff/full-diff.ts';
import type { Section } from '../diff/section.ts';
import { numberOf, numberText } from '../results/number-text.ts';
import type { SeenRun } from '../select/seen-run.ts';
import { shortId } from '../select/short-id.ts';
import { oneLine, valueText } from './cell-text.ts';
import { coloursFor } from './colours.ts';
import { runParts } from './run-parts.ts';
import { codeText, countText } from './sweep-words.ts';
import { tableText } from './table.ts';
import { wrapParts } from './wrap-parts.ts';
import { wrapText } from './wrap-text.ts';

/** Two runs, and how they differ. */
export interface RunsDiff {
  readonly a: SeenRun;
  readonly b: SeenRun;
  readonly sections: readonly Section[];
  readonly code: CodeComparison;
  readonly codes: readonly [AttemptCode, AttemptCode];
  /** The code line by line, when that is wanted. */
  readonly full: FullDiff | undefined;
}

/** Characters of a value that are shown. */
const longest = 60;
const mostFiles = 12;

/** What two runs do not have in common, both values beside each other, and the names of what they do. */
export const diffText = (cli: Cli, diff: RunsDiff): string => {
  const { a, b, sections, code } = diff;
  const colours = coloursFor(cli.stdout, cli.env);
  const { columns } = cli.stdout;
  const now = cli.host.clock.now();
  const heads = [a, b].map((run) => `${wrapParts(runParts(run, now, colours), ' · ', columns)}\n`);
  const before = sections.filter(({ name }) => !isResult(name)).flatMap(sectionRows);
  const after = sections.filter(({ name }) => isResult(name)).flatMap(sectionRows);
  const rows = [...before, ...codeRows(diff), ...after];
  const layout = [
    { title: '' },
    { title: nameOf(a), shrinks: true },
    { title: nameOf(b), shrinks: true },
  ] as const;
  const table = rows.length === 0 ? '' : tableText(layout, rows, { columns });
  const same = [
    ...sections.filter(isSame).map(({ name }) => name),
    ...(code.same === true ? [`code (${oneLine(codeOf(diff.a, diff.codes[0]))})`] : []),
  ];
  const notes = [
    ...sections.flatMap(({ name, note }) => (note === undefined ? [] : [`${name}: ${note}`])),
    ...(code.files.length === 0 ? [] : [`files that differ: ${filesText(code.files)}`]),
    ...(code.note === undefined ? [] : [`code: ${code.note}`]),
    ...(same.length === 0 ? [] : [`the same: ${same.join(', ')}`]),
  ];
  const end = notes.map((note) => `  ${wrapText(note, columns - 4).replaceAll('\n', '\n    ')}\n`);
  return [...heads, table, ...end, ...fullText(diff)].join('');
};

const fullText = ({ a, b, full }: RunsDiff): readonly string[] => {
  if (full === undefined) return [];
  const missing = full.missing.map(
    ({ of, path, why }) =>
      `  not compared: ${oneLine(path)} of ${nameOf(of === 'a' ? a : b)}: ${why}\n`,
  );
  return [...missing, full.text === '' ? '  no line of the code differs\n' : `\n${full.text}`];
};

// What came out is read last.
const isResult = (name: string): boolean => name === 'outcome' || name === 'results';

const isSame = ({ differs, same, note }: Section): boolean =>
  differs.length === 0 && same.length > 0 && note === undefined;

const nameOf = ({ sweep, recorded }: SeenRun): string =>
  `${shortId(sweep.record.id)}/${recorded.index}`;

const sectionRows = ({ name, differs }: Section): readonly (readonly string[])[] =>
  differs.length === 0
    ? []
    : [[name], ...differs.map((each) => [`  ${oneLine(each.name)}`, shown(each.a), shown(each.b)])];

const codeRows = ({ a, b, code, codes }: RunsDiff): readonly (readonly string[])[] =>
  code.same === true ? [] : [['code', oneLine(codeOf(a, codes[0])), oneLine(codeOf(b, codes[1]))]];

const codeOf = ({ sweep, recorded }: SeenRun, { record }: RunsDiff['codes'][number]): string =>
  codeText(contextNamed(sweep.record, recorded.context), record);

const shown = (value: Value | undefined): string => {
  if (value === undefined) return '–';
  const number =
    typeof value === 'bigint' || typeof value === 'string' ? undefined : numberOf(value);
  return number === undefined ? valueText(value, longest) : numberText(number);
};

const filesText = (files: readonly string[]): string => {
  const listed = files.slice(0, mostFiles).map(oneLine).join(', ');
  const hidden = files.length - mostFiles;
  return hidden > 0 ? `${listed} and ${countText(hidden, 'more file')}` : listed;
};
