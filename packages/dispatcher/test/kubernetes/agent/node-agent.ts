import { randomInt } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Pod } from '../objects.ts';
import { ApiClient } from './api-client.ts';
import { apiSources } from './api-sources.ts';
import { registerNode, renewLease } from './keep-node.ts';
import { type KubeletServer, startKubeletServer } from './kubelet-server.ts';
import { type NodeAgentOptions, nodeFacts } from './node-agent-options.ts';
import { PodEvents } from './pod-events.ts';
import type { PodHost } from './pod-host.ts';
import { PodNames } from './pod-names.ts';
import { PodWorker } from './pod-worker.ts';
import { podPath, StatusReporter } from './status-reporter.ts';
import { lostStatus, nodePressure } from './sudden-ends.ts';

/** A node: registers itself with an API server, runs the pods that it is given as processes, and tells how they fare. */
export class NodeAgent {
  readonly name: string;
  private readonly options: NodeAgentOptions;
  private readonly client: ApiClient;
  private reporter: StatusReporter;
  private readonly workers = new Map<string, PodWorker>();
  private readonly names: PodNames;
  private readonly events: PodEvents;
  private server: KubeletServer | undefined;
  private abort = new AbortController();

  constructor(options: NodeAgentOptions) {
    this.options = options;
    this.name = options.name;
    this.client = new ApiClient(options.server);
    this.reporter = new StatusReporter(this.client);
    this.names = new PodNames(this.client, options.directory);
    this.events = new PodEvents(this.client, options.name);
    mkdirSync(options.directory, { recursive: true });
  }

  /** Registers the node and begins to run pods. */
  async start(): Promise<void> {
    this.server ??= await startKubeletServer(
      (uid, name) => this.find(uid, name),
      this.options.secure ?? false,
    );
    await registerNode(this.client, nodeFacts(this.options, this.server.port));
    this.connect();
  }

  private connect(): void {
    this.abort = new AbortController();
    this.reporter = new StatusReporter(this.client);
    const { signal } = this.abort;
    void this.client.follow('/api/v1/pods', `fieldSelector=spec.nodeName%3D${this.name}`, signal, {
      listed: (items) => this.listed(items as Pod[]),
      changed: (type, object) =>
        type === 'DELETED' ? this.removed(object as Pod) : this.changed(object as Pod),
    });
    void renewLease(this.client, this.name, signal);
  }

  private listed(items: readonly Pod[]): void {
    const there = new Set(items.map(({ metadata }) => metadata.uid));
    for (const worker of [...this.workers.values()])
      if (!there.has(worker.pod.metadata.uid)) this.removed(worker.pod);
    for (const pod of items) this.changed(pod);
  }

  private changed(pod: Pod): void {
    const { uid, deletionTimestamp } = pod.metadata;
    const known = this.workers.get(uid);
    const isOver = pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';
    if (known !== undefined) known.update(pod);
    // It was here before this agent, whose processes are gone.
    else if (!isOver && pod.status.containerStatuses !== undefined) this.lostPod(pod);
    else if (deletionTimestamp !== undefined) void this.remove(pod);
    else if (!isOver) this.workers.set(uid, new PodWorker(pod, this.podHost()));
  }

  private lostPod(pod: Pod): void {
    this.reporter.report(pod, lostStatus(pod));
    if (pod.metadata.deletionTimestamp !== undefined) void this.remove(pod);
  }

  /** A pod that is not there any more must not run either. */
  private removed({ metadata }: Pod): void {
    const worker = this.workers.get(metadata.uid);
    if (worker === undefined) return;
    worker.abandon();
    worker.terminate(worker.pod.metadata.deletionGracePeriodSeconds ?? 1);
    void worker.whenOver().then(() => this.forget(worker));
  }

  private forget(worker: PodWorker): void {
    this.workers.delete(worker.pod.metadata.uid);
    this.names.forget(worker.pod.metadata.uid);
    worker.clear();
  }

  private async remove(pod: Pod): Promise<void> {
    const { signal } = this.abort;
    await this.reporter.settled(pod);
    const options = { gracePeriodSeconds: 0, preconditions: { uid: pod.metadata.uid } };
    while (!signal.aborted) {
      const answer = await this.client
        .request('DELETE', podPath(pod), options)
        .catch(() => undefined);
      if (answer !== undefined && answer.code < 500) return;
      await delay(100);
    }
  }

  private podHost(): PodHost {
    const {
      directory,
      claims,
      imagePull = () => 'ok' as const,
      logLimit = 10 * 2 ** 20,
    } = this.options;
    return {
      directory,
      claims,
      nodeProgram: process.execPath,
      logLimit,
      sources: (namespace) => apiSources(this.client, namespace),
      pull: imagePull,
      nextAddress: () => `127.${randomInt(16, 250)}.${randomInt(1, 250)}.${randomInt(2, 250)}`,
      hostsFile: (pod, podIP) => this.names.hostsFile(pod, podIP, this.abort.signal),
      report: (pod, status) => this.reporter.report(pod, status),
      event: (...event) => void this.events.tell(...event),
      gone: (pod) => void this.remove(pod),
    };
  }

  private find(namespace: string, name: string): PodWorker | undefined {
    return [...this.workers.values()].find(
      ({ pod }) => pod.metadata.namespace === namespace && pod.metadata.name === name,
    );
  }

  /** The worker of a pod by its uid. */
  worker(uid: string): PodWorker | undefined {
    return this.workers.get(uid);
  }

  /** The kernel kills the containers of a pod for want of memory. */
  oomKill(uid: string): void {
    const worker = this.workers.get(uid);
    for (const { container, isInit } of worker?.records ?? []) {
      const run = worker?.run(container.name);
      if (run === undefined || isInit || run.isOver) continue;
      run.outOfMemory = true;
      run.signal('SIGKILL');
    }
  }

  /** What the containers of a pod wrote so far can't be asked for any more. */
  rotateLogs(uid: string): void {
    const worker = this.workers.get(uid);
    for (const { container } of worker?.records ?? []) worker?.log(container.name)?.rotate();
  }

  /** The node itself ends a pod, as when its disk or memory is short. */
  evict(
    uid: string,
    message = 'The node was low on resource: memory. Threshold quantity: 100Mi, available: 50Mi. ',
  ): void {
    this.workers.get(uid)?.end({ reason: 'Evicted', message }, nodePressure(message), 0);
  }

  /** Loses the server; processes go on. */
  disconnect(): void {
    this.abort.abort();
    this.reporter.stop();
    void this.server?.stop();
    this.server = undefined;
  }

  /** Loses the server, and all that runs at once, as a failure of power does. */
  async crash(): Promise<void> {
    this.disconnect();
    const workers = [...this.workers.values()];
    for (const worker of workers) {
      worker.abandon();
      worker.kill();
    }
    await Promise.all(workers.map((worker) => worker.whenOver()));
    for (const worker of workers) this.forget(worker);
  }

  /** Finds the server again, with what it had when it lost it. */
  async reconnect(): Promise<void> {
    await this.start();
    for (const worker of this.workers.values()) worker.repeat();
  }

  /** Ends for good; nothing of it stays. */
  async stop(): Promise<void> {
    await this.crash();
    this.client.close();
  }
}
