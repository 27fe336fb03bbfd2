import type { IndexedExperiment } from '../experiments/experiment.ts';
import type { Problem } from '../problems/problem.ts';
import type { Selection } from '../sweep/sweep-record.ts';
import type { EvaluatedMember, UnitSource } from './evaluated.ts';
import { problemCollector } from './problem-collector.ts';
import type { SpecDefaults } from './read-fields.ts';
import { selectUnits, type WalkResult } from './select-units.ts';
import { parseSetFlag } from './set-flags.ts';
import { sourcesOf } from './sources.ts';
import type { ReadOptions } from './spec-source.ts';
import { type ScriptUse, type Spectrum, spectrum } from './spectrum.ts';

/** How a spec is to be evaluated. */
export interface EvaluateOptions {
  readonly defaults: SpecDefaults;
  readonly selection?: Selection;
  /** Texts of `--set`. */
  readonly set?: readonly string[];
}

/** A spec whose selected experiments have all been checked. */
export interface EvaluatedSpec extends Spectrum {
  /** Experiments of the unselected spec (of an endless one: as many as were looked at). */
  readonly specCount: number;
  /** The selected experiments in the order they are to be run. */
  experiments(): AsyncIterable<IndexedExperiment>;
}

/**
 * A checked spec, or all that is wrong with it. The commands and secrets are known either way, so that whoever mends the
 * spec hears of those in the same go.
 */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      readonly problems: readonly Problem[];
      readonly scripts: readonly ScriptUse[];
      readonly secrets: readonly string[];
    };

/** What comes of evaluating a spec. */
export type Evaluation = Checked<EvaluatedSpec>;

/** Up to here the checked experiments are kept; larger sweeps are expanded a second time when they are written. */
const mostKept = 20_000;

/**
 * Evaluates what a spec file gives: expands it, selects, and checks every selected experiment. All problems are
 * reported together. What the user's own functions throw outside of single experiments is passed on.
 */
export const evaluateSpec = (given: unknown, options: EvaluateOptions): Promise<Evaluation> =>
  evaluateSources((read) => sourcesOf(given, read), options);

/** As `evaluateSpec`, of sources that somebody else makes of what a spec gives. */
export const evaluateSources = async (
  open: (read: ReadOptions) => AsyncIterable<UnitSource>,
  options: EvaluateOptions,
): Promise<Evaluation> => {
  const problems = problemCollector();
  const set = (options.set ?? []).flatMap((text) => {
    const flag = parseSetFlag(text);
    if (!flag.ok) for (const problem of flag.problems) problems.add(problem);
    return flag.ok ? [flag.value] : [];
  });
  const selection = options.selection ?? {};
  const seen: UnitSource[] = [];
  const walk: WalkResult = { specCount: 0, complete: false };
  const summary = spectrum();
  let kept: IndexedExperiment[] | undefined = [];

  const sources = watched(open({ defaults: options.defaults, set }), seen);
  for await (const { first, unit } of selectUnits(sources, selection, walk)) {
    const members = await unit();
    for (const [position, member] of (members ?? []).entries()) {
      for (const problem of member.problems) problems.add(problem, first + position);
      const indexed = indexedExperiment(member, first, position);
      if (!member.isNone) summary.add(indexed);
      kept?.push(indexed);
    }
    if (kept !== undefined && kept.length > mostKept) kept = undefined;
  }
  for (const source of seen) for (const problem of source.problems) problems.add(problem);
  const outside = beyondTheEnd(walk, selection);
  if (problems.isEmpty && outside !== undefined) problems.add(outside);
  if (problems.isEmpty && summary.count === 0) problems.add(nothingToRun(walk, selection, seen));
  if (!problems.isEmpty) {
    const { scripts, secrets } = summary.seen();
    const all = problems.all();
    return { ok: false, problems: all, scripts: readable(scripts, all), secrets };
  }

  const keptExperiments = kept;
  const value: EvaluatedSpec = {
    specCount: Math.max(walk.specCount, summary.highest + 1),
    ...summary.seen(),
    experiments: () =>
      keptExperiments === undefined ? expandAgain(seen, selection) : listed(keptExperiments),
  };
  return { ok: true, value };
};

/** Commands but those that could not be read: of these it would be said that there is none. */
const readable = (
  scripts: readonly ScriptUse[],
  problems: readonly Problem[],
): readonly ScriptUse[] =>
  problems.some(({ path }) => /(?:^|\.)(?:script|what)$/.test(path))
    ? scripts.filter(({ script }) => script !== null)
    : scripts;

async function* watched(
  sources: AsyncIterable<UnitSource>,
  seen: UnitSource[],
): AsyncGenerator<UnitSource> {
  for await (const source of sources) {
    seen.push(source);
    yield source;
  }
}

async function* listed<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

/** Sources give the same unit for the same number, so nothing of the user's spec file is asked twice. */
async function* expandAgain(
  sources: readonly UnitSource[],
  selection: Selection,
): AsyncGenerator<IndexedExperiment> {
  for await (const { first, unit } of selectUnits(listed(sources), selection, {
    specCount: 0,
    complete: false,
  })) {
    const members = await unit();
    for (const [position, member] of (members ?? []).entries())
      yield indexedExperiment(member, first, position);
  }
}

const indexedExperiment = (
  { experiment, composite }: EvaluatedMember,
  first: number,
  position: number,
): IndexedExperiment => ({
  index: first + position,
  experiment,
  ...(composite !== undefined && { composite: { ...composite, first } }),
});

const beyondTheEnd = (
  { specCount, complete }: WalkResult,
  { only = [] }: Selection,
): Problem | undefined => {
  const beyond = only.find(([, last]) => last >= specCount);
  if (!complete || beyond === undefined || specCount === 0) return undefined;
  return {
    kind: 'value',
    path: '--only',
    message: `expected indexes from 0 to ${specCount - 1}, got ${beyond[0] === beyond[1] ? beyond[0] : beyond.join('-')}`,
    details: [`the spec has ${specCount} experiment${specCount === 1 ? '' : 's'}`],
  };
};

const nothingToRun = (
  { specCount }: WalkResult,
  selection: Selection,
  sources: readonly UnitSource[],
): Problem => {
  if (specCount > 0) {
    const flags = Object.keys(selection)
      .map((key) => `--${key}`)
      .join(' and ');
    return { kind: 'spec', path: flags, message: `nothing is left of ${specCount} experiments` };
  }
  const empty = sources.find((source) => source.emptyBecause !== undefined)?.emptyBecause;
  const dropped = sources.some((source) => source.filtered && source.candidates > 0);
  const why =
    empty !== undefined
      ? `${empty} is empty`
      : dropped
        ? 'where drops every combination'
        : 'the list is empty';
  return { kind: 'spec', path: '', message: `expected at least one experiment, got none: ${why}` };
};
