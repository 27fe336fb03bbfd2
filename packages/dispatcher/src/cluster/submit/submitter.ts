import { ok, type Result, type RunToSubmit } from '@mrunner/core';
import { pause } from '../../host/pause.ts';
import { watchWishes, wholeWishes } from '../../launch/wish-watch.ts';
import type { SweepStatus } from '../../sweep-home/sweep-status.ts';
import { isPaused } from '../../wishes/is-paused.ts';
import { canaryGate } from '../canaries.ts';
import type { DraftedBatch, DraftedBatches } from './draft-batches.ts';
import { liveTasks, roomFor } from './live-tasks.ts';
import { findRoom, type Room } from './room.ts';
import type { Submission, SubmittedBatch } from './submit-events.ts';
import type { SubmitterParts } from './submitter-parts.ts';
import { wantedAttempts } from './wanted-attempts.ts';

/** How a submission ended, for the event by which its launcher leaves. */
export interface Submitted {
  readonly submission: Submission;
  readonly why: 'submitted' | 'interrupted' | 'paused' | 'error';
}

/** The most that a scheduler without room is asked less and less often, in milliseconds. */
const longestPause = 600_000;

/** Submits what is to be submitted, in as many rounds as it takes. Whoever uses it holds the sweep's lock. */
export class Submitter {
  readonly #parts: SubmitterParts;
  readonly #room: Room;
  readonly #batches: SubmittedBatch[] = [];
  /** What the scheduler refuses: it is not tried again here. */
  readonly #refused = new Set<string>();
  /** What is there already: runs, with the code of their next attempts. */
  readonly #prepared = new Set<string>();
  #refusal: string | undefined;
  #trouble: Pick<Submission, 'trouble' | 'wantsLogin'> = {};
  #made = 0;

  constructor(parts: SubmitterParts) {
    this.#parts = parts;
    this.#room = findRoom(parts.submitLimit);
  }

  async submit(): Promise<Result<Submitted>> {
    const { host, sweep, feeds, signal } = this.#parts;
    for (let tries = 0; ; ) {
      const status = await this.#settled();
      const runs = this.#trouble.trouble === undefined ? this.#wanted(status) : [];
      const isPausedNow = isPaused(host, sweep.home, status);
      if (runs.length === 0 || signal?.aborted || isPausedNow) {
        const why = this.#why(runs.length, isPausedNow);
        return ok({ why, submission: this.#submission() });
      }
      const prepared = await this.#prepare(runs, status);
      if (!prepared.ok) return prepared;
      // That may take long, and somebody may have wished something meanwhile.
      if (prepared.value === 'now') continue;
      const gate = this.#gate(status);
      if (gate === 'shut') return ok({ why: 'submitted', submission: this.#submission() });
      const { batches, waiting } =
        gate === 'open' ? this.#draft(runs, status) : { batches: [], waiting: runs.length };
      const text = batches.length === 0 ? 'no room' : await this.#round(batches, status);
      if (this.#trouble.trouble !== undefined) continue;
      if (text === undefined) {
        tries = 0;
        if (waiting === 0) continue;
      }
      const now = sweep.status();
      const live = liveTasks(now);
      const isTooEarly = text !== undefined && (batches.length === 0 || live === 0);
      if (!isTooEarly && (this.#room.left(live) ?? 1) > 0) continue;
      if (!feeds) return ok({ why: 'submitted', submission: this.#submission() });
      const left = this.#wanted(now).length;
      const waitsFor = gate === 'open' ? 'room' : 'canaries';
      this.#parts.observe({ type: 'waiting', runs: left, text: text ?? 'no room', for: waitsFor });
      await this.#forRoom(live, tries++);
    }
  }

  /** Brings what runs need, once. Some may be wished for while others wait for room. */
  async #prepare(
    runs: readonly RunToSubmit[],
    status: SweepStatus,
  ): Promise<Result<'now' | 'before'>> {
    const keyOf = (run: RunToSubmit): string => preparedKey(run, status);
    const missing = runs.filter((run) => !this.#prepared.has(keyOf(run)));
    if (missing.length === 0) return ok('before');
    const prepared = await this.#parts.prepare(missing, status);
    if (!prepared.ok) return prepared;
    for (const run of missing) this.#prepared.add(keyOf(run));
    return ok('now');
  }

  #why(left: number, isPausedNow: boolean): Submitted['why'] {
    if (this.#trouble.trouble !== undefined) return 'error';
    if (left > 0 && this.#parts.signal?.aborted) return 'interrupted';
    return left > 0 && isPausedNow ? 'paused' : 'submitted';
  }

  #wanted(status: SweepStatus): readonly RunToSubmit[] {
    const { sweep, takes } = this.#parts;
    return [...wantedAttempts(sweep, status, takes)].filter(
      (run) => !this.#refused.has(groupKey(run)),
    );
  }

  /** The status once it is known of every batch whether the scheduler has it, as far as that can be found out. */
  async #settled(): Promise<SweepStatus> {
    const { sweep, observe, resolve } = this.#parts;
    const status = sweep.status();
    const open = [...status.batches.values()].filter(({ isUnresolved }) => isUnresolved);
    if (open.length === 0 || this.#trouble.trouble !== undefined) return status;
    const tokens = open.map(({ token }) => token);
    observe({ type: 'looking', tokens, text: 'nobody knows whether the scheduler has them' });
    const { outcomes, trouble } = await resolve(open);
    for (const { token, runs, tasks, isHeld } of open) {
      const found = outcomes.get(token);
      if (found?.kind === 'submitted') {
        this.#keep({ ...found, token, runs: runs.length, tasks, held: isHeld });
      }
    }
    if (trouble !== undefined) this.#noteTrouble(trouble);
    return sweep.status();
  }

  /** What finds room later than its canaries is not held: it is submitted when they are well. */
  #gate(status: SweepStatus): ReturnType<typeof canaryGate> {
    const { canaries, host } = this.#parts;
    return canaries === 0 ? 'open' : canaryGate(status, canaries, host.clock.now());
  }

  #draft(runs: readonly RunToSubmit[], status: SweepStatus): DraftedBatches {
    const room = roomFor(this.#room, liveTasks(status));
    const drafted = this.#parts.draft(runs, status, this.#made, room);
    this.#made += drafted.batches.length;
    return drafted;
  }

  /** Answers what the scheduler said when it had no room. */
  async #round(batches: readonly DraftedBatch[], status: SweepStatus): Promise<string | undefined> {
    this.#parts.observe({ type: 'submitting', batches });
    const outcomes = await this.#parts.round(batches, status);
    let full: string | undefined;
    let live = liveTasks(status);
    const [first] = batches;
    const begin = first && outcomes.get(first.token);
    // Not even the first one was begun: what keeps it would keep it again.
    if (begin?.kind === 'unsubmitted' && begin.why === 'lost') this.#noteTrouble(begin);
    for (const batch of batches) {
      const outcome = outcomes.get(batch.token);
      if (outcome === undefined) continue;
      const { token, runs, tasks, held } = batch;
      if (outcome.kind === 'submitted') {
        this.#keep({ ...outcome, token, runs: runs.length, tasks, held });
        live += tasks;
        this.#room.took(live);
      } else if (outcome.kind === 'unsubmitted' && outcome.why === 'full' && full === undefined) {
        this.#room.refused(live, tasks);
        full = outcome.text;
      } else if (outcome.kind === 'unsubmitted' && outcome.why === 'refused') {
        this.#refusal ??= outcome.text;
        for (const run of runs) this.#refused.add(groupKey(run));
      }
    }
    return full;
  }

  #keep({ token, job, cluster, runs, tasks, held }: SubmittedBatch): void {
    const batch = { token, job, ...(cluster !== undefined && { cluster }), runs, tasks, held };
    this.#batches.push(batch);
    this.#parts.observe({ type: 'submitted', batch });
  }

  #noteTrouble({ text, ...more }: { readonly text: string; readonly wantsLogin?: true }): void {
    this.#trouble = { trouble: text, ...(more.wantsLogin && { wantsLogin: true }) };
  }

  /** Waits until some tasks have ended, or somebody wishes something. */
  async #forRoom(before: number, tries: number): Promise<void> {
    const { host, sweep, pace, signal, refresh } = this.#parts;
    const wish = new AbortController();
    const watch = watchWishes(host, sweep.home, wholeWishes(host, sweep.home), () => wish.abort());
    const either = AbortSignal.any([wish.signal, ...(signal === undefined ? [] : [signal])]);
    const since = host.clock.elapsed();
    const gate = this.#gate(sweep.status());
    const often = Math.min(longestPause, pace.room * 2 ** Math.min(tries, 20));
    const longest = before > 0 ? longestPause : often;
    while (!either.aborted) {
      await pause(host, pace.room, either);
      if (either.aborted) break;
      await refresh();
      const status = sweep.status();
      if (this.#gate(status) !== gate) break;
      const live = liveTasks(status);
      const isRoom = live <= before - Math.max(1, Math.floor(before / 4));
      // Jobs of other sweeps count too, and nobody here sees them end.
      if (isRoom || host.clock.elapsed() - since >= longest) break;
    }
    watch.end();
  }

  #submission(): Submission {
    const { sweep } = this.#parts;
    const status = sweep.status();
    const unresolved = [...status.batches.values()].filter(({ isUnresolved }) => isUnresolved);
    return {
      batches: this.#batches,
      waiting: [...wantedAttempts(sweep, status, this.#parts.takes)].length,
      unresolved: unresolved.map(({ token }) => token),
      counts: status.counts,
      ...(this.#refusal !== undefined && { refused: this.#refusal }),
      ...this.#trouble,
    };
  }
}

const groupKey = ({ context, resources }: RunToSubmit): string =>
  JSON.stringify([context, resources]);

const preparedKey = ({ recorded: { index } }: RunToSubmit, { of }: SweepStatus): string =>
  `${index} ${of(index).overrides?.code ?? ''}`;
