import {
  type Context,
  fail,
  ok,
  type Result,
  sbatchWords,
  shellCommand,
  shellQuote,
  workStorage,
} from '@mrunner/core';
import type { Host } from '../../host/host.ts';
import type { Place } from '../../place/place.ts';
import { placeProblem } from '../../place/place-problem.ts';
import type { ClusterFacts } from '../facts/facts.ts';
import { factsProgram, readFacts } from '../facts/facts-program.ts';
import { keepFacts } from '../facts/kept-facts.ts';

/** What a cluster is like for the runs of a context. */
export interface ClusterLook {
  /** Milliseconds that the answer took. */
  readonly milliseconds: number;
  readonly facts: Result<ClusterFacts>;
  /** Programs that mrunner's own need and that are not there. */
  readonly missingTools: readonly string[];
  readonly storage: StorageLook;
  /** What sbatch says of a run with the context's own resources; absent where Slurm does not answer. */
  readonly testOnly?: { readonly taken: boolean; readonly text: string };
}

/** What is known of a directory without writing to it. */
export interface StorageLook {
  readonly directory: string;
  /** The directory itself, or what exists above it. */
  readonly existing: string;
  readonly kind: 'writable' | 'read-only' | 'no directory';
  /** Undefined where df does not say. */
  readonly freeBytes?: number;
}

/** Of coreutils, besides tar. */
const tools =
  'tar cat chmod cp date dd df head id ln ls mkdir mv rm rmdir sha256sum sleep tail timeout touch tr uname wc'.split(
    ' ',
  );

/** Looks at everything that needs no job, in one round trip. What the cluster says of itself is kept for other commands. */
export async function lookAround(
  host: Host,
  place: Place,
  context: Context,
): Promise<Result<ClusterLook>> {
  const begun = host.clock.elapsed();
  const answer = await place.run(lookProgram(context), { milliseconds: 120_000 });
  if (answer.kind !== 'done') return fail(placeProblem(place, context.name, answer));
  const { parts } = answer;
  const text = (name: string): string => parts.get(name)?.toString() ?? '';
  const facts = readFacts(parts, { now: host.clock.now(), place, context: context.name });
  if (facts.ok) keepFacts(host, context, facts.value);
  const [code, ...said] = text('test-only').trim().split('\n');
  return ok({
    milliseconds: host.clock.elapsed() - begun,
    facts,
    missingTools: text('tools').split('\n').filter(Boolean),
    storage: storageLook(workStorage(context), text('storage')),
    ...(facts.ok && { testOnly: { taken: code === '0', text: said.join('\n') } }),
  });
}

const lookProgram = (context: Context): string => `mrunner_part tools
for tool in ${tools.join(' ')}; do command -v "$tool" >/dev/null 2>&1 || echo "$tool"; done
mrunner_part storage
there=${shellQuote(workStorage(context))}
while [ ! -e "$there" ] && [ "\${there%/*}" != '' ]; do there=\${there%/*}; done
[ -e "$there" ] || there=/
printf '%s\\n' "$there"
if [ ! -d "$there" ]; then echo 'no directory'; elif [ -w "$there" ]; then echo writable; else echo read-only; fi
df -Pk "$there" 2>/dev/null | tail -n 1
${factsProgram}
if [ "$mrunner_answers" ]; then
mrunner_part test-only
said=$(printf '#!/bin/sh\\n' | ${shellCommand(testOnlyWords(context))} 2>&1); echo $?
printf '%s\\n' "$said"
fi
`;

const testOnlyWords = (context: Context): readonly string[] =>
  sbatchWords({
    token: 'mr-doctor',
    count: 1,
    resources: context.resources,
    context,
    work: workStorage(context),
    requeue: context.retries > 0,
    testOnly: true,
  });

function storageLook(directory: string, text: string): StorageLook {
  const [existing = '/', kind = '', disk = ''] = text.split('\n');
  // Device names may have spaces, and mount points too; the numbers stand before the percentage.
  const free = /\s(\d+)\s+\d+%/.exec(disk)?.[1];
  return {
    directory,
    existing,
    kind: kind as StorageLook['kind'],
    ...(free !== undefined && { freeBytes: Number(free) * 1024 }),
  };
}
