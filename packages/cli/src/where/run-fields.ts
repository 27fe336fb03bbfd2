import type { FoldedRemarks, Value } from '@mrunner/core';
import { type SeenRun, timeTaken } from '../select/seen-run.ts';
import type { Lookup } from './holds.ts';

/** What `--where` and `--sort` know of every run, besides its parameters and results. */
export const runFields: {
  readonly [name: string]: (run: SeenRun, now: number) => Value | undefined;
} = {
  index: ({ recorded }) => recorded.index,
  id: ({ sweep, recorded }) => `${sweep.record.id}/${recorded.index}`,
  sweep: ({ sweep }) => sweep.record.id,
  project: ({ recorded }) => recorded.experiment.project,
  name: ({ recorded }) => recorded.experiment.name,
  context: ({ recorded }) => recorded.context,
  composite: ({ recorded }) => recorded.composite?.name,
  tag: ({ sweep, recorded }) =>
    sweep.remarks().run(recorded.index).tags(sweep.plan(recorded, 1).tags),
  note: ({ sweep, recorded }) => notesText(sweep.remarks(), recorded.index),
  pinned: ({ sweep, recorded }) => sweep.remarks().run(recorded.index).pinned,
  state: ({ status }) => status.state,
  reason: ({ status }) => status.reason?.kind,
  why: ({ status }) => status.reason?.text,
  exitCode: ({ status }) => status.exitCode ?? undefined,
  attempt: ({ status }) => status.attempt,
  time: ({ status }, now) => seconds(timeTaken(status, now)),
  dir: ({ directory }) => directory,
};

/** Notes on the sweep are about each of its runs. */
const notesText = ({ sweep, run }: FoldedRemarks, index: number): readonly string[] | undefined => {
  const texts = [...sweep.notes, ...run(index).notes].map(({ text }) => text);
  return texts.length === 0 ? undefined : texts;
};

const seconds = (milliseconds: number | undefined): number | undefined =>
  milliseconds === undefined ? undefined : milliseconds / 1000;

/**
 * What a name stands for in a run: its own fields first, then a parameter, then a result. `p.name` is always a
 * parameter and `r.name` always a result; `p.a.b` is the key of that very name, else the path.
 */
export const runLookup =
  (run: SeenRun, now: number): Lookup =>
  (name) => {
    const field = Object.hasOwn(runFields, name) ? runFields[name] : undefined;
    if (field !== undefined) return field(run, now);
    if (name.startsWith('p.')) return parameter(run, name.slice(2));
    if (name.startsWith('r.')) return result(run, name.slice(2));
    return parameter(run, name) ?? result(run, name);
  };

const parameter = ({ recorded }: SeenRun, name: string): Value | undefined =>
  at(recorded.experiment.parameters, name);

const result = (run: SeenRun, name: string): Value | undefined => {
  const found = run.results();
  return Object.hasOwn(found, name) ? (found[name] as Value) : undefined;
};

const at = (value: Value | undefined, name: string): Value | undefined => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const map = value as { readonly [key: string]: Value };
  if (Object.hasOwn(map, name)) return map[name];
  const dot = name.indexOf('.');
  if (dot < 0) return undefined;
  const head = name.slice(0, dot);
  return Object.hasOwn(map, head) ? at(map[head], name.slice(dot + 1)) : undefined;
};
