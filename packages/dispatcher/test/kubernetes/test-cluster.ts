import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApiAnswer, ApiClient } from './agent/api-client.ts';
import { selfMadeCertificate } from './agent/certificate.ts';
import { NodeAgent } from './agent/node-agent.ts';
import type { Denial } from './api/access.ts';
import { ApiServer, type SeenRequest } from './api/api-server.ts';
import type { FaultRule } from './api/faults.ts';
import { markDisrupted } from './api/mark-disrupted.ts';
import { ObjectStore } from './api/object-store.ts';
import { jobs, namespaces, nodes, pods, priorityClasses } from './api/resources.ts';
import { ControlLoop } from './control/control-loop.ts';
import { Controls } from './control/controls.ts';
import { podOfJob } from './control/job-pods.ts';
import { Kueue } from './control/kueue.ts';
import { nodeLost, nodeReturned } from './control/node-lifecycle.ts';
import { writeKubeconfig } from './kubeconfig.ts';
import type { Job, KubeObject, Pod, Taint, Texts } from './objects.ts';

export interface TestClusterOptions {
  /** Default 2; named `node-1`, … */
  readonly nodes?: number;
  /** What the server says it is; default `1.35`. */
  readonly version?: string;
  /** Of each node, as quantities; default 8, 16Gi and none. */
  readonly cpu?: string;
  readonly memory?: string;
  readonly gpus?: number;
  readonly nodeLabels?: Texts;
  readonly taints?: readonly Taint[];
  readonly imagePull?: (image: string) => 'ok' | 'fails';
  /** Milliseconds that each request of a client takes longer. */
  readonly latency?: number;
  /** Milliseconds between bookmarks; default 1000. */
  readonly bookmarks?: number;
  /** Milliseconds before the first pod that follows a failed one; doubled by each further failure. Default 100; a real cluster has 10 s. */
  readonly podBackoff?: number;
  /** Seconds for which pods stay on a lost node, unless their tolerations say otherwise; default 300, as on real clusters. */
  readonly tolerationSeconds?: number;
  /** Bytes after which the log of a container is rotated; default 10 MiB. */
  readonly logLimit?: number;
  /** It has a Kueue, which admits Jobs with a queue when the test says so; default no. */
  readonly kueue?: boolean;
}

/** A cluster of this process: an API server, controllers, a scheduler, and nodes that run containers as processes. */
export interface TestCluster extends AsyncDisposable {
  readonly url: string;
  /** The path of a file, which only its owner can read; its context is called `test`. */
  readonly kubeconfig: string;
  readonly namespace: 'default';
  /** Everything of it; a short path. */
  readonly directory: string;
  /** The directory of a claim, which all nodes see. */
  claimPath(claim: string): string;
  /** What clients asked, in order; not what the nodes did. */
  readonly requests: readonly SeenRequest[];
  /** One request as the client of the kubeconfig, whatever its answer. */
  ask(method: string, path: string, body?: object, contentType?: string): Promise<ApiAnswer>;
  /** Makes requests of clients go wrong. */
  fail(rule: FaultRule): void;
  /** Takes all faults that are left back. */
  heal(): void;
  /** Takes a permission away: from requests, and from what reviews of access say. */
  deny(denial: Denial): void;
  readonly watches: {
    /** How many clients watch now. */
    count(): number;
    close(): void;
    /** No byte comes any more, and the connections stay. */
    freeze(): void;
    /** A watch or a list that goes on from before now gets 410; by an ERROR event, or as the status of the answer. */
    expire(by?: 'event' | 'status'): void;
  };
  readonly logs: {
    /** How many are being read now. */
    count(): number;
    /** No byte of those comes any more, nor their end, and the connections stay. */
    freeze(): void;
    /** Breaks their connections. */
    cut(): void;
    /** What a pod's container wrote so far can't be asked for any more, as a node rotates a log. */
    rotate(pod: string): void;
  };
  /** Cuts all connections; the port and the objects stay. */
  restart(): Promise<void>;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** A node that is cut off, with what runs there dead or, `left`, going on. Its pods go after their toleration. */
  killNode(name: string, processes?: 'killed' | 'left'): Promise<void>;
  /** Brings a killed node back. */
  returnNode(name: string): Promise<void>;
  /** Takes the Node away too: its pods end as `DeletionByPodGC`. */
  removeNode(name: string): Promise<void>;
  /** `api`: as by `kubectl drain`; `node`: for want of memory there. */
  evict(pod: string, by?: 'api' | 'node'): void;
  /** As the scheduler does for a pod of more priority. */
  preempt(pod: string): void;
  /** A second pod for an index that has one, as controllers make by mistake; its name. */
  startTwice(job: string, index: number): string;
  oomKill(pod: string): void;
  /** Jobs with the label of a queue are suspended when they are made, and go when they are admitted. */
  readonly kueue: { admit(job: string): void; preempt(job: string): void };
  pods(): readonly Pod[];
  jobs(): readonly Job[];
  /** Throws when there is none. */
  job(name: string): Job;
  pod(name: string): Pod;
  /** All objects of a kind: `configmaps`. */
  objects(plural: string): readonly KubeObject[];
}

export async function startTestCluster(options: TestClusterOptions = {}): Promise<TestCluster> {
  const directory = mkdtempSync(join(tmpdir(), 'mk-'));
  const clientToken = randomBytes(12).toString('hex');
  const nodeToken = randomBytes(12).toString('hex');
  const certificate = await selfMadeCertificate();
  const store = new ObjectStore();
  const { version = '1.35' } = options;
  const server = new ApiServer(store, {
    version,
    latency: options.latency ?? 0,
    bookmarkMilliseconds: options.bookmarks ?? 1000,
    tolerationSeconds: options.tolerationSeconds ?? 300,
    certificate,
    clientToken,
    nodeToken,
  });
  const controls = new Controls(store, server.writes, { podBackoff: options.podBackoff ?? 100 });
  const kueue = new Kueue(controls, options.kueue ?? false);
  const loop = new ControlLoop(controls);
  for (const name of ['default', 'kube-system', 'kube-node-lease'])
    server.writes.create(namespaces, bare('v1', 'Namespace', name));
  for (const [name, value] of [
    ['system-cluster-critical', 2e9],
    ['system-node-critical', 2e9 + 1000],
  ] as const)
    server.writes.create(priorityClasses, {
      ...bare('scheduling.k8s.io/v1', 'PriorityClass', name),
      value,
    });
  await server.start();
  const url = `https://127.0.0.1:${server.port}`;
  const kubeconfig = join(directory, 'kubeconfig');
  const ca = certificate.cert;
  writeKubeconfig(kubeconfig, 'test', url, ca, clientToken);
  const client = new ApiClient({ url, token: clientToken, ca });
  const agents = new Map<string, NodeAgent>();
  for (let n = 1; n <= (options.nodes ?? 2); n += 1) {
    const name = `node-${n}`;
    agents.set(
      name,
      new NodeAgent({
        server: { url, token: nodeToken, ca },
        name,
        directory: join(directory, name),
        claims: join(directory, 'claims'),
        cpu: options.cpu ?? '8',
        memory: options.memory ?? '16Gi',
        gpus: options.gpus ?? 0,
        labels: options.nodeLabels ?? {},
        taints: options.taints ?? [],
        version,
        ...(options.imagePull === undefined ? {} : { imagePull: options.imagePull }),
        ...(options.logLimit === undefined ? {} : { logLimit: options.logLimit }),
      }),
    );
  }
  await Promise.all([...agents.values()].map((agent) => agent.start()));

  const agentOf = (name: string): NodeAgent => {
    const agent = agents.get(name);
    if (agent === undefined) throw new Error(`there is no node ${name}`);
    return agent;
  };
  const pod = (name: string) => store.get(pods, 'default', name) as Pod;
  const running = (name: string) => {
    const found = pod(name);
    return { agent: agentOf(found.spec.nodeName ?? ''), uid: found.metadata.uid };
  };
  const disrupt = (name: string, reason: string, message: string) => {
    markDisrupted(controls, pod(name), reason, message);
    controls.deletePod(pod(name));
  };
  const stop = async () => {
    loop.pause();
    await server.stop();
  };
  const start = async () => {
    await server.start();
    loop.resume();
  };
  return {
    url,
    kubeconfig,
    namespace: 'default',
    directory,
    claimPath: (claim) => join(directory, 'claims/default', claim),
    requests: server.requests,
    ask: (method, path, body, contentType) => client.request(method, path, body, contentType),
    fail: (rule) => server.faults.add(rule),
    heal: () => server.faults.clear(),
    deny: (denial) => server.permissions.denials.push(denial),
    watches: {
      count: () => server.watches.count,
      close: () => server.watches.close(),
      freeze: () => server.watches.freeze(),
      expire: (by = 'event') => {
        server.watches.refuseBy = by;
        store.compact();
        server.lists.expire();
      },
    },
    logs: {
      count: () => server.logs.count,
      freeze: () => server.logs.freeze(),
      cut: () => server.logs.cut(),
      rotate: (name) => {
        const { agent, uid } = running(name);
        agent.rotateLogs(uid);
      },
    },
    restart: async () => {
      await stop();
      await start();
    },
    stop,
    start,
    killNode: async (name, processes = 'killed') => {
      const agent = agentOf(name);
      if (processes === 'killed') await agent.crash();
      else agent.disconnect();
      nodeLost(controls, name);
    },
    returnNode: async (name) => {
      await agentOf(name).reconnect();
      nodeReturned(controls, name);
    },
    removeNode: async (name) => {
      await agentOf(name).crash();
      store.remove(nodes, store.get(nodes, undefined, name));
    },
    evict: (name, by = 'api') => {
      if (by === 'api') return disrupt(name, 'EvictionByEvictionAPI', 'Eviction API: evicting');
      const { agent, uid } = running(name);
      agent.evict(uid);
    },
    preempt: (name) =>
      disrupt(
        name,
        'PreemptionByScheduler',
        'default-scheduler: preempting to accommodate a higher priority pod',
      ),
    startTwice: (name, index) => {
      const made = podOfJob(store.get(jobs, 'default', name) as Job, index, undefined);
      return server.writes.create(pods, made, 'default').metadata.name;
    },
    oomKill: (name) => {
      const { agent, uid } = running(name);
      agent.oomKill(uid);
    },
    kueue,
    pods: () => store.list(pods) as Pod[],
    jobs: () => store.list(jobs) as Job[],
    job: (name) => store.get(jobs, 'default', name) as Job,
    pod,
    objects: (plural) => server.objects(plural),
    [Symbol.asyncDispose]: async () => {
      loop.stop();
      client.close();
      await Promise.all([...agents.values()].map((agent) => agent.stop()));
      await server.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const bare = (apiVersion: string, kind: string, name: string): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name, uid: '', resourceVersion: '', creationTimestamp: '' },
});
