import type { RunStatus, WishEvent } from '@mrunner/core';
import type { Worker, WorkerMessage } from '../local/worker.ts';
import type { ActiveRun } from './active-runs.ts';
import { AdoptedRuns } from './adopted-runs.ts';
import type { LaunchState } from './launch-state.ts';
import { RunConclusions } from './run-conclusions.ts';
import { RunEnds } from './run-ends.ts';
import { RunStarter } from './run-starter.ts';
import { UnwantedRuns } from './unwanted-runs.ts';
import { WantedRuns } from './wanted-runs.ts';

/** How a dispatch and what is around it hear of each other. */
export interface DispatchNews {
  /** Is called when everything is done that this launch will do, perhaps several times. */
  readonly idle: () => void;
  /** Looks for wishes that nobody has heard of yet. */
  readonly listen: () => void;
}

/**
 * The loop of a launch: gives runs to free slots in order, hears how they end, and starts the next. Everything happens in
 * answer to something: a worker's message, a timer, somebody's wish. Within one answer the intents are written first,
 * with one write, and only then do the workers hear of them.
 */
export class Dispatch {
  readonly #launch: LaunchState;
  readonly #news: DispatchNews;
  readonly #unwanted: UnwantedRuns;
  readonly #ends: RunEnds;
  readonly #starter: RunStarter;
  readonly #adopted: AdoptedRuns;
  readonly #wanted: WantedRuns;
  /** Nothing is started before the beginning, nor in the midst of an answer. */
  #isHeld = true;
  #hasNews = false;
  /** Nothing that comes in counts any more. */
  #isOver = false;

  constructor(launch: LaunchState, news: DispatchNews) {
    const answer = (action: () => void): void => this.#answer(action);
    const unwanted = new UnwantedRuns(launch);
    const ends = new RunEnds(launch, new RunConclusions(launch, unwanted, answer));
    this.#launch = launch;
    this.#news = news;
    this.#unwanted = unwanted;
    this.#ends = ends;
    this.#adopted = new AdoptedRuns(launch, ends, answer);
    this.#wanted = new WantedRuns(launch, unwanted, answer);
    this.#starter = new RunStarter({ launch, unwanted, ends, answer });
  }

  /** Takes over what goes on, but for what failed meanwhile. */
  adopt(runs: readonly ActiveRun[], statusOf: (index: number) => RunStatus): void {
    this.#answer(() => {
      this.#adopted.adopt(runs);
      this.#unwanted.heedFailures(runs, statusOf);
    });
  }

  /** Starts the first runs. */
  begin(): void {
    this.#isHeld = false;
    this.#answer(() => {});
  }

  /** Starts nothing more, and leaves alone what runs. */
  leave(): void {
    if (this.#isOver) return;
    this.#launch.detach();
    this.#adopted.leave();
    this.#isOver = true;
    this.#news.idle();
  }

  /** Hears what a worker tells. */
  told(worker: Worker, messages: readonly WorkerMessage[]): void {
    this.#answer(() => {
      for (const message of messages) this.#ends.hear(worker, message);
    });
  }

  /** Hears that a worker has ended that was not asked to. */
  died(worker: Worker, why: string): void {
    this.#answer(() => this.#ends.loseWorker(worker, why));
  }

  /** Stops everything that runs, and starts nothing more. */
  stop(how: 'term' | 'kill'): void {
    this.#answer(() => {
      const { active, parts } = this.#launch;
      this.#launch.startNoMore({ why: 'interrupted' });
      parts.pool.endSetUps();
      for (const run of active.byIndex.values()) {
        active.stop(run, 'interrupted');
        if (how === 'kill') active.kill(run);
      }
    });
    if (how === 'kill') this.#launch.parts.leftovers.hurry();
  }

  /** Hears what somebody wishes. */
  hear(wish: WishEvent): void {
    this.#answer(() => {
      this.#launch.parts.observe({ type: 'heard', wish });
      switch (wish.event) {
        case 'cancel':
          this.#unwanted.cancel(wish.runs);
          return;
        case 'pause':
          this.#launch.startNoMore({ why: 'paused' });
          return;
        case 'go-on':
          this.#launch.goOn();
          return;
        case 'update':
          this.#launch.parallel = wish.parallel ?? this.#launch.parallel;
          this.#launch.gpus = wish.gpus ?? this.#launch.gpus;
          return;
        case 'retry':
          this.#wanted.hear(wish);
      }
    });
  }

  /** Does something, then starts what can be started. What is done meanwhile belongs to the same answer. */
  #answer(action: () => void): void {
    if (this.#isOver) return;
    this.#hasNews = true;
    if (this.#isHeld) {
      action();
      return;
    }
    this.#isHeld = true;
    try {
      action();
      while (this.#hasNews) {
        this.#hasNews = false;
        this.#starter.takeWhatFits();
        this.#starter.handOver();
      }
    } finally {
      this.#isHeld = false;
    }
    this.#lookAhead();
  }

  #lookAhead(): void {
    if (this.#isBusy()) {
      this.#starter.prepareSoon();
    } else if (this.#isDone()) {
      // Whoever finds the sweep launched leaves a wish to this launcher: what came by now is carried out.
      this.#news.listen();
      if (this.#isOver || this.#isBusy() || !this.#isDone()) return;
      this.#unwanted.dropRetries(() => true);
      this.#isOver = true;
      this.#news.idle();
    }
  }

  #isBusy(): boolean {
    const { slots, waitingRetries } = this.#launch;
    return slots.busy > 0 || waitingRetries > 0;
  }

  #isDone(): boolean {
    const { halt, parts } = this.#launch;
    return halt !== undefined || parts.queue.next(1).length === 0;
  }
}
