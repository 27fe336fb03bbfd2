import { type Context, farCodeTree, ok, type Result, shellQuote } from '@mrunner/core';
import { bringCode } from '../../cluster/code/bring-code.ts';
import { ownDirectory } from '../../cluster/code/bring-program.ts';
import { farTree } from '../../cluster/code/far-trees.ts';
import { namesProgram, readNames } from '../../cluster/code/names-there.ts';
import { useFunction } from '../../cluster/code/tree-uses.ts';
import type { SubmitEvent } from '../../cluster/submit/submit-events.ts';
import type { Host } from '../../host/host.ts';
import type { PrivateValues } from '../../pack/private-file.ts';
import { exports } from '../../worker-program/exports.ts';
import type { KubeApi } from '../api/kube-api.ts';
import { podPlace } from '../place/pod-place.ts';

/** A snapshot that is to be put onto the volume of a context. */
export interface CodeForVolume {
  readonly home: string;
  readonly sweepId: string;
  readonly context: Context;
  readonly hash: string;
  /** For the set-up. */
  readonly values: PrivateValues | undefined;
  readonly observe: (event: SubmitEvent) => void;
}

/** Puts a snapshot onto the volume of a context, unless it is there, through a pod; answers its directory there. */
export async function codeOntoVolume(
  host: Host,
  api: KubeApi,
  { home, sweepId, context, hash, values, observe }: CodeForVolume,
): Promise<Result<string>> {
  const place = podPlace(host, api, context);
  const tree = farTree(context, hash);
  try {
    // Who notes it first finds it afterwards, or nobody removes what it then sends.
    const own = ownDirectory(context);
    const answer = await place.run(
      `${useFunction(own, sweepId)}\nmrunner_use ${shellQuote(tree.name)}\n${namesProgram(own)}`,
    );
    const brought = await bringCode(host, place, {
      home,
      sweepId,
      trees: [tree],
      // What is not known to be there is sent, and dropped there when it was.
      there: answer.kind === 'done' ? readNames(answer) : new Set(),
      // They go by the input of a program, and so are in no object and no file.
      privateTextOf: () => values && exports({ ...values.exported, ...values.ofRuns }).join('\n'),
      sending: (files, bytes) => observe({ type: 'sending', files, bytes }),
      settingUp: (name) => observe({ type: 'setting-up', context: name }),
    });
    return brought.ok ? ok(farCodeTree(context, tree.name)) : brought;
  } finally {
    place.close();
    await place.remove();
  }
}
