import { randomInt } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  apiTime,
  type Condition,
  type KubeObject,
  type Pod,
  type Taint,
  type Texts,
} from '../objects.ts';
import { type Access, ApiClient } from './api-client.ts';
import type { Sources } from './container-env.ts';
import { hostsText, writeHosts } from './host-names.ts';
import { type KubeletServer, startKubeletServer } from './kubelet-server.ts';
import { leaseObject, type NodeFacts, nodeObject } from './node-objects.ts';
import { type PodHost, PodWorker } from './pod-worker.ts';
import { podPath, StatusReporter } from './status-reporter.ts';

export interface NodeAgentOptions {
  readonly server: Access;
  readonly name: string;
  /** A short path for its pods. */
  readonly directory: string;
  /** The directories of claims, the same one for all nodes. */
  readonly claims: string;
  /** Default: all there is. */
  readonly cpu?: string;
  readonly memory?: string;
  readonly gpus?: number;
  readonly labels?: Texts;
  readonly taints?: readonly Taint[];
  /** Default 1.35. */
  readonly version?: string;
  readonly imagePull?: (image: string) => 'ok' | 'fails';
  /** Bytes after which the log of a container is rotated; default 10 MiB. */
  readonly logLimit?: number;
  /** Whether logs and exec are served by https with a certificate of its own, as real servers ask for. */
  readonly secure?: boolean;
}

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** A node: registers itself with an API server, runs the pods that it is given as processes, and tells how they fare. */
export class NodeAgent {
  readonly name: string;
  private readonly options: NodeAgentOptions;
  private readonly client: ApiClient;
  private reporter: StatusReporter;
  private readonly workers = new Map<string, PodWorker>();
  private readonly hosts = new Map<string, { pod: Pod; podIP: string }>();
  private readonly everyPod = new Map<string, Pod>();
  private readonly services = new Map<string, KubeObject>();
  private server: KubeletServer | undefined;
  private abort = new AbortController();
  private watchesNames = false;

  constructor(options: NodeAgentOptions) {
    this.options = options;
    this.name = options.name;
    this.client = new ApiClient(options.server);
    this.reporter = new StatusReporter(this.client);
    mkdirSync(options.directory, { recursive: true });
  }

  /** Registers the node and begins to run pods. */
  async start(): Promise<void> {
    this.server ??= await startKubeletServer(
      (uid, name) => this.find(uid, name),
      this.options.secure ?? false,
    );
    await this.register();
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
    void this.beat(signal);
  }

  private async register(): Promise<void> {
    const { cpu, memory, gpus = 0, labels = {}, taints = [], version = '1.35' } = this.options;
    const port = this.server?.port ?? 0;
    const facts: NodeFacts = { name: this.name, cpu, memory, gpus, labels, taints, port, version };
    const node = nodeObject(facts);
    for (;;) {
      const made = await this.client.request('POST', '/api/v1/nodes', node).catch(() => undefined);
      const type = 'application/strategic-merge-patch+json';
      const patch = { status: node.status };
      if (made?.code === 201 || made?.code === 409) {
        const set = await this.client
          .request('PATCH', `/api/v1/nodes/${this.name}/status`, patch, type)
          .catch(() => undefined);
        if (set !== undefined && set.code < 300) return;
      }
      await sleep(100);
    }
  }

  private async beat(signal: AbortSignal): Promise<void> {
    const path = '/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases';
    while (!signal.aborted) {
      try {
        const lease = await this.client.find(`${path}/${this.name}`);
        if (lease === undefined) await this.client.request('POST', path, leaseObject(this.name));
        else
          await this.client.request(
            'PUT',
            `${path}/${this.name}`,
            leaseObject(this.name, lease.metadata.resourceVersion),
          );
      } catch {
        // The next beat comes soon.
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, 5000);
        signal.addEventListener(
          'abort',
          () => {
            clearTimeout(timer);
            resolve();
          },
          { once: true },
        );
      });
    }
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
    const terminated = {
      exitCode: 137,
      reason: 'ContainerStatusUnknown',
      message: 'The container could not be located when the pod was terminated',
      startedAt: null,
      finishedAt: null,
    };
    const lost = (pod.status.containerStatuses ?? []).map((status) => ({
      ...status,
      ready: false,
      state: status.state.terminated === undefined ? { terminated } : status.state,
    }));
    this.reporter.report(pod, { phase: 'Failed', containerStatuses: lost });
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
    this.hosts.delete(worker.pod.metadata.uid);
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
      await sleep(100);
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
      sources: (namespace) => this.sources(namespace),
      pull: imagePull,
      nextAddress: () => `127.${randomInt(16, 250)}.${randomInt(1, 250)}.${randomInt(2, 250)}`,
      hostsFile: (pod, podIP) => this.hostsFile(pod, podIP),
      report: (pod, status) => this.reporter.report(pod, status),
      event: (pod, type, reason, message) => void this.event(pod, type, reason, message),
      gone: (pod) => void this.remove(pod),
    };
  }

  private sources(namespace: string): Sources {
    const find = async (plural: string, name: string) => {
      const object = await this.client.find(`/api/v1/namespaces/${namespace}/${plural}/${name}`);
      if (object === undefined) return undefined;
      const encoded = plural === 'secrets';
      const plain = Object.entries((object.data ?? {}) as Texts).map(
        ([key, text]) => [key, Buffer.from(text, encoded ? 'base64' : 'utf8')] as const,
      );
      const binary = Object.entries((object.binaryData ?? {}) as Texts).map(
        ([key, text]) => [key, Buffer.from(text, 'base64')] as const,
      );
      return new Map([...plain, ...binary]);
    };
    return {
      configMap: (name) => find('configmaps', name),
      secret: (name) => find('secrets', name),
    };
  }

  private hostsFile(pod: Pod, podIP: string): string {
    this.hosts.set(pod.metadata.uid, { pod, podIP });
    if (pod.spec.subdomain !== undefined) this.watchNames();
    this.writeHosts(pod.metadata.uid);
    return this.hostsPath(pod.metadata.uid);
  }

  private readonly hostsPath = (uid: string): string =>
    join(this.options.directory, 'pods', uid, 'hosts');

  private writeHosts(uid: string): void {
    const found = this.hosts.get(uid);
    if (found === undefined) return;
    const text = hostsText(
      found.pod,
      found.podIP,
      [...this.everyPod.values()],
      [...this.services.values()],
    );
    writeHosts(this.hostsPath(uid), text);
  }

  /** In place of the cluster's DNS: who of all pods is called what. */
  private watchNames(): void {
    if (this.watchesNames) return;
    this.watchesNames = true;
    const keep = (path: string, kept: Map<string, KubeObject>) => {
      const rewrite = () => {
        for (const [uid, { pod }] of this.hosts)
          if (pod.spec.subdomain !== undefined) this.writeHosts(uid);
      };
      void this.client.follow(path, '', this.abort.signal, {
        listed: (items) => {
          kept.clear();
          for (const item of items) kept.set(item.metadata.uid, item);
          rewrite();
        },
        changed: (type, object) => {
          if (type === 'DELETED') kept.delete(object.metadata.uid);
          else kept.set(object.metadata.uid, object);
          rewrite();
        },
      });
    };
    keep('/api/v1/pods', this.everyPod as Map<string, KubeObject>);
    keep('/api/v1/services', this.services);
  }

  private async event(
    pod: Pod,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
  ): Promise<void> {
    const { namespace, name, uid } = pod.metadata;
    const now = apiTime();
    const body = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { generateName: `${name}.`, namespace },
      involvedObject: { apiVersion: 'v1', kind: 'Pod', name, namespace, uid },
      type,
      reason,
      message,
      count: 1,
      firstTimestamp: now,
      lastTimestamp: now,
      source: { component: 'kubelet', host: this.name },
    };
    const seen = `${uid} ${reason} ${message}`;
    if (this.told.has(seen)) return;
    this.told.add(seen);
    await this.client
      .request('POST', `/api/v1/namespaces/${namespace}/events`, body)
      .catch(() => undefined);
  }

  private readonly told = new Set<string>();

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

  /** The node itself ends a pod, as when its disk or memory is short. */
  evict(
    uid: string,
    message = 'The node was low on resource: memory. Threshold quantity: 100Mi, available: 50Mi. ',
  ): void {
    const condition: Condition = {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'TerminationByKubelet',
      message,
      lastProbeTime: null,
      lastTransitionTime: apiTime(),
    };
    this.workers.get(uid)?.end({ reason: 'Evicted', message }, condition, 0);
  }

  /** Loses the server; processes go on. */
  disconnect(): void {
    this.abort.abort();
    this.reporter.stop();
    this.watchesNames = false;
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
