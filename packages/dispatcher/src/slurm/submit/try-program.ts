import { sbatchWords, shellQuote, workStorage } from '@mrunner/core';
import type { ResourceVariant } from '../../cluster/submit/resource-variant.ts';

/**
 * Text that asks whether sbatch would take runs of some kind, and says why not, with `refused` in a last line.
 *
 * Where all fitting nodes are down, `--test-only` says what it says of a wish that no node can ever fulfil, though sbatch takes such jobs
 * and they wait. So then, and only then, a job that does nothing is really submitted, and cancelled at once. (Were it held, sbatch would
 * not look at nodes at all.)
 */
export const tryText = ({ context, resources, slots = 1 }: ResourceVariant): string => {
  const call = {
    token: 'mrunner-test',
    count: 1,
    resources,
    context,
    work: workStorage(context),
    requeue: false,
    slots,
  };
  const words = (testOnly: boolean): string =>
    sbatchWords({ ...call, testOnly })
      .map(shellQuote)
      .join(' ');
  return `mrunner_test ${words(true)} || mrunner_submit_one ${words(false)} || mrunner_refuse`;
};

/** What `tryText` calls. It ends the program where Slurm does not answer: there is no use in asking more. */
export const tryFunctions = `mrunner_test() {
  mrunner_text=$(printf '#!/bin/sh\\n' | "$@" 2>&1)
}
mrunner_submit_one() {
  case $mrunner_text in *'node configuration is not available'*) ;; *) return 1 ;; esac
  if ! mrunner_job=$(printf '#!/bin/sh\\n' | "$@" 2>&1); then
    # It says more.
    mrunner_text=$mrunner_job
    return 1
  fi
  mrunner_job=\${mrunner_job##*[!0-9;A-Za-z_-]}
  mrunner_job=\${mrunner_job%%;*}
  case $mrunner_job in '' | *[!0-9]*) scancel --me --name=mrunner-test ;; *) scancel "$mrunner_job" ;; esac || :
}
mrunner_refuse() {
  printf '%s\\nrefused\\n' "$mrunner_text"
  case $mrunner_text in *'Unable to contact'* | *'timed out'*) exit 0 ;; esac
}`;
