import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { apiTime, type Condition, type Pod } from '../objects.ts';
import type { ContainerLog } from './container-log.ts';
import type { ContainerRun } from './container-run.ts';
import type { PodHost } from './pod-host.ts';
import { PodPatience } from './pod-patience.ts';
import { type ContainerRecord, newRecords, podPhase, podStatus } from './pod-status.ts';
import { PodVolumes } from './pod-volumes.ts';
import { type PodSetting, readyContainer } from './ready-container.ts';
import { notLocated } from './sudden-ends.ts';

/** One pod on its node, from its coming to its end. */
export class PodWorker {
  pod: Pod;
  private readonly host: PodHost;
  readonly records: ContainerRecord[];
  private readonly runs = new Map<string, ContainerRun>();
  readonly podIP: string;
  private readonly startTime = apiTime();
  private readonly directory: string;
  private started = false;
  private readonly patience = new PodPatience();
  private verdict: { reason: string; message: string } | undefined;
  private readonly extra: Condition[] = [];
  private deadline: NodeJS.Timeout | undefined;
  private killer: NodeJS.Timeout | undefined;
  private finished = false;
  private goneTold = false;
  private lost = false;

  constructor(pod: Pod, host: PodHost) {
    this.pod = pod;
    this.host = host;
    this.records = newRecords(pod);
    this.podIP = host.nextAddress();
    this.directory = join(host.directory, 'pods', pod.metadata.uid);
    const seconds = pod.spec.activeDeadlineSeconds;
    if (seconds !== undefined)
      this.deadline = setTimeout(
        () =>
          this.end({
            reason: 'DeadlineExceeded',
            message: 'Pod was active on the node longer than the specified deadline',
          }),
        seconds * 1000,
      );
    void this.live();
  }

  log(container: string): ContainerLog | undefined {
    return this.runs.get(container)?.log;
  }

  run(container: string): ContainerRun | undefined {
    return this.runs.get(container);
  }

  private get isAlive(): boolean {
    return [...this.runs.values()].some(({ isOver }) => !isOver);
  }

  /** The pod as the server has it now. */
  update(pod: Pod): void {
    this.pod = pod;
    if (pod.metadata.deletionTimestamp !== undefined)
      this.terminate(pod.metadata.deletionGracePeriodSeconds ?? 30);
    if (this.finished) this.tellGone();
  }

  /** TERM to all its containers now, KILL after the grace. */
  terminate(grace: number): void {
    const first = !this.patience.isOver;
    this.patience.end();
    if (first) for (const run of this.runs.values()) run.signal('SIGTERM');
    clearTimeout(this.killer);
    this.killer = setTimeout(() => this.kill(), grace * 1000);
  }

  /** KILL to all its containers. */
  kill(): void {
    this.patience.end();
    for (const run of this.runs.values()) run.signal('SIGKILL');
  }

  /** Nothing is told of this pod any more; with its node gone nobody could. */
  abandon(): void {
    this.lost = true;
    clearTimeout(this.deadline);
    clearTimeout(this.killer);
  }

  /** Ends the pod by the node's own will. */
  end(verdict: { reason: string; message: string }, condition?: Condition, grace?: number): void {
    if (this.finished) return;
    this.verdict = verdict;
    if (condition !== undefined) this.extra.push(condition);
    this.report();
    this.terminate(grace ?? this.pod.spec.terminationGracePeriodSeconds ?? 30);
  }

  private report(): void {
    if (this.lost) return;
    const { pod, records, podIP, startTime, started, verdict, isAlive, extra } = this;
    this.host.report(
      pod,
      podStatus({
        records,
        before: pod.status,
        podIP,
        startTime,
        started,
        verdict,
        isAlive,
        extra,
      }),
    );
  }

  private async live(): Promise<void> {
    this.report();
    try {
      await this.runAll();
    } catch (error) {
      this.verdict ??= { reason: 'NodeAgentError', message: String(error) };
    }
    clearTimeout(this.deadline);
    clearTimeout(this.killer);
    this.finished = true;
    for (const record of this.records)
      if (record.state.terminated === undefined && this.patience.isOver) record.state = notLocated;
    this.report();
    this.tellGone();
  }

  private tellGone(): void {
    if (this.pod.metadata.deletionTimestamp === undefined || this.goneTold || this.lost) return;
    this.goneTold = true;
    this.host.gone(this.pod);
  }

  private async runAll(): Promise<void> {
    const volumes = new PodVolumes(this.pod, this.host, this.directory);
    const mounted = await volumes.mount(this.patience);
    if (this.patience.isOver) return;
    this.started = true;
    void volumes.refresh(() => this.finished || this.lost);
    const inits = this.records.filter(({ isInit }) => isInit);
    const mains = this.records.filter(({ isInit }) => !isInit);
    for (const record of inits) {
      await this.runOne(record, mounted);
      if (this.patience.isOver || podPhase(this.records) === 'Failed') return;
    }
    await Promise.all(mains.map((record) => this.runOne(record, mounted)));
  }

  private wait(record: ContainerRecord, reason: string, message: string): void {
    record.state = { waiting: { reason, message } };
    this.report();
  }

  private async runOne(
    record: ContainerRecord,
    volumes: ReadonlyMap<string, string>,
  ): Promise<void> {
    const { pod, podIP, host, directory, patience } = this;
    const waits: PodSetting['waits'] = (...wait) => this.wait(...wait);
    const setting = { pod, podIP, host, directory, volumes, patience, waits };
    const run = await readyContainer(record, setting);
    if (run === undefined) return;
    this.runs.set(record.container.name, run);
    await run.begun;
    if (record.state.terminated === undefined) this.report();
    if (this.patience.isOver) run.signal('SIGTERM');
    await run.ended;
    // The last one's end is reported with the pod's.
    if (this.isAlive || podPhase(this.records) === 'Pending') this.report();
  }

  /** Resolves when nothing of it runs any more. */
  async whenOver(): Promise<void> {
    while (!this.finished) await delay(5);
  }

  /** Reports again what may not have arrived. */
  repeat(): void {
    this.goneTold = false;
    this.report();
    if (this.finished) this.tellGone();
  }

  /** Takes all files of it away. */
  clear(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
