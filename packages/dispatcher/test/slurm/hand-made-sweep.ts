import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { batchToken, type SweepEvent, sweepFileNames } from '@mrunner/core';
import { createEventLog } from '../../src/sweep-home/event-log.ts';
import { makeRig, type Rig, type RigOptions } from '../rig.ts';
import type { Cluster } from './cluster.ts';

/** How a batch of a hand-made sweep is submitted. */
export interface HandMadeBatch {
  /** Default: all runs of the sweep. */
  readonly runs?: readonly number[];
  /** Default: 1. */
  readonly attempt?: number;
  /** Any of so many tasks runs them; each takes what is left. */
  readonly packedIn?: number;
  readonly throttle?: number;
  readonly held?: boolean;
  /** Assignments of the `order` file. */
  readonly order?: string;
  /** More words for sbatch. */
  readonly words?: readonly string[];
  /** Without an answer nobody knows the id of the array. */
  readonly answered?: boolean;
}

/** A sweep on a cluster that was submitted without mrunner's submission and worker: for tests of what comes after. */
export interface HandMadeSweep extends AsyncDisposable {
  readonly rig: Rig;
  readonly submit: (batch?: HandMadeBatch) => Promise<{ token: string; job: string }>;
  /** A file below the work directory, which is the sweep's home here. */
  readonly path: (file: string) => string;
  readonly has: (file: string) => boolean;
  readonly read: (file: string) => string;
  /** Indexes of the runs that a worker started. */
  readonly started: () => readonly number[];
}

/** Records a sweep of runs, whose scripts are text for `sh`, and starts nothing. */
export async function handMadeSweep(cluster: Cluster, options: RigOptions): Promise<HandMadeSweep> {
  const rig = await makeRig({
    ...options,
    env: { ...cluster.env, ...(options.env as { [name: string]: string } | undefined) },
    context: { backend: 'slurm', ...options.context },
  });
  const { home, record } = rig.sweep;
  const path = (file: string): string => join(home, file);
  const launcher = 'handy';
  const log = createEventLog(rig.host, `${home}/${sweepFileNames.launcherEvents(launcher)}`);
  const tell = (event: SweepEvent): void => {
    log.append(event);
    log.sync();
  };
  const now = (): number => rig.host.clock.now();
  tell({
    event: 'launcher',
    time: now(),
    id: launcher,
    host: rig.host.machine.host,
    boot: 'none',
    pid: rig.host.machine.pid,
    started: 'then',
  });
  tell({ event: 'left', time: now(), why: 'submitted' });
  mkdirSync(path('batches/out'), { recursive: true });
  writeFileSync(path('batches/hand-made.sh'), worker);
  let batches = 0;
  return {
    rig,
    path,
    has: (file) => existsSync(path(file)),
    read: (file) => readFileSync(path(file), 'utf8'),
    started: () =>
      options.runs.flatMap((_, index) => (existsSync(rig.path(index, 'log.1')) ? [index] : [])),
    submit: async (batch = {}) => {
      const token = batchToken(record.id, launcher, batches++);
      const attempt = batch.attempt ?? 1;
      const indexes = batch.runs ?? options.runs.map((_, index) => index);
      const tasks = batch.packedIn ?? indexes.length;
      const runs = indexes.map((index) => [index, attempt] as const);
      const { held, throttle, packedIn } = batch;
      tell({
        event: 'batch',
        time: now(),
        token,
        context: 'local',
        runs,
        tasks,
        ...(packedIn !== undefined && { packed: true }),
        ...(held && { held: true }),
      });
      const directory = path(`batches/${token}`);
      mkdirSync(join(directory, 'claims'), { recursive: true });
      writeFileSync(join(directory, 'order'), batch.order ?? '');
      indexes.forEach((index, at) => {
        const recorded = rig.sweep.experiment(index);
        const script = recorded?.experiment.script?.at(-1) ?? 'exit 99';
        const text = script.replaceAll('{{', '{').replaceAll('}}', '}');
        const head = `run=${index} attempt=${attempt} directory='${home}/${recorded?.directory}'`;
        writeFileSync(join(directory, `record.${at}`), `${head}\nscript() {\n${text}\n}\n`);
      });
      const answer = await cluster.run([
        'sbatch',
        '--parsable',
        '--export=NONE',
        '--mem=10',
        '--open-mode=append',
        `--job-name=${token}`,
        `--array=0-${tasks - 1}${throttle === undefined ? '' : `%${throttle}`}`,
        `--output=${home}/batches/out/%A_%a.out`,
        ...(held ? ['--hold'] : []),
        ...(batch.words ?? []),
        path('batches/hand-made.sh'),
        home,
        token,
        packedIn === undefined ? 'plain' : 'packed',
      ]);
      if (answer.code !== 0) throw new Error(answer.stderr);
      const job = answer.stdout.trim();
      if (batch.answered !== false) tell({ event: 'submitted', time: now(), token, job });
      return { token, job };
    },
    [Symbol.asyncDispose]: async () => {
      try {
        await cluster.run(['scancel', '--me']);
        await cluster.until(async () => (await cluster.jobs()).every(hasEnded), 'all jobs to end');
      } finally {
        log.close();
        await rig[Symbol.asyncDispose]();
      }
    },
  };
}

const hasEnded = ({ state }: { readonly state: string }): boolean =>
  !['PENDING', 'CONFIGURING', 'RUNNING', 'COMPLETING', 'REQUEUED'].includes(state);

/** The least that a worker does: it obeys the files for it, starts what is its to start, and records starts and ends. */
const worker = `#!/bin/sh
home=$1 token=$2 mode=$3
batch=$home/batches/$token
task=$SLURM_ARRAY_TASK_ID
slot=$token-$task
if [ "\${SLURM_RESTART_COUNT:-0}" -gt 0 ]; then slot=$slot.r$SLURM_RESTART_COUNT; fi
events=$home/events/worker-$slot.jsonl
child= asked=
trap 'asked=1; [ -z "$child" ] || kill "$child"' TERM
up() { read -r up rest </proc/uptime; }
tell() { printf '%s\\n' "$1" >>"$events"; }
begin() {
  [ ! -e "$events" ] || return
  up
  tell '{"event":"worker","time":'$(date +%s)'000,"up":'$up',"slot":"'$slot'","host":"'$SLURMD_NODENAME'","boot":"none","pid":'$$',"started":"then"}'
}
one() {
  if [ -e "$batch/stop" ] || [ -e "$batch/pause" ] || [ "$asked" ]; then return 1; fi
  . "$batch/record.$1"
  if [ -e "$batch/cancel/$run" ]; then return 0; fi
  mkdir -p "$directory"
  (set -C; : >"$directory/log.$attempt") 2>/dev/null || return 0
  begin
  up
  tell '{"event":"start","run":'$run',"attempt":'$attempt',"up":'$up'}'
  (cd "$directory" && script) >>"$directory/log.$attempt" 2>&1 &
  child=$!
  code=999
  while :; do
    if [ -e "$batch/cancel/$run" ] && [ "$mode" = packed ]; then kill "$child" 2>/dev/null; fi
    if ! kill -0 "$child" 2>/dev/null; then break; fi
    sleep 0.1 &
    wait "$!"
  done
  wait "$child"
  code=$?
  child=
  up
  tell '{"event":"exit","run":'$run',"attempt":'$attempt',"code":'$code',"up":'$up'}'
  return 0
}
if [ "$mode" = plain ]; then
  one "$task"
  exit "\${code:-0}"
fi
k=0
while [ -e "$batch/record.$k" ]; do
  if mkdir "$batch/claims/$k" 2>/dev/null; then one "$k" || { rmdir "$batch/claims/$k"; break; }; fi
  k=$((k + 1))
done
exit 0
`;
