import {
  type BatchStatus,
  type Context,
  contextNamed,
  type SweepOptions,
  type SweepRecord,
} from '@mrunner/core';
import { type Job, jobView, kubeSettings, sweepSelector } from '@mrunner/core/kubernetes';
import { batchEvent } from '../../cluster/submit/batch-event.ts';
import {
  type BatchOutcome,
  type KnownOutcome,
  recordOutcome,
} from '../../cluster/submit/batch-outcome.ts';
import type { DraftedBatch } from '../../cluster/submit/draft-batches.ts';
import type { RunPlanner } from '../../cluster/submit/run-planner.ts';
import type { ResolvedBatches } from '../../cluster/submit/submitter-parts.ts';
import type { Host } from '../../host/host.ts';
import { type PrivateValues, privateFileText } from '../../pack/private-file.ts';
import type { EventLog } from '../../sweep-home/event-log.ts';
import type { SweepStatus } from '../../sweep-home/sweep-status.ts';
import type { KubeApi } from '../api/kube-api.ts';
import { type BatchContents, batchContents } from './batch-contents.ts';
import type { CodeArchives } from './code-archives.ts';
import { deliverBatch, releaseJob } from './deliver-batch.ts';
import { giveUpBatch } from './give-up-batch.ts';
import { forgetBatch, keepBatch, keptBatch } from './kept-batch.ts';

/** What batches of a sweep are delivered with. */
export interface RoundSetting {
  readonly host: Host;
  readonly api: KubeApi;
  readonly record: SweepRecord;
  readonly home: string;
  readonly events: EventLog;
  readonly options: SweepOptions;
  readonly planner: RunPlanner;
  readonly archives: CodeArchives;
  readonly values: ReadonlyMap<string, PrivateValues>;
  readonly mark: string;
  readonly signal: AbortSignal | undefined;
  /** Carries out what somebody wished meanwhile. */
  readonly heed: () => Promise<void>;
}

const notBegun = 'not begun, since the batch before it could not be submitted';

/** Gives batches to Kubernetes, and finds out about those of which only the intent is known. */
export class JobRounds {
  readonly #setting: RoundSetting;
  /** Why a Job that is submitted waits for somebody to let it start. */
  unreleased: string | undefined;

  constructor(setting: RoundSetting) {
    this.#setting = setting;
  }

  /** Records batches and what they consist of, brings them one after another, and records the answers. */
  async round(
    batches: readonly DraftedBatch[],
    status: SweepStatus,
  ): Promise<ReadonlyMap<string, BatchOutcome>> {
    const { host, home, events, signal } = this.#setting;
    const all = batches.map((batch) => this.#contentsOf(batch, batches, status));
    for (const contents of all) keepBatch(host, home, contents);
    for (const batch of batches) events.append(batchEvent(host.clock.now(), batch));
    events.sync();
    const outcomes = new Map<string, BatchOutcome>();
    let isOver = false;
    for (const [i, batch] of batches.entries()) {
      const contents = all[i];
      if (contents === undefined) continue;
      const { token, held } = batch;
      if (isOver || signal?.aborted) {
        const outcome = { kind: 'unsubmitted', why: 'lost', text: notBegun } as const;
        this.#note(token, outcome);
        outcomes.set(token, outcome);
        continue;
      }
      const outcome = await this.#deliver(contents, held);
      outcomes.set(token, outcome);
      isOver = outcome.kind === 'unresolved' || isCutOff(outcome);
    }
    events.sync();
    return outcomes;
  }

  /** Does for batches what may have been done for them already, which changes nothing then. */
  async resolve(open: readonly BatchStatus[]): Promise<ResolvedBatches> {
    const outcomes = new Map<string, KnownOutcome>();
    for (const { token, isHeld } of open) {
      const { host, home } = this.#setting;
      const kept = keptBatch(host, home, token);
      const archive = kept && this.#archiveOf(kept);
      const outcome =
        kept === undefined || archive === undefined
          ? await this.#giveUp(token)
          : await this.#deliver(kept, isHeld, true);
      if (outcome.kind === 'unresolved') return { outcomes, trouble: outcome };
      outcomes.set(token, outcome);
    }
    this.#setting.events.sync();
    return { outcomes };
  }

  /** Lets Jobs start whose launcher was ended just before it did. */
  async releaseForgotten({ batches }: SweepStatus): Promise<void> {
    const { api, record } = this.#setting;
    if (batches.size === 0) return;
    const listed = await api.list<Job>('jobs', { labels: sweepSelector(record.id) });
    if (listed.kind !== 'listed') return;
    for (const job of listed.items) {
      const batch = batches.get(job.metadata.name);
      const isForgotten = batch !== undefined && batch.job === job.metadata.uid && !batch.isHeld;
      if (isForgotten && jobView(job)?.suspended) await this.#release(batch.token, batch.context);
    }
  }

  async #deliver(
    contents: BatchContents,
    isHeld: boolean,
    wasBegun = false,
  ): Promise<BatchOutcome> {
    const { host, api, home, record, values, events } = this.#setting;
    const { token, context } = contents;
    const own = values.get(context);
    const outcome = await deliverBatch(api, contents, {
      sweepId: record.id,
      archive: this.#archiveOf(contents) ?? new Uint8Array(),
      privateText: own && privateFileText(own),
    });
    // An earlier launcher may have got further than this one.
    if (wasBegun && isCutOff(outcome)) return { ...outcome, kind: 'unresolved' };
    if (outcome.kind === 'unresolved') return outcome;
    this.#note(token, outcome);
    events.sync();
    if (outcome.kind === 'submitted') await this.#setting.heed();
    if (outcome.kind === 'submitted' && !isHeld) await this.#release(token, context);
    forgetBatch(host, home, token);
    return outcome;
  }

  async #release(token: string, context: string): Promise<void> {
    const { api, record } = this.#setting;
    if (kubeSettings(contextNamed(record, context)).kueueQueue !== undefined) return;
    const released = await releaseJob(api, token);
    // Somebody cancelled it, or paused the sweep.
    if (released.kind === 'refused' && released.problem === 'missing') return;
    if (released.kind !== 'well') {
      this.unreleased = `Job ${token} can't be started: ${released.text}; mrun resume tries again`;
    }
  }

  async #giveUp(token: string): Promise<BatchOutcome> {
    const { api, record } = this.#setting;
    const outcome = await giveUpBatch(api, record.id, token);
    if (outcome.kind !== 'unresolved') this.#note(token, outcome);
    return outcome;
  }

  #contentsOf(
    batch: DraftedBatch,
    together: readonly DraftedBatch[],
    status: SweepStatus,
  ): BatchContents {
    const { host, record, options, planner, archives, values, mark } = this.#setting;
    return batchContents(batch, {
      host,
      record,
      options,
      planner,
      statusOf: status.of,
      mark,
      codeOf: ({ runs: [run] }) => {
        if (run === undefined) throw new Error('Internal error: a batch without runs');
        return archives.of(run, status);
      },
      privateOf: ({ name }: Context) => values.get(name),
      together,
    });
  }

  #archiveOf({ code }: BatchContents): Uint8Array | undefined {
    const { host } = this.#setting;
    if (!host.files.exists(code.path)) return undefined;
    return Buffer.concat([...host.files.chunks(code.path)]);
  }

  #note(token: string, outcome: KnownOutcome): void {
    const { host, events } = this.#setting;
    recordOutcome(host, events, token, outcome);
  }
}

const isCutOff = (
  outcome: BatchOutcome,
): outcome is Extract<BatchOutcome, { kind: 'unsubmitted' }> =>
  outcome.kind === 'unsubmitted' && outcome.why === 'lost';
