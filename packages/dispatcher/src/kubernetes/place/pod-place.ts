import type { Context } from '@mrunner/core';
import { mainContainer } from '@mrunner/core/kubernetes';
import type { Host } from '../../host/host.ts';
import type { Place } from '../../place/place.ts';
import { farCommand } from '../../place/program-text.ts';
import type { ShellStarter } from '../../place/run-program.ts';
import { shellPlace } from '../../place/shell-place.ts';
import type { KubeApi, PodExecEnd } from '../api/kube-api.ts';
import { type HelperPod, helperPod, removeHelper } from './helper-job.ts';

/** The file systems that runs of a context see, through a pod that is made for it. */
export interface PodPlace extends Place {
  /** Ends the pod, if there is one; else it ends by itself within an hour. */
  readonly remove: () => Promise<void>;
}

/** Milliseconds that a shell may take to get ready. */
const patience = 30_000;
/** A pod that was found may end before it is asked. */
const mostPods = 2;

/** Where programs run that see what runs of a context see. Nothing is made before the first of them. */
export function podPlace(host: Host, api: KubeApi, context: Context): PodPlace {
  let helper: HelperPod | undefined;
  const place = shellPlace(host, {
    title: `the pods of ${context.name}`,
    isRemote: true,
    patience,
    reach: async () => {
      if (helper === undefined) {
        const found = await helperPod(host, api, context);
        if (typeof found === 'string') return { kind: 'unreached', text: found };
        helper = found;
      }
      return starterIn(api, helper);
    },
    refused: async ({ why, stderr }, times) => {
      helper = undefined;
      if (times < mostPods) return 'again';
      return { kind: 'unreached', text: `${why}${stderr === '' ? '' : `: ${stderr.trim()}`}` };
    },
  });
  return {
    ...place,
    remove: async () => {
      if (helper !== undefined) await removeHelper(api, helper);
      helper = undefined;
    },
  };
}

const starterIn =
  (api: KubeApi, { pod }: HelperPod): ShellStarter =>
  ({ told, complained, ended }) => {
    let isOver = false;
    const over = (code: number, why: string): void => {
      if (isOver) return;
      isOver = true;
      ended(code, why);
    };
    const session = api.exec(pod, {
      container: mainContainer,
      words: ['/bin/sh', '-c', farCommand],
      told,
      complained: (bytes) => complained(bytes.toString()),
      ended: (end) => over(end.kind === 'done' ? end.code : 255, whyOf(end)),
    });
    return {
      pid: 0,
      write: session.write,
      close: session.close,
      kill: () => {
        session.stop();
        over(255, 'it was ended here');
      },
    };
  };

const whyOf = (end: PodExecEnd): string =>
  end.kind === 'done' ? `the shell in the pod ended with code ${end.code}` : end.text;
