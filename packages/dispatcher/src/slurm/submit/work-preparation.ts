import {
  type Context,
  contextNamed,
  isRemote,
  mainContext,
  type Result,
  type RunToSubmit,
  type SweepRecord,
  shellQuote,
} from '@mrunner/core';
import { bringCode, type FarNames } from '../../cluster/code/bring-code.ts';
import { ownDirectory } from '../../cluster/code/bring-program.ts';
import { type FarTree, farPlanner, farTree, ownPython } from '../../cluster/code/far-trees.ts';
import { namesProgram, readNames } from '../../cluster/code/names-there.ts';
import { type NeededCode, neededCodes } from '../../cluster/submit/needed-codes.ts';
import type { RunPlanner } from '../../cluster/submit/run-planner.ts';
import type { SubmitEvent } from '../../cluster/submit/submit-events.ts';
import type { Host } from '../../host/host.ts';
import type { PrivateValues } from '../../pack/private-file.ts';
import type { Place } from '../../place/place.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import type { SweepStatus } from '../../sweep-home/sweep-status.ts';
import type { ClusterFacts } from '../facts/facts.ts';
import { setUpCodes } from './code-set-ups.ts';
import { bringPrivateValues, type PrivatePlace, privatePlaceOf } from './private-values.ts';

/** What the work directory of a sweep is prepared with. */
export interface WorkSetting {
  readonly facts: Pick<ClusterFacts, 'home'>;
  /** Of `gatherPrivateValues`. */
  readonly values: ReadonlyMap<string, PrivateValues>;
  /** Values of secrets, over those of the environment. */
  readonly secrets: { readonly [name: string]: string };
  /** What of code is there, where that was asked already. */
  readonly names?: FarNames | undefined;
  readonly observe: (event: SubmitEvent) => void;
  readonly signal?: AbortSignal | undefined;
}

/** How runs are planned for their place, and what must be there before they start. */
export interface WorkPreparation {
  readonly planner: RunPlanner;
  readonly privatePlace: PrivatePlace;
  /** Brings the code of these runs and the values of secrets; does the set-up of code. Once for all of a launch. */
  readonly prepare: (
    runs: readonly RunToSubmit[],
    now: Pick<SweepStatus, 'of'>,
  ) => Promise<Result<undefined>>;
}

/** Finds out what preparing the work directory of a sweep takes, here or on another machine. */
export function workPreparation(
  host: Host,
  sweep: Sweep,
  place: Place,
  setting: WorkSetting,
): WorkPreparation {
  const { record } = sweep;
  const { facts, values, observe, signal } = setting;
  const context = mainContext(record);
  const python = isRemote(context) ? ownPython(host) : undefined;
  const privatePlace = privatePlaceOf(record, facts.home, values);
  return {
    planner:
      python === undefined
        ? { plan: sweep.plan, pythonDirectories: host.machine.pythonDirectories }
        : farPlanner(host, record, python, facts.home),
    privatePlace,
    prepare: async (runs, now) => {
      const needed = neededCodes(runs, now);
      const settingUp = (name: string): void => observe({ type: 'setting-up', context: name });
      if (python === undefined) {
        const done = await setUpCodes(host, sweep, needed, {
          secrets: setting.secrets,
          begun: settingUp,
          ...(signal !== undefined && { signal }),
        });
        if (!done.ok) return done;
      }
      const brought = await bringPrivateValues(place, record, facts.home, values);
      if (!brought.ok || python === undefined) return brought;
      return bringCode(host, place, {
        home: sweep.home,
        sweepId: record.id,
        trees: farTreesOf(record, needed),
        python,
        there: setting.names ?? (await namesThere(place, context)),
        privateTextOf: (tree) => {
          const { privateFile } = privatePlace.of(tree.context);
          return privateFile && `. ${shellQuote(privateFile)} || exit`;
        },
        sending: (files, bytes) => observe({ type: 'sending', files, bytes }),
        settingUp,
      });
    },
  };
}

/** The trees on a cluster that ssh leads to which runs start in. */
export function farTreesOf(record: SweepRecord, needed: readonly NeededCode[]): readonly FarTree[] {
  const trees = new Map<string, FarTree>();
  for (const { context: name, code = record.code.hash } of needed) {
    if (code === undefined) throw new Error('Internal error: a run elsewhere without code');
    const tree = farTree(contextNamed(record, name), code);
    trees.set(tree.name, tree);
  }
  return [...trees.values()];
}

async function namesThere(place: Place, context: Context): Promise<FarNames> {
  const answer = await place.run(namesProgram(ownDirectory(context)));
  // What is not known to be there is sent, and dropped there when it was.
  return answer.kind === 'done' ? readNames(answer) : new Set();
}
