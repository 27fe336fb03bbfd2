import { batchToken, type SweepOptions, type WishEvent } from '@mrunner/core';
import type { QueuedRun, RunGroup } from '../../launch/run-queue.ts';
import type { ActiveSrun } from './active-sruns.ts';
import { endSrun, hearRecords } from './srun-ends.ts';
import type { SrunParts } from './srun-parts.ts';
import { startSrun } from './srun-run.ts';
import { SrunState } from './srun-state.ts';
import { cancelSruns, tryWanted } from './srun-wishes.ts';

/** With `parallel: auto`: each srun is a process and some questions a second on a login node. */
const mostAtOnce = 16;

/** The loop of a launch by srun: gives runs to sruns in order, hears how they end, and starts the next. */
export class SrunDispatch {
  readonly state: SrunState;
  #parallel: SweepOptions['parallel'];
  #batches = 0;
  #isOver = false;

  constructor(parts: SrunParts) {
    this.state = new SrunState(parts);
    this.#parallel = parts.options.parallel;
  }

  /** Starts what can be started; says so when there is nothing more to do. */
  goOn(): void {
    if (this.#isOver) return;
    const { queue, idle } = this.state.parts;
    while (this.state.halt === undefined) {
      const [group] = queue.next(1);
      if (group === undefined || !this.#fits(group)) break;
      queue.take();
      for (const queued of group) if (!this.#isLeftOut(queued)) void this.#start(queued);
    }
    const isDone = this.state.halt !== undefined || queue.next(1).length === 0;
    if (this.state.active.size > 0 || !isDone) return;
    this.#isOver = true;
    idle();
  }

  /** Stops everything, and starts nothing more. */
  stop(how: 'term' | 'kill'): void {
    this.state.startNoMore({ why: 'interrupted' });
    for (const active of this.state.active.values()) {
      this.state.stop(active, 'interrupted');
      if (how === 'kill') active.srun?.order('kill');
    }
    this.goOn();
  }

  /** Hears what somebody wishes. */
  hear(wish: WishEvent): void {
    this.state.parts.observe({ type: 'heard', wish });
    switch (wish.event) {
      case 'cancel':
        cancelSruns(this.state, wish.runs);
        break;
      case 'pause':
        this.state.startNoMore({ why: 'paused' });
        break;
      case 'go-on':
        this.state.goOn();
        break;
      case 'update':
        this.#parallel = wish.parallel ?? this.#parallel;
        break;
      case 'retry': {
        const runs = wish.runs.map(({ run }) => run);
        tryWanted(this.state, runs);
      }
    }
    this.goOn();
  }

  /** Composites that are too large for the limit start when nothing else is going on. */
  #fits(group: RunGroup): boolean {
    const most = this.#parallel === 'auto' ? mostAtOnce : this.#parallel;
    const { size } = this.state.active;
    return size === 0 || size + group.length <= most;
  }

  /** Whether a run is cancelled, or under way by somebody's wish. */
  #isLeftOut({ recorded: { index } }: QueuedRun): boolean {
    return this.state.cancelled.has(index) || this.state.active.has(index);
  }

  async #start(queued: QueuedRun): Promise<void> {
    const { host, sweep, launcher, ground, printed } = this.state.parts;
    const { recorded, attempt } = queued;
    const { index, context } = recorded;
    const token = batchToken(sweep.record.id, launcher, this.#batches++);
    const time = host.clock.now();
    const directory = `${sweep.home}/${recorded.directory}`;
    const active: ActiveSrun = {
      queued,
      token,
      directory,
      since: time,
      attempt,
      early: [],
      told: new Set(),
    };
    this.state.active.set(index, active);
    this.state.counter.move(queued.countedAs, 'pending');
    const batch = {
      event: 'batch',
      time,
      token,
      context,
      runs: [[index, attempt]],
      tasks: 1,
    } as const;
    if (!this.state.record(batch, 'synced')) return this.#giveBack(active, undefined);
    const staged = await ground.stage(token, queued);
    if (!staged.ok) {
      const text = staged.problems.map(({ message }) => message).join('; ');
      this.state.startNoMore({ why: 'error', text });
      return this.#giveBack(active, text);
    }
    if (active.stop !== undefined) return this.#giveBack(active, 'it was stopped before it began');
    active.srun = startSrun(ground.place, staged.value, {
      allocated: (job) =>
        void this.state.record(
          { event: 'submitted', time: host.clock.now(), token, job },
          'synced',
        ),
      recorded: (events) => hearRecords(this.state, active, events),
      printed: (bytes) => {
        if (active.running === undefined) active.early.push(Buffer.from(bytes));
        else printed(active.running, bytes);
      },
      ended: (code, said) => void endSrun(this.state, active, code, said).then(() => this.goOn()),
      lost: ({ kind, text }) => this.#lose(active, kind, text),
    });
  }

  #giveBack(active: ActiveSrun, text: string | undefined): void {
    this.state.giveBack(active, text);
    this.goOn();
  }

  #lose(active: ActiveSrun, kind: 'lost' | 'unreached', text: string): void {
    const { index } = active.queued.recorded;
    this.state.startNoMore({ why: 'error', text });
    this.state.parts.observe({ type: 'trouble', text });
    if (kind === 'unreached') {
      this.#giveBack(active, text);
      return;
    }
    // Whether it goes on is for a later look to find out.
    this.state.running.delete(index);
    this.state.active.delete(index);
    this.goOn();
  }
}
