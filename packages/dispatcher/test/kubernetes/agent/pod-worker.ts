import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { apiTime, type Condition, type Pod, type PodStatus } from '../objects.ts';
import { containerEnv, MissingSource, type Sources } from './container-env.ts';
import type { ContainerLog } from './container-log.ts';
import { ContainerRun, type RunPlaces } from './container-run.ts';
import { backOffMessage, imageTrouble } from './images.ts';
import { type ContainerRecord, newRecords, podPhase, podStatus } from './pod-status.ts';
import { isChanging, makeVolume } from './volumes.ts';

/** What pods need of their node. */
export interface PodHost {
  readonly directory: string;
  readonly claims: string;
  readonly nodeProgram: string;
  readonly logLimit: number;
  sources(namespace: string): Sources;
  pull(image: string): 'ok' | 'fails';
  nextAddress(): string;
  hostsFile(pod: Pod, podIP: string): string;
  /** Brings a status to the server, sooner or later. */
  report(pod: Pod, status: PodStatus): void;
  event(pod: Pod, type: 'Normal' | 'Warning', reason: string, message: string): void;
  /** Nothing of the pod runs any more, and it is to be deleted. */
  gone(pod: Pod): void;
}

const delay = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

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
  private ending = false;
  private verdict: { reason: string; message: string } | undefined;
  private readonly extra: Condition[] = [];
  private wake: () => void = () => {};
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
    const first = !this.ending;
    this.ending = true;
    this.wake();
    if (first) for (const run of this.runs.values()) run.signal('SIGTERM');
    clearTimeout(this.killer);
    this.killer = setTimeout(() => this.kill(), grace * 1000);
  }

  /** KILL to all its containers. */
  kill(): void {
    this.ending = true;
    this.wake();
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
      if (record.state.terminated === undefined) neverRan(record, this.ending);
    this.report();
    this.tellGone();
  }

  private tellGone(): void {
    if (this.pod.metadata.deletionTimestamp === undefined || this.goneTold || this.lost) return;
    this.goneTold = true;
    this.host.gone(this.pod);
  }

  private async runAll(): Promise<void> {
    const volumes = await this.volumes();
    if (this.ending) return;
    this.started = true;
    void this.refresh();
    const inits = this.records.filter(({ isInit }) => isInit);
    const mains = this.records.filter(({ isInit }) => !isInit);
    for (const record of inits) {
      await this.runOne(record, volumes);
      if (this.ending || podPhase(this.records) === 'Failed') return;
    }
    await Promise.all(mains.map((record) => this.runOne(record, volumes)));
  }

  /** Waits until what the pod mounts is there. */
  private async volumes(): Promise<ReadonlyMap<string, string>> {
    const { pod, host } = this;
    const made = new Map<string, string>();
    const sources = host.sources(pod.metadata.namespace ?? '');
    mkdirSync(this.directory, { recursive: true });
    for (const volume of pod.spec.volumes ?? [])
      await this.persist('FailedMount', async () => {
        made.set(
          volume.name,
          await makeVolume(pod, volume, { pod: this.directory, claims: host.claims }, sources),
        );
      });
    return made;
  }

  /** Brings what changes in optional ConfigMaps and Secrets to the pod, once a second. */
  private async refresh(): Promise<void> {
    const changing = (this.pod.spec.volumes ?? []).filter(isChanging);
    const sources = this.host.sources(this.pod.metadata.namespace ?? '');
    const places = { pod: this.directory, claims: this.host.claims };
    while (changing.length > 0 && !this.finished) {
      await delay(1000);
      if (this.finished || this.lost) return;
      // A server that is away is asked again a second later.
      for (const volume of changing)
        await makeVolume(this.pod, volume, places, sources).catch(() => {});
    }
  }

  /** Tries until it works, or the pod ends. */
  private async persist(
    reason: string,
    attempt: () => Promise<void>,
    failed?: (text: string) => void,
  ): Promise<void> {
    while (!this.ending) {
      try {
        await attempt();
        return;
      } catch (error) {
        if (error instanceof MissingSource) {
          this.host.event(this.pod, 'Warning', reason, error.message);
          failed?.(error.message);
        }
        await this.pause(200);
      }
    }
  }

  /** Waits, but not when the pod is to end. */
  private async pause(milliseconds: number): Promise<void> {
    if (this.ending) return;
    await Promise.race([
      delay(milliseconds),
      new Promise<void>((resolve) => (this.wake = resolve)),
    ]);
  }

  private wait(record: ContainerRecord, reason: string, message: string): void {
    record.state = { waiting: { reason, message } };
    this.report();
  }

  private async runOne(
    record: ContainerRecord,
    volumes: ReadonlyMap<string, string>,
  ): Promise<void> {
    const { container } = record;
    const { pod, host } = this;
    if (!(await this.pullImage(record))) return;
    let env: Map<string, string> | undefined;
    const sources = host.sources(pod.metadata.namespace ?? '');
    await this.persist(
      'Failed',
      async () => {
        const status = { ...pod.status, podIP: this.podIP, hostIP: '127.0.0.1' };
        env = await containerEnv({ ...pod, status }, container, sources);
      },
      (text) => this.wait(record, 'CreateContainerConfigError', text),
    );
    if (env === undefined || this.ending) return;
    const places: RunPlaces = {
      directory: join(this.directory, container.name),
      volumes,
      hosts: host.hostsFile(pod, this.podIP),
      node: host.nodeProgram,
      logLimit: host.logLimit,
    };
    const run = new ContainerRun(pod, record, env, places);
    this.runs.set(container.name, run);
    await run.begun;
    if (record.state.terminated === undefined) this.report();
    if (this.ending) run.signal('SIGTERM');
    await run.ended;
    // The last one's end is reported with the pod's.
    if (this.isAlive || podPhase(this.records) === 'Pending') this.report();
  }

  private async pullImage(record: ContainerRecord): Promise<boolean> {
    const { image } = record.container;
    const policy = String(record.container.imagePullPolicy ?? 'IfNotPresent');
    for (let tries = 0; !this.ending; tries += 1) {
      const trouble = imageTrouble(image, policy, this.host.pull);
      if (trouble === undefined) return true;
      const isPull = trouble.reason === 'ErrImagePull';
      if (tries === 0)
        this.host.event(
          this.pod,
          'Warning',
          'Failed',
          `Failed to pull image "${image}": ${trouble.message}`,
        );
      this.wait(record, trouble.reason, trouble.message);
      await this.pause(isPull ? 300 : 1000);
      if (isPull && !this.ending) {
        this.wait(record, 'ImagePullBackOff', backOffMessage(image, trouble));
        await this.pause(1000 * Math.min(2 ** tries, 30));
      }
    }
    return false;
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

/** A container of a pod that ended before it could start. */
function neverRan(record: ContainerRecord, ending: boolean): void {
  if (!ending) return;
  record.state = {
    terminated: {
      exitCode: 137,
      reason: 'ContainerStatusUnknown',
      message: 'The container could not be located when the pod was terminated',
      startedAt: null,
      finishedAt: null,
    },
  };
}
