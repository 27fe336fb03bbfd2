import { type Context, shellQuote } from '@mrunner/core';
import { hasTree, rootOfAttempt, type SweepCode } from '../code/code-states.ts';
import { isDiskError } from '../host/error-code.ts';
import type { Host } from '../host/host.ts';
import type { ContextSetting, SetUpFailure } from '../local/context-setting.ts';
import { setUpSteps } from '../local/set-up-steps.ts';
import { killTree } from '../processes/kill-tree.ts';
import { identityOf } from '../processes/liveness.ts';
import { diskText } from '../sweep-home/disk-text.ts';
import { endForeignSetUp, readSetUps, type SetUpRecord, writeSetUps } from './set-up-record.ts';

/** Hears of the end of a set-up; of a failure if it was one. */
export type SetUpListener = (failure: SetUpFailure | undefined) => void;

/** Carries out what contexts want to be done once in each snapshot, such as `npm ci`. */
export interface SnapshotSetUps {
  /** Whether nothing is left to be done for runs of this context with this code. */
  readonly isDone: (context: string, code: string | undefined) => boolean;
  /** Does it, once for all who ask, and calls back. */
  readonly carryOut: (context: string, code: string | undefined, use: SetUpListener) => void;
  /** Ends by force what goes on; who waits for it hears of a failure. */
  readonly end: () => void;
}

export interface SetUpsOptions {
  readonly sweep: SweepCode;
  readonly settings: ReadonlyMap<string, ContextSetting>;
  /** What is done in the same shell before, where it is not only what each worker does: that was done before by one. */
  readonly before?: (context: Context) => readonly string[];
}

/** Bytes of a set-up's output that are kept: the last ones. */
const outputKept = 1 << 16;

/** A set-up of one tree, with what became of it. */
interface SetUp {
  readonly setting: ContextSetting;
  readonly text: string;
  readonly code: string;
  readonly root: string;
  readonly waiting: SetUpListener[];
}

export function snapshotSetUps(host: Host, options: SetUpsOptions): SnapshotSetUps {
  const { sweep, settings, before: stepsBefore = eachStep } = options;
  const { home } = sweep;
  const known = new Map<string, SetUp>();
  const over = new Map<string, SetUpFailure | undefined>();
  /** Those of one tree follow each other. */
  const queues = new Map<string, SetUp[]>();
  const living = new Set<number>();
  let isOver = false;

  const setUpOf = (context: string, code: string | undefined): SetUp | undefined => {
    const setting = settings.get(context);
    const text = setting?.context.setup.setup;
    const own = code ?? sweep.record.code.hash;
    if (setting === undefined || text === undefined || own === undefined) return undefined;
    const key = `${own} ${text}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const root = rootOfAttempt(host, sweep, context, code);
    if (root === undefined || !hasTree(host, home, own)) return undefined;
    const made = { setting, text, code: own, root, waiting: [] };
    known.set(key, made);
    if (readSetUps(host, home, own).done.includes(text)) over.set(key, undefined);
    return made;
  };

  const keyOf = ({ code, text }: SetUp): string => `${code} ${text}`;

  const begin = (setUp: SetUp): void => {
    const before = readSetUps(host, home, setUp.code);
    endForeignSetUp(host, before, (isGone) => {
      const why = `one may be at work on ${before.process?.host}`;
      if (isOver) finish(setUp, stopped);
      else if (isGone) start(setUp, before);
      else finish(setUp, { code: 1, why, output: `${why}\n` });
    });
  };

  const start = (setUp: SetUp, before: SetUpRecord): void => {
    const { code, text, root, setting } = setUp;
    let output = '';
    /** Why the disk took no record: then nothing counts as done. */
    let refusal: string | undefined;
    const record = (next: SetUpRecord): void => {
      try {
        writeSetUps(host, home, code, next);
      } catch (error) {
        if (!isDiskError(error)) throw error;
        refusal = diskText(host, home, error);
      }
    };
    const heard = (piece: string): void => {
      output = (output + piece).slice(-outputKept);
    };
    const child = host.processes.start(['/bin/sh', '-s'], {
      cwd: root,
      env: { ...setting.env, ...setting.privateValues },
      told: heard,
      complained: heard,
      ended: (exit, why) => {
        if (child.pid !== undefined) living.delete(child.pid);
        if (exit === 0 && refusal === undefined) record({ done: [...before.done, text] });
        if (refusal !== undefined) {
          finish(setUp, { code: 1, why: refusal, output: `${output}${refusal}\n` });
        } else finish(setUp, exit === 0 ? undefined : { code: exit, why, output });
      },
    });
    const identity = child.pid === undefined ? undefined : identityOf(host, child.pid);
    if (child.pid !== undefined) living.add(child.pid);
    // It is known who is at work before any work is done.
    record({ done: before.done, ...(identity && { process: identity }) });
    if (refusal === undefined) child.write(programOf(setUp, stepsBefore(setting.context)));
    child.close();
  };

  const finish = (setUp: SetUp, failure: SetUpFailure | undefined): void => {
    over.set(keyOf(setUp), failure);
    const queue = queues.get(setUp.code) ?? [];
    queue.shift();
    for (const use of setUp.waiting.splice(0)) use(failure);
    const [next] = queue;
    if (next === undefined) return;
    if (isOver) finish(next, stopped);
    else begin(next);
  };

  return {
    isDone: (context, code) => {
      const setUp = setUpOf(context, code);
      return (
        setUp === undefined || (over.has(keyOf(setUp)) && over.get(keyOf(setUp)) === undefined)
      );
    },
    carryOut: (context, code, use) => {
      const setUp = setUpOf(context, code);
      if (setUp === undefined || over.has(keyOf(setUp))) {
        use(setUp && over.get(keyOf(setUp)));
        return;
      }
      setUp.waiting.push(use);
      const queue = queues.get(setUp.code) ?? [];
      queues.set(setUp.code, queue);
      if (queue.includes(setUp)) return;
      queue.push(setUp);
      if (queue.length === 1) begin(setUp);
    },
    end: () => {
      isOver = true;
      for (const pid of living) killTree(host, pid);
    },
  };
}

const stopped: SetUpFailure = { code: 1, why: 'it was stopped', output: '' };

const eachStep = (context: Context): readonly string[] => setUpSteps(context).each;

/** In one shell: the steps before it, then the text of the set-up, in the tree. */
const programOf = ({ text, root }: SetUp, steps: readonly string[]): string =>
  [
    ...steps.map((step) => `eval ${shellQuote(step)} </dev/null || exit`),
    `cd ${shellQuote(root)} || exit`,
    `eval ${shellQuote(text)} </dev/null`,
    '',
  ].join('\n');
