import { cpus, totalmem } from 'node:os';
import { apiTime, type KubeObject, type Node, type Taint, type Texts } from '../objects.ts';

export interface NodeFacts {
  readonly name: string;
  readonly cpu: string | undefined;
  readonly memory: string | undefined;
  readonly gpus: number;
  readonly labels: Texts;
  readonly taints: readonly Taint[];
  readonly port: number;
  readonly version: string;
}

const readyCondition = () => {
  const now = apiTime();
  return {
    type: 'Ready',
    status: 'True' as const,
    reason: 'KubeletReady',
    message: 'the node agent is posting ready status',
    lastHeartbeatTime: now,
    lastTransitionTime: now,
  };
};

/** The Node that an agent registers. */
export function nodeObject(facts: NodeFacts): Omit<Node, 'metadata'> & { metadata: object } {
  const { name, cpu, memory, gpus, labels, taints, port, version } = facts;
  const capacity: Texts = {
    cpu: cpu ?? String(cpus().length),
    memory: memory ?? `${Math.floor(totalmem() / 1024)}Ki`,
    pods: '110',
    'ephemeral-storage': '100Gi',
    ...(gpus > 0 ? { 'nvidia.com/gpu': String(gpus) } : {}),
  };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': process.arch === 'x64' ? 'amd64' : process.arch,
        ...labels,
      },
    },
    spec: taints.length > 0 ? { taints: [...taints] } : {},
    status: {
      capacity,
      allocatable: capacity,
      conditions: [readyCondition()],
      addresses: [
        { type: 'InternalIP', address: '127.0.0.1' },
        { type: 'Hostname', address: name },
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: port } },
      nodeInfo: {
        architecture: 'amd64',
        bootID: '',
        containerRuntimeVersion: 'process://1.0.0',
        kernelVersion: '',
        kubeProxyVersion: '',
        kubeletVersion: `v${version}.0`,
        machineID: '',
        operatingSystem: 'linux',
        osImage: 'this machine',
        systemUUID: '',
      },
    },
  };
}

/** The lease by which a server knows that a node lives. */
export const leaseObject = (name: string, version?: string): Partial<KubeObject> => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: {
    name,
    namespace: 'kube-node-lease',
    ...(version === undefined ? {} : { resourceVersion: version }),
  } as KubeObject['metadata'],
  spec: {
    holderIdentity: name,
    leaseDurationSeconds: 40,
    renewTime: new Date().toISOString().replace('Z', '000Z'),
  },
});
