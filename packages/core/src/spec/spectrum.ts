import type { IndexedExperiment, Resources } from '../experiments/experiment.ts';
import type { CodeChoice } from '../sweep/sweep-record.ts';
import type { Value } from '../values/value.ts';
import { sameValue } from '../values/value-kind.ts';

/** What a sweep's experiments have in common and in what they differ, so that it need not be looked up one by one. */
export interface Spectrum {
  /** Selected experiments. */
  readonly count: number;
  /** Parameters that differ between them, in the order of their first appearance. */
  readonly varying: readonly string[];
  /** For each varying parameter its first distinct values, a few more than are shown. */
  readonly variants: readonly { readonly name: string; readonly values: readonly Value[] }[];
  /** Projects and names, distinct; at most two each, since more than one is all that matters. */
  readonly projects: readonly string[];
  readonly names: readonly string[];
  /** Contexts that experiments name; undefined stands for those that name none. By member for composites. */
  readonly contexts: readonly ContextUse[];
  readonly secrets: readonly string[];
  /** One snapshot serves them all: without what every experiment excludes, with what any of them wants copied. */
  readonly codeChoice: CodeChoice;
  readonly scripts: readonly ScriptUse[];
  readonly gpus: readonly GpuUse[];
  /** What experiments ask for, distinct; a few hundred at most. */
  readonly resources: readonly ResourceUse[];
  /** Whether the experiments want a snapshot where their contexts say so; `some`: they do not agree. */
  readonly sendCode: 'all' | 'some' | 'none';
  /** Files and directories that experiments start from, distinct. */
  readonly restoreFrom: readonly string[];
}

/** A context that experiments name, or leave to the command line. */
export interface ContextUse {
  readonly name: string | undefined;
  /** Position within a composite: `--context A:B` goes by it. 0 outside of composites. */
  readonly position: number;
}

/** A command that experiments use, and the first experiment that does. */
export interface ScriptUse {
  readonly script: readonly string[] | null;
  readonly cwd: string | undefined;
  readonly use: ContextUse;
  readonly index: number;
}

/** GPUs that what starts together asks for: one experiment, or the members of a composite. */
export interface GpuUse {
  readonly members: readonly {
    readonly use: ContextUse;
    /** Undefined for one that leaves it to its context. */
    readonly count: number | undefined;
  }[];
  /** The first experiment that asks for that. */
  readonly index: number;
}

/** What an experiment asks for in its context, and the first one that does. */
export interface ResourceUse {
  readonly use: ContextUse;
  readonly resources: Resources;
  readonly index: number;
  /** How many do. */
  readonly count: number;
}

type Counted<T extends { readonly count: number }> = Omit<T, 'count'> & { count: number };

/** Distinct commands and values beyond these numbers are not kept. */
const mostScripts = 1_000;
const mostValues = 64;
const mostResources = 200;

/** Collects a spectrum, one experiment at a time. */
export const spectrum = (): {
  add(indexed: IndexedExperiment): void;
  readonly count: number;
  readonly highest: number;
  seen(): Spectrum;
} => {
  let count = 0;
  let highest = -1;
  const parameters = new Map<
    string,
    { values: Value[]; first: Value; varies: boolean; count: number }
  >();
  const projects = new Set<string>();
  const names = new Set<string>();
  const secrets = new Set<string>();
  const contexts = new Map<string, ContextUse>();
  const scripts = new Map<string, ScriptUse>();
  const gpus = gpuUses();
  const resources = new Map<string, Counted<ResourceUse>>();
  let lastResources: Counted<ResourceUse> | undefined;
  let last: IndexedExperiment['experiment'] | undefined;
  let excluded: readonly string[] | undefined;
  const copied = new Set<string>();
  const sendCode = new Set<boolean>();
  const restoreFrom = new Set<string>();

  const addParameters = (given: { readonly [name: string]: Value }): void => {
    for (const name of Object.keys(given)) {
      const value = given[name] as Value;
      const known = parameters.get(name);
      if (known === undefined) {
        parameters.set(name, { values: [value], first: value, varies: false, count: 1 });
        continue;
      }
      known.count++;
      if (
        known.values.length < mostValues &&
        !known.values.some((other) => sameValue(other, value))
      ) {
        known.values.push(value);
      }
      known.varies ||= known.values.length > 1 || !sameValue(known.first, value);
    }
  };

  return {
    add({ index, experiment, composite }) {
      count++;
      highest = Math.max(highest, index);
      addParameters(experiment.parameters);
      const position = composite === undefined ? 0 : index - composite.first;
      // Experiments of one spec share these objects, so most of a sweep is recognised by identity.
      if (
        last !== undefined &&
        composite === undefined &&
        last.script === experiment.script &&
        last.secrets === experiment.secrets &&
        last.project === experiment.project &&
        last.name === experiment.name &&
        last.context === experiment.context &&
        last.cwd === experiment.cwd &&
        last.resources === experiment.resources &&
        last.exclude === experiment.exclude &&
        last.pathsToCopy === experiment.pathsToCopy &&
        last.sendCode === experiment.sendCode &&
        last.restoreFrom === experiment.restoreFrom
      ) {
        if (lastResources !== undefined) lastResources.count++;
        return;
      }
      last = composite === undefined ? experiment : undefined;
      if (projects.size < 2) projects.add(experiment.project);
      if (names.size < 2) names.add(experiment.name);
      const { exclude } = experiment;
      excluded = excluded?.filter((pattern) => exclude.includes(pattern)) ?? exclude;
      for (const path of experiment.pathsToCopy) copied.add(path);
      for (const secret of experiment.secrets) secrets.add(secret);
      sendCode.add(experiment.sendCode !== false);
      if (experiment.restoreFrom !== undefined && restoreFrom.size < mostScripts) {
        restoreFrom.add(experiment.restoreFrom);
      }
      const use: ContextUse = { name: experiment.context, position };
      contexts.set(JSON.stringify([use.name, use.position]), use);
      gpus.add({ use, count: experiment.resources.gpu?.count }, index, composite?.size ?? 1);
      const asked = JSON.stringify([experiment.resources, use]);
      lastResources = resources.get(asked);
      if (lastResources !== undefined) lastResources.count++;
      else if (resources.size < mostResources) {
        lastResources = { use, resources: experiment.resources, index, count: 1 };
        resources.set(asked, lastResources);
      }
      const key = JSON.stringify([experiment.script, experiment.cwd, use]);
      if (!scripts.has(key) && scripts.size < mostScripts) {
        scripts.set(key, { script: experiment.script, cwd: experiment.cwd, use, index });
      }
    },
    get count() {
      return count;
    },
    get highest() {
      return highest;
    },
    seen() {
      const varying = [...parameters].filter(([, seen]) => seen.varies || seen.count < count);
      return {
        count,
        varying: varying.map(([name]) => name),
        variants: varying.map(([name, { values }]) => ({ name, values })),
        projects: [...projects],
        names: [...names],
        contexts: [...contexts.values()],
        secrets: [...secrets],
        codeChoice: { exclude: excluded ?? [], pathsToCopy: [...copied] },
        scripts: [...scripts.values()],
        gpus: gpus.seen(),
        resources: [...resources.values()],
        sendCode: sendCode.size > 1 ? 'some' : sendCode.has(false) ? 'none' : 'all',
        restoreFrom: [...restoreFrom],
      };
    },
  };
};

/** Collects what is asked of GPUs. Members of a composite follow each other. */
const gpuUses = (): {
  add(member: GpuUse['members'][number], index: number, size: number): void;
  seen(): readonly GpuUse[];
} => {
  const found = new Map<string, GpuUse>();
  let members: GpuUse['members'] = [];
  return {
    add: (member, index, size) => {
      members = [...members, member];
      if (members.length < size) return;
      const key = JSON.stringify(members);
      if (!found.has(key) && found.size < mostScripts) {
        found.set(key, { members, index: index - members.length + 1 });
      }
      members = [];
    },
    seen: () => [...found.values()],
  };
};
