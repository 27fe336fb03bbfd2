import {
  cancelBatchWords,
  fail,
  isHere,
  mainContext,
  ok,
  type Problem,
  type Result,
  shellQuote,
  steeringTrouble,
  workDirectory,
} from '@mrunner/core';
import { ownDirectory } from '../../cluster/code/bring-program.ts';
import { forgetText } from '../../cluster/code/tree-uses.ts';
import type { Host } from '../../host/host.ts';
import { placeOf } from '../../place/place-of.ts';
import { placeProblem } from '../../place/place-problem.ts';
import type { Sweep } from '../../sweep-home/open-sweep.ts';

/**
 * Removes what a sweep has on its cluster, which is to be over: its directory there, where that is not its home, and the
 * values of its secrets, and code that no other sweep uses. Tasks that still wait, and have nothing to do, are taken out of the queue. What is gone already is fine.
 */
export async function removeThere(host: Host, sweep: Sweep): Promise<Result<null>> {
  const { record } = sweep;
  const context = mainContext(record);
  const work = isHere(context) ? undefined : workDirectory(record);
  const idle = [...sweep.status().batches.values()].filter(({ tasks, mayLive, unsubmitted }) => {
    if (unsubmitted !== undefined) return false;
    return Array.from({ length: tasks }, (_, task) => task).some(mayLive);
  });
  const program = [
    ...idle.map((batch) => `${cancelBatchWords(batch).map(shellQuote).join(' ')} </dev/null`),
    `rm -rf -- "$HOME"/.mrunner/private/${shellQuote(record.id)}`,
    ...(work === undefined ? [] : [forgetText(ownDirectory(context), record.id), ...removal(work)]),
  ].join('\n');
  const place = placeOf(host, context);
  try {
    const answer = await place.run(program);
    if (answer.kind !== 'done') return fail(placeProblem(place, context.name, answer));
    const trouble = steeringTrouble(answer.stderr);
    if (trouble?.kind === 'silent') return fail(notGone(record.id, place.title, trouble.text));
    if (answer.code !== 0) return fail(notGone(record.id, place.title, answer.stderr.trim()));
    return ok(null);
  } finally {
    place.close();
  }
}

/** It gets a hidden name first, so that nobody ever sees half a sweep; what was cut short goes with the next removal. */
const removal = (work: string): readonly string[] => {
  const at = work.lastIndexOf('/');
  const away = `${work.slice(0, at)}/.${work.slice(at + 1)}.removing`;
  return [
    `rm -rf -- ${shellQuote(away)} || exit`,
    `if [ -d ${shellQuote(work)} ]; then mv -- ${shellQuote(work)} ${shellQuote(away)} && rm -rf -- ${shellQuote(away)} || exit; fi`,
    // The directory of the project, when nothing is left in it.
    `rmdir -- ${shellQuote(work.slice(0, at))} 2>/dev/null`,
    'exit 0',
  ];
};

const notGone = (id: string, title: string, text: string): Problem => ({
  kind: 'file',
  path: id,
  message: `it can't be removed from ${title}: ${text.split('\n')[0]}`,
});
