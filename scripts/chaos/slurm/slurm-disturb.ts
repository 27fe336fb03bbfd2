import { setTimeout as wait } from 'node:timers/promises';
import type { Sweep } from '../../../packages/dispatcher/src/sweep-home/open-sweep.ts';
import type { JobLine } from '../../../packages/dispatcher/test/slurm/jobs.ts';
import {
  doesNothing,
  printsBanners,
  saysNothing,
  submitsAndTimesOut,
  timesOut,
} from '../../../packages/dispatcher/test/slurm/shims.ts';
import type { Command } from '../playground.ts';
import { livingRuns, livingTasks } from '../victims.ts';
import type { SlurmGround } from './slurm-ground.ts';
import type { SlurmDisturbance } from './slurm-plan.ts';

/** Does one thing to a sweep or its cluster, and takes it back where that can be; answers the commands that go on. */
export async function disturbSlurm(
  ground: SlurmGround,
  sweep: Sweep,
  disturbance: SlurmDisturbance,
  goesOn: readonly Command[],
): Promise<readonly Command[]> {
  const { what, chance, lasts } = disturbance;
  const { cluster, playground, login } = ground;
  const { mrun, host } = playground;
  const tell = (more: string): void => playground.tell(`${what}: ${more}`);
  const one = <T>(all: readonly T[]): T | undefined => all[Math.floor(chance * all.length)];
  const n = 1 + Math.floor(chance * 4);
  const id = sweep.record.id;
  const run = async (...words: string[]): Promise<void> => {
    const { code, stderr } = await cluster.run(words);
    tell(`${words.join(' ')} (${code}) ${stderr.trim()}`);
  };
  const tasks = async (...states: string[]): Promise<readonly JobLine[]> => {
    const { stdout } = await cluster.run(['squeue', '-h', '-r', '-o', '%F|%K|%A|%j|%T|%r']);
    return stdout
      .split('\n')
      .map((line) => line.split('|'))
      .filter(([, , , name = '', state = '']) => name.startsWith('mr-') && states.includes(state))
      .map(([array = '', task, raw = '', name = '', state = '', reason = '']) => {
        return { array, task: Number(task), raw, name, state, reason };
      });
  };
  const oneTask = async (...states: string[]): Promise<string | undefined> => {
    const task = one(await tasks(...states));
    return task && `${task.array}_${task.task}`;
  };
  const signal = (pids: readonly (number | undefined)[], name: NodeJS.Signals): void => {
    tell(`${name} to ${pids.join(' ')}`);
    for (const pid of pids) if (pid !== undefined) signalTo(pid, name);
  };
  const toTask = async (states: readonly string[], ...words: string[]): Promise<void> => {
    const task = await oneTask(...states);
    if (task !== undefined) await run(...words, task);
  };
  switch (what) {
    case 'kill mrun':
      signal([one(goesOn.filter((command) => !command.isOver()))?.pid], 'SIGKILL');
      return [];
    case 'kill slurmd':
      tell(`n${n}`);
      await cluster.node(n).kill();
      await wait(lasts * 2);
      await cluster.node(n).start();
      return [];
    case 'crash node':
      tell(`n${n}`);
      await cluster.crash(n);
      await wait(lasts * 2);
      await cluster.node(n).start();
      return [];
    case 'node down':
      await run('scontrol', 'update', `nodename=n${n}`, 'state=down', 'reason=chaos');
      await wait(lasts);
      await run('scontrol', 'update', `nodename=n${n}`, 'state=resume');
      return [];
    case 'drain node':
      await run('scontrol', 'update', `nodename=n${n}`, 'state=drain', 'reason=chaos');
      await wait(lasts);
      await run('scontrol', 'update', `nodename=n${n}`, 'state=resume');
      return [];
    case 'kill slurmctld':
      tell('');
      await cluster.controller.kill();
      await wait(lasts);
      await cluster.controller.start();
      return [];
    case 'restart slurmctld':
      tell('');
      cluster.controller.signal('SIGTERM');
      await cluster.controller.ended();
      await cluster.controller.start();
      return [];
    case 'freeze slurmctld':
      cluster.controller.signal('SIGSTOP');
      tell(`for ${lasts} ms`);
      await wait(lasts);
      cluster.controller.signal('SIGCONT');
      return [];
    case 'scancel task':
      await toTask(['RUNNING'], 'scancel');
      return [];
    case 'scancel array': {
      const task = one(await tasks('RUNNING', 'PENDING'));
      if (task !== undefined) await run('scancel', task.array);
      return [];
    }
    case 'scancel pending':
      await run('scancel', '--state=PENDING', '--user=root');
      return [];
    case 'requeue':
    case 'requeuehold': {
      await toTask(['RUNNING'], 'scontrol', what);
      await wait(lasts);
      return [];
    }
    case 'hold':
      await toTask(['PENDING'], 'scontrol', 'hold');
      return [];
    case 'suspend': {
      const task = await oneTask('RUNNING');
      if (task === undefined) return [];
      await run('scontrol', 'suspend', task);
      await wait(lasts);
      await run('scontrol', 'resume', task);
      return [];
    }
    case 'preempt':
      await run(
        ...['sbatch', '-p', 'high', '-c4', `-w`, `n${n}`, '--mem=100', '-o', '/dev/null'],
        ...['--job-name=others', '--wrap', `sleep ${lasts / 1000}`],
      );
      return [];
    case 'kill worker':
      signal([one(livingTasks(id))], 'SIGKILL');
      return [];
    case 'kill run':
      signal([one(livingRuns(host, sweep))], 'SIGKILL');
      return [];
    case 'cancel': {
      const first = Math.floor(chance * sweep.record.count);
      const last = Math.min(first + 9, sweep.record.count - 1);
      return [mrun('cancel', `${id}/${first}-${last}`, '-y')];
    }
    case 'pause':
      return [mrun('pause', id)];
    case 'resume':
      return [mrun('resume', id, '-y'), mrun('resume', id, '-y')];
    case 'retry':
      return [mrun('retry', id, '-y')];
    case 'update':
      return [mrun('update', id, '--parallel', String(n * (ground.pack ?? 3)))];
    case 'sbatch lies':
      ground.lie('sbatch', one(sbatchLies) ?? '');
      return [mrun('retry', id, '-y')];
    case 'squeue lies':
      ground.lie('squeue', one(squeueLies) ?? '');
      return [mrun('status', id)];
    case 'kill ssh master':
      signal(ground.masters(), 'SIGKILL');
      return [mrun('status', id)];
    case 'cut link': {
      const command = mrun('resume', id, '-y');
      await wait(lasts / 10);
      login?.proxy.cut();
      tell('');
      return [command];
    }
    case 'freeze link': {
      const command = mrun('resume', id, '-y');
      await wait(lasts / 10);
      login?.proxy.freeze();
      tell('');
      await wait(lasts);
      login?.proxy.thaw();
      return [command];
    }
    case 'expire login':
      login?.allowLogin(false);
      signal(ground.masters(), 'SIGKILL');
      await wait(lasts);
      login?.allowLogin(true);
      return [mrun('status', id)];
  }
}

const sbatchLies = [submitsAndTimesOut, saysNothing, printsBanners] as const;
const squeueLies = [doesNothing, timesOut, "echo 'Welcome to HPC 2000'; exit 0"] as const;

function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}
