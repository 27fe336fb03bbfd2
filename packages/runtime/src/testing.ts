import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exitCodes, runFileNames } from '@mrunner/core/run-files';
import type { SchemaInput, SchemaOutput, StandardSchema } from '@mrunner/core/schema';
import { runTraining } from './ending.ts';
import { interruptionBy } from './interruption.ts';
import { checkBySchema } from './schema-check.ts';
import { openSession } from './session.ts';
import { problemCount, problemsText, SetUpError } from './set-up-problem.ts';
import type { PlainParameters, TrainingMain } from './training.ts';

/** How a test starts a training function. */
export interface RunMainOptions<Params> {
  /** As a spec would give them; the schema checks them and fills in its defaults. */
  readonly params: Params;
  /** Aborting it is what SIGTERM is to a run. */
  readonly signal?: AbortSignal;
  /** Arguments of the script's own. */
  readonly argv?: readonly string[];
  /** Run as under neptune, with a neptune context in the test's directory. */
  readonly neptune?: boolean;
}

/** A line of `metrics.jsonl`. NaN and infinities are the strings `NaN`, `Infinity`, `-Infinity`. */
export interface MetricsLine {
  /** Seconds since the epoch. */
  readonly time: number;
  readonly attempt: number;
  readonly step?: number;
  readonly values?: { readonly [name: string]: number | string };
  readonly channel?: string;
  readonly x?: number;
  readonly text?: string;
  /** The image's path in the experiment directory. */
  readonly image?: string;
  readonly failure?: { readonly kind: 'exit' | 'interrupted'; readonly text: string };
  readonly [other: string]: unknown;
}

/** A point of a channel, or of a name that was logged. */
export interface ChannelPoint {
  readonly x: number;
  /** A number; text; the path of an image in the experiment directory. */
  readonly y: number | string;
}

/** What a training function did. Disposing of it removes its directory. */
export interface MainRun<Outcome> extends Disposable {
  /** What main returned. */
  readonly result: Outcome | undefined;
  /** The lines of `metrics.jsonl`, in order. */
  readonly metrics: readonly MetricsLine[];
  /** The points of everything that was logged or sent, by name. */
  readonly channels: { readonly [name: string]: readonly ChannelPoint[] };
  readonly experimentDir: string;
  /** The code with which the script would have ended: 0, 1, 2 or 85. */
  readonly exitCode: number;
  /** What main threw, or a `SetUpError` with the schema's problems. */
  readonly error?: unknown;
  /** What was printed for the person who watches: warnings and stacks. */
  readonly messages: readonly string[];
}

type AnySchema = StandardSchema<unknown, unknown>;

/**
 * Runs a training function in this process, in a temporary directory, as `standardMrunnerMain` would: what it logged,
 * returned and threw is there to be looked at, and the process lives on.
 *
 * @example
 * using run = await runMain(Params, main, { params: { lr: 0.1, seed: 0 } });
 * expect(run.exitCode).toBe(0);
 * expect(run.channels.loss?.at(-1)?.y).toBeLessThan(0.1);
 */
export function runMain<S extends AnySchema, Outcome>(
  schema: S,
  main: TrainingMain<SchemaOutput<S>, Outcome>,
  options: RunMainOptions<SchemaInput<S>>,
): Promise<MainRun<Outcome>>;
export function runMain<Outcome>(
  main: TrainingMain<PlainParameters, Outcome>,
  options: RunMainOptions<PlainParameters>,
): Promise<MainRun<Outcome>>;
export async function runMain(
  ...given:
    | [AnySchema, TrainingMain<never>, RunMainOptions<object>]
    | [TrainingMain<never>, RunMainOptions<object>]
): Promise<MainRun<unknown>> {
  const [schema, main, options] = given.length === 2 ? [undefined, ...given] : given;
  const experimentDir = mkdtempSync(join(tmpdir(), 'mrunner-test-'));
  const messages: string[] = [];
  const facts = {
    experimentDir,
    messages,
    [Symbol.dispose]: () => rmSync(experimentDir, { recursive: true, force: true }),
  };
  const checked = schema
    ? await checkBySchema(schema, options.params)
    : { ok: true as const, params: Object.freeze({ ...options.params }) };
  if (!checked.ok) {
    const title = `${problemCount(checked.problems)} in the parameters`;
    const error = new SetUpError(problemsText(title, checked.problems));
    const exitCode = exitCodes.usage;
    return { ...facts, result: undefined, metrics: [], channels: {}, exitCode, error };
  }
  const session = openSession(
    configurationOf(options, checked.params, experimentDir),
    interruptionBy(options.signal ?? new AbortController().signal),
    (line) => messages.push(line),
  );
  const ending = await runTraining(session, main);
  session.metrics.close();
  const metrics = readMetrics(experimentDir);
  return { ...facts, result: undefined, ...ending, metrics, channels: channelsOf(metrics) };
}

const configurationOf = (
  { params: given, argv = [], neptune = false }: RunMainOptions<object>,
  params: unknown,
  experimentDir: string,
) => ({
  mode: neptune ? ('neptune' as const) : ('direct' as const),
  params,
  experimentDir,
  neptune: neptune
    ? {
        project: 'test',
        name: 'test',
        params: Object.freeze({ ...given }),
        storageDir: experimentDir,
        tags: [],
        properties: {},
      }
    : null,
  run: null,
  attempt: 1,
  argv,
});

const readMetrics = (experimentDir: string): readonly MetricsLine[] => {
  const path = join(experimentDir, runFileNames.metrics);
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line));
};

const channelsOf = (metrics: readonly MetricsLine[]): MainRun<unknown>['channels'] => {
  const channels: { [name: string]: ChannelPoint[] } = Object.create(null);
  const add = (name: string, x: number, y: number | string): void => {
    channels[name] ??= [];
    channels[name].push({ x, y });
  };
  for (const { step = 0, values = {}, channel, x = 0, text, image } of metrics) {
    for (const [name, value] of Object.entries(values)) add(name, step, value);
    const y = text ?? image;
    if (channel !== undefined && y !== undefined) add(channel, x, y);
  }
  return channels;
};
