import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The Go modules that say what the control plane is built of. */
export const moduleDirectory = join(
  import.meta.dirname,
  '../../../../../scripts/kubernetes/control-plane',
);

/** What is built: the program and its Go package, by module directory. */
export const programs = {
  etcd: { etcd: 'go.etcd.io/etcd/server/v3' },
  kubernetes: {
    'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
    'kube-controller-manager': 'k8s.io/kubernetes/cmd/kube-controller-manager',
    'kube-scheduler': 'k8s.io/kubernetes/cmd/kube-scheduler',
    kubectl: 'k8s.io/kubernetes/cmd/kubectl',
  },
} as const;

/** The release that the module file names: `v1.35.4`. */
export function kubernetesVersion(): string {
  const file = join(moduleDirectory, 'kubernetes/go.mod');
  const found = /^require k8s\.io\/kubernetes (v\S+)$/m.exec(readFileSync(file, 'utf8'))?.[1];
  if (found === undefined) throw new Error(`${file} names no version of k8s.io/kubernetes`);
  return found;
}

/** A directory with the programs of another release, to try that. */
export const namedPrograms = process.env.MRUNNER_TEST_KUBERNETES_PROGRAMS || undefined;

/** Where the built programs are, or are to be; outside of the checkout, since they are large and many checkouts can share them. */
export const binaryDirectory = (): string =>
  namedPrograms ??
  join(
    process.env.XDG_CACHE_HOME || join(homedir(), '.cache'),
    'mrunner/kubernetes',
    kubernetesVersion(),
  );

/** Whether all programs are there. */
export const hasControlPlane = (): boolean =>
  Object.values(programs)
    .flatMap((ofModule) => Object.keys(ofModule))
    .every((name) => existsSync(join(binaryDirectory(), name)));
