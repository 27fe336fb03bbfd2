import { exitCodes } from '@mrunner/core/run-files';
import type { SchemaOutput, StandardSchema } from '@mrunner/core/schema';
import { readConfiguration } from './configuration.ts';
import { recordFailure, runTraining } from './ending.ts';
import { type Host, processHost } from './host.ts';
import { interruptionBySignals } from './interruption.ts';
import { openSession, type Session } from './session.ts';
import { SetUpError } from './set-up-problem.ts';
import type { PlainParameters, Training, TrainingMain } from './training.ts';

/** A schema of any library, whatever it takes and gives. */
type AnySchema = StandardSchema<unknown, unknown>;

/**
 * Runs a training function with the parameters and the experiment directory that the script was started with: by mrunner,
 * under neptune, in debug mode, with a `neptune.yaml`, or by hand with `--set key=value`. It takes over the process and ends
 * it, so that nothing after the call runs:
 *
 * - main returns: exit code 0, or the one that main put in `process.exitCode`; what it returned is in `result.json`;
 * - main throws: the stack on stderr, exit code 1;
 * - main was interrupted (see `Training.signal`) and returns without calling `finished()`: exit code 85;
 * - wrong set-up, or parameters that the schema refuses: exit code 2, and a message with the line to type.
 *
 * Output to a pipe is complete before the process ends; other work that main started and did not wait for is not.
 *
 * @example
 * await standardMrunnerMain(async ({ params, log }) => {
 *   for (let epoch = 0; epoch < 10; epoch++) log({ loss: 1 / (1 + epoch * Number(params.lr)) }, epoch);
 * });
 */
export function standardMrunnerMain(main: TrainingMain<PlainParameters>): Promise<never>;
/**
 * The same with a schema (zod, valibot, arktype: anything with Standard Schema) that checks the parameters and gives
 * them their types and defaults.
 *
 * @example
 * const Params = z.object({ lr: z.number().positive(), hidden: z.int().default(16) });
 * await standardMrunnerMain(Params, async ({ params }) => train(params.lr, params.hidden));
 */
export function standardMrunnerMain<S extends AnySchema>(
  schema: S,
  main: TrainingMain<SchemaOutput<S>>,
): Promise<never>;
export async function standardMrunnerMain(
  ...given: [TrainingMain<never>] | [AnySchema, TrainingMain<never>]
): Promise<never> {
  const [schema, main] = given.length === 1 ? [undefined, given[0]] : given;
  const host = processHost();
  const session = await openOrExit(schema, host);
  const release = keepReasonOfCrash(session);
  const { exitCode } = await runTraining(session, main);
  release();
  return exitWhenWritten(exitCode === 0 ? Number(process.exitCode ?? 0) : exitCode);
}

/**
 * The same object that `standardMrunnerMain` hands to its function, for a script that keeps its own main: nothing is
 * done about exit codes, results and reasons. Call it once. Throws a `SetUpError` whose message says what to type
 * when the set-up is wrong or the schema refuses the parameters.
 *
 * @example const { params, experimentDir, log } = await getConfiguration(Params)
 */
export function getConfiguration(): Promise<Training<PlainParameters>>;
export function getConfiguration<S extends AnySchema>(
  schema: S,
): Promise<Training<SchemaOutput<S>>>;
export async function getConfiguration(schema?: AnySchema): Promise<Training<unknown>> {
  return (await open(schema, processHost())).training;
}

const open = async (schema: AnySchema | undefined, host: Host): Promise<Session> =>
  openSession(await readConfiguration(schema, host), interruptionBySignals(), host.tell);

const openOrExit = async (schema: AnySchema | undefined, host: Host): Promise<Session> => {
  try {
    return await open(schema, host);
  } catch (error) {
    if (!(error instanceof SetUpError)) throw error;
    host.tell(error.message);
    return exitWhenWritten(exitCodes.usage);
  }
};

/**
 * Keeps the reason when the process ends without main: by an error that nothing caught, or because main waits for
 * something that will never come, which would look like a success.
 */
const keepReasonOfCrash = (session: Session): (() => void) => {
  const onCrash = (error: unknown): void => recordFailure(session, error);
  const onIdle = (): void => {
    const error = new Error('main waits for something that never comes: nothing is left to do');
    session.tell(String(error));
    recordFailure(session, error);
    process.exit(1);
  };
  process.once('uncaughtExceptionMonitor', onCrash);
  process.once('beforeExit', onIdle);
  return () => {
    process.off('uncaughtExceptionMonitor', onCrash);
    process.off('beforeExit', onIdle);
  };
};

/** Ends the process, whatever is still open, when all its output has reached the other side. */
const exitWhenWritten = async (exitCode: number): Promise<never> => {
  await Promise.all([written(process.stdout), written(process.stderr)]);
  process.exit(exitCode);
};

const written = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((resolve) => {
    // A reader that has gone away ends the wait too.
    stream.once('error', () => resolve());
    stream.write('', () => resolve());
  });
