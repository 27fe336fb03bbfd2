import { type Context, fail, ok, type Problem, type Result } from '@mrunner/core';
import type { NeededCode } from '../../cluster/submit/needed-codes.ts';
import type { Host } from '../../host/host.ts';
import { contextSettings } from '../../launch/context-settings.ts';
import type { SetUpFailure } from '../../local/context-setting.ts';
import { snapshotSetUps } from '../../snapshot/snapshot-set-ups.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';
import { alone, lockOf, stepsInTurn } from '../../task/steps-in-turn.ts';
import { workFiles } from '../../task/work-files.ts';

/** How the set-ups of snapshots are carried out. */
export interface SetUpSetting {
  readonly secrets: { readonly [name: string]: string };
  readonly begun: (context: string) => void;
  readonly signal?: AbortSignal;
}

/** Does what contexts want to be done once in each snapshot, here, before anything of it is submitted. */
export async function setUpCodes(
  host: Host,
  sweep: Sweep,
  needed: readonly NeededCode[],
  { secrets, begun, signal }: SetUpSetting,
): Promise<Result<undefined>> {
  const settings = contextSettings(host, sweep, secrets);
  if (!settings.ok) return settings;
  const setUps = snapshotSetUps(host, {
    sweep,
    settings: settings.value,
    before: (context) => stepsBefore(sweep.home, context),
  });
  signal?.addEventListener('abort', setUps.end, { once: true });
  try {
    for (const { context, code } of needed) {
      if (setUps.isDone(context, code)) continue;
      begun(context);
      const failure = await new Promise<SetUpFailure | undefined>((over) =>
        setUps.carryOut(context, code, over),
      );
      if (failure !== undefined) return fail(setUpFailed(context, failure.why, failure.output));
    }
    return ok(undefined);
  } finally {
    signal?.removeEventListener('abort', setUps.end);
  }
}

/** What tasks do before they start runs: an environment that they would make is made. */
const stepsBefore = (home: string, context: Context): readonly string[] => [
  `mrunner_own=$(mktemp -d) && trap 'rm -rf "$mrunner_own"' EXIT`,
  alone('"$mrunner_own"'),
  ...stepsInTurn(context, lockOf(context, `${home}/${workFiles.batches}/set-up`)),
];

/** Lines of a set-up's output that are shown. */
const mostLines = 15;

export const setUpFailed = (context: string, why: string, output: string): Problem => ({
  kind: 'script',
  path: `contexts.${context}.setup`,
  message: `the set-up of the code failed: ${why}`,
  details: output.trimEnd().split(/\r?\n/).slice(-mostLines),
});
