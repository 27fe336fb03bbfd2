import {
  associationColumns,
  fail,
  ok,
  type Problem,
  parseAssociations,
  parseClusterConfig,
  parsePartitions,
  parseQosLimits,
  qosColumns,
  type Result,
  shellCommand,
} from '@mrunner/core';
import type { Place } from '../../place/place.ts';
import type { ClusterFacts } from './facts.ts';

const sacctmgr = (...words: readonly string[]): string =>
  `timeout 15 ${shellCommand(['sacctmgr', '-nP', 'show', ...words])}`;

/**
 * Asks a cluster about itself, as parts of an answer for `readFacts`. It may stand in a longer program, which finds in
 * `mrunner_answers` whether Slurm answers. The database is asked only where accounting may limit.
 */
export const factsProgram = `mrunner_answers=
mrunner_part facts/who
id -un; uname -n; date +%s; printf '%s' "$HOME"
if mrunner_facts=$(scontrol show config 2>&1); then
mrunner_answers=yes
mrunner_part facts/config
printf '%s\\n' "$mrunner_facts"
mrunner_part facts/partitions
scontrol show partition -o 2>/dev/null
case $mrunner_facts in *accounting_storage/slurmdbd*)
mrunner_part facts/associations
${sacctmgr('user')} "$(id -un)" withassoc format=${associationColumns} 2>/dev/null
mrunner_part facts/qos
${sacctmgr('qos', `format=${qosColumns}`)} 2>/dev/null
esac
else
mrunner_part facts/trouble
command -v sbatch >/dev/null 2>&1 && printf '%s\\n' "$mrunner_facts"
fi
`;

interface Asked {
  /** The clock here, in milliseconds since the epoch. */
  readonly now: number;
  readonly place: Pick<Place, 'title'>;
  /** The context's name. */
  readonly context: string;
}

/** Reads what `factsProgram` answered. */
export function readFacts(
  parts: ReadonlyMap<string, Buffer>,
  { now, place, context }: Asked,
): Result<ClusterFacts> {
  const part = (name: string): string => parts.get(`facts/${name}`)?.toString() ?? '';
  const config = parseClusterConfig(part('config'));
  if (config === undefined) return fail(trouble(part('trouble'), place, context));
  const [user = '', host = '', seconds = '', ...home] = part('who').split('\n');
  const limits = config.enforcesLimits
    ? {
        associations: parseAssociations(part('associations'), config.clusterName),
        qos: parseQosLimits(part('qos')),
      }
    : { associations: [], qos: [] };
  return ok({
    ...config,
    ...limits,
    asOf: now,
    clockAhead: Number(seconds) - Math.round(now / 1000),
    user,
    host,
    home: home.join('\n'),
    partitions: parsePartitions(part('partitions')),
  });
}

function trouble(text: string, { title }: Pick<Place, 'title'>, context: string): Problem {
  const line = text.split('\n').find((it) => it.trim() !== '');
  const path = `contexts.${context}`;
  if (line !== undefined) {
    return { kind: 'unreachable', path, message: `Slurm does not answer on ${title}: ${line}` };
  }
  return {
    kind: 'missing',
    path,
    message: `Slurm's commands are not found on ${title}`,
    details: ['the PATH of a shell without a terminal has no sbatch: set it in ~/.bashrc there'],
  };
}
