import {
  builtInConfig,
  type Context,
  contextNameOf,
  type EvaluatedSpec,
  evaluateSpec,
  mergeContext,
  type PlannedRun,
  parseConfig,
  plainOf,
  planSweep,
  problemText,
  type Result,
  type Selection,
  type SweepPlan,
} from '@mrunner/core';

/** How a spec is to be planned in a test. */
export interface PlanOfOptions {
  /** Keys as in `mrunner.yaml`, such as `{ neptune: true, env: { A: '1' } }`. Every experiment runs in this context. */
  readonly context?: { readonly [key: string]: unknown };
  /** As `--set` takes them: `['lr=0.1']`. */
  readonly set?: readonly string[];
  /** As `--only`, `--shuffle` and `--limit` say it. */
  readonly selection?: Selection;
}

/** A sweep as plain data. Nothing in it depends on the machine, the time or chance. */
export interface PlannedSweep {
  readonly count: number;
  /** Parameters that differ between the runs. */
  readonly varying: readonly string[];
  readonly runs: readonly RunPlan[];
}

/** What would be done for one run. Paths begin with `<storage>` and `<project>`, the sweep's id is `<sweep>`. */
export interface RunPlan {
  readonly index: number;
  readonly project: string;
  readonly name: string;
  readonly parameters: { readonly [name: string]: unknown };
  readonly tags: readonly string[];
  readonly command: readonly string[];
  readonly env: { readonly [name: string]: string };
  readonly cwd: string;
  readonly files: readonly { readonly path: string; readonly text: string }[];
}

/**
 * What `mrun run` would do with a spec: its value, or the function that gives it. For `toEqual` and snapshots.
 *
 * @example
 * const { runs } = await planOf(spec, { set: ['epochs=1'] });
 * expect(runs.map(({ parameters }) => parameters.lr)).toEqual([0.01, 0.1]);
 * @throws an `Error` whose message is what `mrun plan` would print about everything that is wrong
 */
export const planOf = async (spec: unknown, options: PlanOfOptions = {}): Promise<PlannedSweep> => {
  const { selection = {}, set = [] } = options;
  const evaluated = await evaluateSpec(spec, { defaults: { name: 'spec' }, selection, set });
  if (!evaluated.ok) throw new Error(problemText(evaluated.problems));
  const contexts = valueIn(contextsOf(evaluated.value, options));
  const plan = planFor(evaluated.value, contexts, options);
  const runs: RunPlan[] = [];
  for await (const indexed of evaluated.value.experiments()) {
    runs.push(runPlanOf(plan.run(plan.record(indexed)), contexts));
  }
  return { count: evaluated.value.count, varying: evaluated.value.varying, runs };
};

const project = '/<project>';
const storage = '/<storage>';
const usualContext = 'local';

const valueIn = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(problemText(result.problems));
  return result.value;
};

/** Every context that an experiment names has the same settings: those of the test. */
const contextsOf = (spec: EvaluatedSpec, { context = {} }: PlanOfOptions): Result<Context[]> => {
  const names = new Set(spec.contexts.map((use) => contextNameOf(use, [usualContext])));
  const text = JSON.stringify({
    contexts: Object.fromEntries([...names].map((name) => [name, context])),
  });
  const config = parseConfig(text, { file: 'context', directory: project });
  if (!config.ok) return config;
  const sources = {
    builtIn: builtInConfig(storage),
    project: config.value,
    home: '/<home>',
    workingDirectory: project,
  };
  const merged: Context[] = [];
  for (const name of names) {
    const one = mergeContext({ name, path: 'context' }, sources);
    if (!one.ok) return one;
    merged.push(one.value.context);
  }
  return { ok: true, value: merged };
};

const planFor = (
  spec: EvaluatedSpec,
  contexts: readonly Context[],
  { selection = {}, set = [] }: PlanOfOptions,
): SweepPlan =>
  planSweep({
    spectrum: spec,
    specCount: spec.specCount,
    spec: { file: `${project}/spec.ts`, name: 'spec' },
    specBaseName: 'spec',
    stateDirectory: '/<state>',
    contextsByPosition: [usualContext],
    contexts,
    id: '<sweep>',
    createdAt: 0,
    selection,
    set,
    tags: [],
    words: [],
    resources: {},
    code: { mode: 'in-place', directory: project },
    launchedFrom: project,
    projectDirectory: project,
    host: '<host>',
    user: '<user>',
    userHome: '/home/<user>',
    mrunnerVersion: '<version>',
    searchPath: '',
    nodePath: 'node',
    options: { parallel: 1, retries: 0, retryOn: [], grace: 0 },
  });

const runPlanOf = (run: PlannedRun, contexts: readonly Context[]): RunPlan => {
  const places = [
    ...contexts.map(({ storageDir }) => [storageDir, '<storage>'] as const),
    [project, '<project>'] as const,
  ];
  const stable = (text: string): string =>
    places.reduce((rest, [path, name]) => rest.replaceAll(path, name), text);
  const env = { ...run.contextEnv, ...run.env };
  return {
    index: run.index,
    project: run.project,
    name: run.name,
    parameters: plainOf(run.parameters) as { readonly [name: string]: unknown },
    tags: run.tags,
    command: run.command.map(stable),
    env: Object.fromEntries(Object.entries(env).map(([name, value]) => [name, stable(value)])),
    cwd: stable(run.cwd),
    files: run.files.map(({ path, text }) => ({ path: stable(path), text: stable(text) })),
  };
};
