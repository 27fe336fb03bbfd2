import type { Problem } from '@mrunner/core';
import type { ResourceVariant } from '../../cluster/submit/resource-variant.ts';
import type { Place } from '../../place/place.ts';

/** Which setting the words of sbatch are about; the first that fits. */
const subjects: readonly { readonly pattern: RegExp; readonly key: string }[] = [
  { pattern: /qos/i, key: 'qos' },
  { pattern: /account/i, key: 'account' },
  { pattern: /partition/i, key: 'partition' },
  { pattern: /time limit/i, key: 'time' },
  { pattern: /gres|gpu/i, key: 'gpu' },
  { pattern: /memory/i, key: 'mem' },
  { pattern: /unrecognized option|invalid option|option requires/i, key: 'sbatch_options' },
  { pattern: /feature|constraint/i, key: 'constraint' },
  { pattern: /node/i, key: 'nodes' },
];

/** Words that say that nobody was there to ask. */
const unreachable =
  /unable to contact|socket timed out|zero bytes|connection (?:refused|timed out)/i;
/** A limit on how much may be submitted at once is no mistake: what has no room waits. */
const noRoom = /submit limit|maxsubmit|temporarily/i;

/** What `sbatch --test-only` says against a kind of runs; its text ends with `refused` when it does. */
export function testOnlyProblem(
  { context, index, slots = 1 }: ResourceVariant,
  { title }: Pick<Place, 'title'>,
  text: string,
): readonly Problem[] {
  const lines = text.trim().split('\n');
  if (lines.at(-1) !== 'refused') return [];
  const said = lines
    .slice(0, -1)
    .map((line) => line.replace(/^sbatch: (?:error: )?/, '').trim())
    .filter((line) => line !== '');
  const words = said.join('; ');
  if (noRoom.test(words)) return [];
  if (unreachable.test(words)) {
    const message = `Slurm does not answer on ${title}: ${words}`;
    return [{ kind: 'unreachable', path: `contexts.${context.name}`, message }];
  }
  const key = subjects.find(({ pattern }) => pattern.test(words))?.key;
  const path = `contexts.${context.name}`;
  return [
    {
      kind: 'conflict',
      path: key === undefined ? path : `${path}.${key}`,
      message: `Slurm would refuse this: ${words === '' ? 'it does not say why' : words}`,
      ...(slots > 1 && {
        details: [
          `a task has ${slots} runs side by side (pack, parallel), and asks for ${slots} times as much as a run`,
        ],
      }),
      indexes: [index],
    },
  ];
}
