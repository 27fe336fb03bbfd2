import type { Context, Problem } from '@mrunner/core';
import {
  type CheckedCluster,
  type CheckedKubernetes,
  checkCluster,
  checkKubernetes,
  placeOf,
} from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import type { WantedStart } from './prepare-sweep.ts';

/** What a cluster says of what is to be submitted. */
export interface CheckedPlace {
  readonly problems: readonly Problem[];
  /** What is known of it then. */
  readonly checked?: CheckedCluster;
  readonly checkedKubernetes?: CheckedKubernetes;
}

/** Asks the cluster of a sweep whether it would take it; nothing when its contexts are of this machine. */
export const checkPlace = async (
  cli: Cli,
  { contexts, variants }: Pick<WantedStart, 'contexts' | 'variants'>,
): Promise<CheckedPlace> => {
  const [first, ...others] = contexts.filter(({ backend }) => backend !== 'local');
  if (first === undefined) return { problems: [] };
  const all: [Context, ...Context[]] = [first, ...others];
  if (first.backend === 'kubernetes') {
    const checked = await checkKubernetes(cli.host, { contexts: all, variants });
    return checked.ok
      ? { problems: [], checkedKubernetes: checked.value }
      : { problems: checked.problems };
  }
  const isAsked = cli.stdin.isTerminal && cli.stderr.isTerminal;
  const place = placeOf(cli.host, first, { login: isAsked });
  try {
    const checked = await checkCluster(cli.host, place, all, variants);
    return checked.ok ? { problems: [], checked: checked.value } : { problems: checked.problems };
  } finally {
    place.close();
  }
};
