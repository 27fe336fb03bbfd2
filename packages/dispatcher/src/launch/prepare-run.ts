import { dirname } from 'node:path';
import { behindExports, type PlannedRun, runFileNames, threadVariables } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import type { ContextSetting } from '../local/context-setting.ts';
import { setUpSteps } from '../local/set-up-steps.ts';
import { secretValues } from '../local/worker-env.ts';
import { runRecord } from '../local/worker-script.ts';
import type { Sweep } from '../sweep-home/open-sweep.ts';
import { isIdentifier, isOrdinaryName } from '../worker-program/variable-names.ts';
import { binaryCheck } from './binary-check.ts';
import { restoreFiles } from './restore-files.ts';
import type { QueuedRun } from './run-queue.ts';

/** What of a launch matters to the start of each run. */
export interface StartSetting {
  readonly contexts: ReadonlyMap<string, ContextSetting>;
  /** The Node of the submission, when it still exists: what the word `node` means. */
  readonly nodePath: string | undefined;
  readonly secrets: { readonly [name: string]: string };
}

type Variables = { readonly [name: string]: string };

/** A run whose directory and files are there. */
export interface PreparedRun {
  readonly planned: PlannedRun;
  /** The first word of its command, as it is started, behind what is only exported. */
  readonly program: string;
  /**
   * Makes a worker start it, with what its slot sets: over what it inherits, below its experiment's own variables. The text
   * holds values of secrets: it goes to the worker and nowhere else.
   */
  readonly text: (slotEnv: Variables) => string;
}

/**
 * Prepares runs: plans, makes the directory, writes the files. It can be done ahead, while all slots are busy; then a slot
 * that becomes free waits for nothing. What was prepared and never starts is harmless: nothing claims it ran.
 */
export interface RunPreparer {
  /** Throws the system's error when the files can't be written. */
  readonly prepare: (queued: QueuedRun) => PreparedRun;
}

export function runPreparer(host: Host, sweep: Sweep, setting: StartSetting): RunPreparer {
  const prepared = new WeakMap<QueuedRun, PreparedRun>();
  const isBinary = binaryCheck(host);
  return {
    prepare: (queued) => {
      const known = prepared.get(queued);
      if (known !== undefined) return known;
      const planned = sweep.plan(queued.recorded, queued.attempt, queued.status.overrides);
      writeRunFiles(host, planned);
      const [program = ''] = behindExports(withNode(planned, setting.nodePath)).words;
      const start = (slotEnv: Variables): string =>
        startText(host, planned, setting, isBinary, slotEnv);
      const plain = start({});
      const text = (slotEnv: Variables): string =>
        Object.keys(slotEnv).length === 0 ? plain : start(slotEnv);
      const run = { planned, program, text };
      prepared.set(queued, run);
      return run;
    },
  };
}

/** Makes a run's directory and its files. Those of the first attempt stay for the others. */
export function writeRunFiles(host: Pick<Host, 'files'>, planned: PlannedRun): void {
  const isNew =
    planned.composite === undefined
      ? host.files.makeDirectory(planned.directory)
      : host.files.makeDirectories(planned.directory) !== undefined;
  restoreFiles(host.files, planned);
  for (const { path, text } of planned.files) {
    const isKept = !isNew && planned.attempt > 1 && host.files.exists(path);
    if (isKept) continue;
    if (dirname(path) !== planned.directory) host.files.makeDirectories(dirname(path));
    host.files.write(path, text);
  }
}

/** The word `node` means the Node that ran mrun, whatever PATH the run has. */
export function withNode(
  planned: Pick<PlannedRun, 'command'>,
  nodePath: string | undefined,
): readonly string[] {
  const { front, words } = behindExports(planned.command);
  if (words[0] !== 'node' || nodePath === undefined) return planned.command;
  return [...front, ...words.with(0, nodePath)];
}

function startText(
  host: Host,
  planned: PlannedRun,
  setting: StartSetting,
  isBinary: (path: string) => boolean,
  slotEnv: Variables,
): string {
  const context = setting.contexts.get(planned.context);
  if (context === undefined) throw new Error(`Internal error: no setting of ${planned.context}`);
  // Those that the context names too, its worker has already, as its set-up left them.
  const own = planned.secrets.filter((name) => !context.context.setup.secrets.includes(name));
  const secrets = secretValues(host, own, setting.secrets);
  if (!secrets.ok) throw new Error('Internal error: a secret lost its value after the check');
  const command = withNode(planned, setting.nodePath);
  const { once, each } = setUpSteps(context.context);
  return runRecord({
    index: planned.index,
    attempt: planned.attempt,
    log: `${planned.directory}/${runFileNames.log(planned.attempt)}`,
    cwd: planned.cwd,
    command,
    defaults: threadVariables(planned.resources),
    env: { ...slotEnv, ...planned.env },
    secrets: secrets.value,
    pythonPath: { first: planned.pythonPath, last: host.machine.pythonDirectories },
    passedOn: passedOn(context),
    isolate: context.context.isolate,
    isBinary: once.length + each.length === 0 && isShort(command) && isBinary(command[0] ?? ''),
  });
}

/** Whether the words are far from what a system refuses for its length. */
const isShort = (command: readonly string[]): boolean =>
  command.reduce((sum, word) => sum + word.length, 0) < 1 << 14;

const passedOnOf = new WeakMap<ContextSetting, { readonly [name: string]: string }>();

/** Variables that the worker's shell would drop on the way, or give a meaning of its own. */
function passedOn(setting: ContextSetting): { readonly [name: string]: string } {
  const known = passedOnOf.get(setting);
  if (known !== undefined) return known;
  const { env, privateValues, context } = setting;
  const inherited = Object.entries(env).filter(([name]) => !isIdentifier(name));
  const given = Object.entries({ ...context.setup.env, ...privateValues });
  const found = Object.fromEntries([
    ...inherited,
    ...given.filter(([name]) => !isOrdinaryName(name)),
  ]);
  passedOnOf.set(setting, found);
  return found;
}
