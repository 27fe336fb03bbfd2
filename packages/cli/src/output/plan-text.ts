import {
  type MemberFlags,
  type PlannedRun,
  type RecordedExperiment,
  shellCommand,
  timeText,
} from '@mrunner/core';
import type { CodeListing } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import type { PreparedSweep } from '../load/prepare-sweep.ts';
import { bytesText } from './bytes-text.ts';
import { cellText, valueText } from './cell-text.ts';
import { coloursFor } from './colours.ts';
import { largestFiles } from './plan-json.ts';
import { codeTexts, contextWords, countText, inColumn, resourcesText } from './sweep-words.ts';
import { cutText, tableText, textWidth } from './table.ts';
import { tagLines } from './tag-lines.ts';
import { valuesText } from './values-text.ts';

/** The runs of a plan that a person is shown. */
export interface ShownRuns {
  readonly first: RecordedExperiment;
  readonly last: RecordedExperiment;
  /** One run for each command that occurs, the first of them. */
  readonly commands: readonly PlannedRun[];
  /** The tags of the last run, which may differ from those of the others. */
  readonly lastTags: readonly string[];
}

/** Values of one parameter beyond this number are not known here. */
const knownValues = 64;

/**
 * A plan as a person reads it: what varies, what is started, where. Ends with a newline.
 *
 * @param submitted how its runs go to a cluster
 */
export const planText = (
  cli: Cli,
  prepared: PreparedSweep,
  { first, last, commands, lastTags }: ShownRuns,
  title: string,
  submitted: readonly string[] = [],
): string => {
  const { loaded, plan } = prepared;
  const { sweep } = plan;
  const rows: (readonly [string, string])[] = [
    ...labelled('vary', varyingLines(loaded.variants)),
    ...labelled('parameters', loaded.count === 1 ? parameterLines(first) : []),
    ...labelled('command', commands.map(commandText)),
    ...labelled('context', contextLines(cli, prepared)),
    ...labelled('asks for', resourceLines(prepared)),
    ...labelled('submit', submitted),
    ...labelled('code', [...codeTexts(sweep.contexts, sweep.code), ...snapshotLines(prepared)]),
    ...labelled('limits', limitLines(sweep.options)),
    ...labelled('tags', tagLines(commands, lastTags, last.index)),
    ...labelled('set', sweep.set.length > 0 ? [sweep.set.join('  ')] : []),
    ...endLines(first, last, sweep.varying),
  ];
  const width = Math.max(...rows.map(([label]) => label.length)) + 3;
  const lines = rows.map(([label, text]) =>
    cutText(`  ${label.padEnd(width)}${text}`, Math.max(cli.stdout.columns, 40)).trimEnd(),
  );
  return `${headLine(cli, prepared, title)}\n${lines.join('\n')}\n`;
};

const headLine = (cli: Cli, { plan, loaded }: PreparedSweep, title: string): string => {
  const { bold, dim } = coloursFor(cli.stdout, cli.env);
  const { project, name } = plan.sweep;
  const count = countText(loaded.count, 'experiment');
  const some = loaded.count < loaded.specCount ? ` of ${loaded.specCount}` : '';
  const head = `${bold(project)} · ${bold(name)} · ${count}${some}`;
  const gap = Math.max(3, 43 - textWidth(head));
  return `${head}${' '.repeat(gap)}${dim(title)}`;
};

/** The label stands before the first of its lines only. */
const labelled = (label: string, lines: readonly string[]): (readonly [string, string])[] =>
  lines.map((line, i) => [i === 0 ? label : '', line]);

const varyingLines = (variants: PreparedSweep['loaded']['variants']): string[] => {
  const shown = variants.slice(0, 20);
  const lines = linesOf(
    shown.map(({ name, values }) => [name, valuesText(values, values.length < knownValues)]),
  );
  return shown.length === variants.length
    ? lines
    : [...lines, `and ${countText(variants.length - shown.length, 'more parameter')}`];
};

/** What a single experiment is given; of several, what varies tells more. */
const parameterLines = ({ experiment }: RecordedExperiment): string[] =>
  linesOf(
    Object.entries(experiment.parameters).map(([name, value]) => [name, valueText(value, 60)]),
  );

const linesOf = (rows: readonly (readonly string[])[]): string[] => {
  const columns = Array.from({ length: Math.max(0, ...rows.map((row) => row.length)) });
  const text = tableText(
    columns.map(() => ({ title: '' })),
    rows,
    { indent: 0 },
  );
  return text.split('\n').slice(0, -1);
};

/** The command with the run's directory left out, which says nothing here. */
export const commandText = ({ command, directory }: PlannedRun): string =>
  shellCommand(command.map((word) => word.replaceAll(directory, harmless))).replaceAll(
    harmless,
    '…',
  );

/** Stands for the run's directory while the command is quoted. */
const harmless = '@run.directory@';

const contextLines = (cli: Cli, { plan, contexts }: PreparedSweep): readonly string[] =>
  inColumn(
    contexts.map(({ context }) => {
      const { parallel } = context.backend === 'local' ? plan.sweep.options : context;
      return [context.name, contextWords(cli, context, parallel).join('   ')];
    }),
  );

const resourceLines = ({ plan, contexts }: PreparedSweep): string[] => {
  const { resources, memberFlags = [] } = plan.sweep;
  const [first, ...others] = memberFlags;
  // What is said of all members alike is said of all runs.
  const ofAll = others.length === 0 ? { ...resources, ...first?.resources } : resources;
  const byContext = contexts.map(({ context }) => [
    contexts.length > 1 ? context.name : '',
    resourcesText({ ...context.resources, ...ofAll }),
  ]);
  const byMember = memberFlags.map((said, position) => [
    others.length > 0 ? `member ${position}` : '',
    memberText(said, others.length > 0),
  ]);
  return [...byContext, ...byMember]
    .filter(([, text]) => text !== '')
    .map((words) => words.filter((word) => word !== '').join('   '));
};

/** What is said of one member, beside what is said of all. */
const memberText = ({ resources, image }: MemberFlags, isOwn: boolean): string =>
  [isOwn ? resourcesText(resources) : '', ...(image === undefined ? [] : [`image ${image}`])]
    .filter((text) => text !== '')
    .join(', ');

/** Its largest files, when they matter, what is linked, and what is left out for safety. */
const snapshotLines = ({ snapshot }: PreparedSweep): string[] => {
  if (snapshot === undefined) return [];
  const { listing, source } = snapshot;
  const secret = listing.secret.length;
  return [
    ...(listing.files.length < 2 ? [] : [`largest   ${largestText(listing)}`]),
    ...(source.link.length === 0 ? [] : [`linked    ${source.link.join(', ')}`]),
    ...(secret === 0
      ? []
      : [
          `without   ${shortList(listing.secret)}: ${secret === 1 ? 'it' : 'they'} may hold secrets`,
        ]),
  ];
};

const largestText = ({ files }: CodeListing): string =>
  largestFiles(files)
    .map(({ path, bytes }) => `${path} ${bytesText(bytes)}`)
    .join(', ');

const shortList = (paths: readonly string[]): string =>
  paths.length > 3
    ? `${paths.slice(0, 3).join(', ')} and ${paths.length - 3} more`
    : paths.join(', ');

const limitLines = ({
  retries,
  maxFailures,
  timeout,
}: PreparedSweep['plan']['sweep']['options']): string[] => {
  const parts = [
    ...(timeout === undefined ? [] : [`${timeText(timeout)} a run`]),
    ...(retries === 0 ? [] : [retries === 1 ? '1 retry' : `${retries} retries`]),
    ...(maxFailures === undefined
      ? []
      : [`no more starts after ${countText(maxFailures, 'failure')}`]),
  ];
  return parts.length === 0 ? [] : [parts.join(', ')];
};

const endLines = (
  first: RecordedExperiment,
  last: RecordedExperiment,
  varying: readonly string[],
): (readonly [string, string])[] => {
  const ends = first.index === last.index ? [first] : [first, last];
  const lines = linesOf(ends.map((run) => [`#${run.index}`, ...labelWords(run, varying)]));
  return lines.map((line, i) => [i === 0 ? 'first' : 'last', line]);
};

const labelWords = ({ experiment }: RecordedExperiment, varying: readonly string[]): string[] =>
  varying.map((name) => {
    const value = experiment.parameters[name];
    if (value === undefined) return '';
    return `${name}=${cellText(value)}`;
  });
