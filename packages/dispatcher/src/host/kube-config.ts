import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname } from 'node:path';
import type { KubeConfig } from '@kubernetes/client-node';
import { kubeconfigUsers } from '@mrunner/core/kubernetes';
import type { NamedUser } from './kube-user.ts';
import type { KubeChoice } from './kubernetes-connection.ts';

type ConfigClass = typeof KubeConfig;

const tokenOfPod = '/var/run/secrets/kubernetes.io/serviceaccount/token';

/** A configuration whose current context leads to the cluster. */
export interface FoundConfig {
  readonly config: KubeConfig;
  /** Its user, by the file that names him first. */
  readonly user?: NamedUser;
}

/** Reads what leads to a cluster; a text, for people, when nothing does. */
export function readKubeConfig(Config: ConfigClass, choice: KubeChoice): FoundConfig | string {
  const files = filesOf(choice).filter((file) => existsSync(file));
  if (files.length === 0) return withoutFile(Config, choice);
  const all = new Config();
  const users: NamedUser[] = [];
  for (const file of files) {
    const one = new Config();
    try {
      const text = readFileSync(file, 'utf8');
      one.loadFromString(text, { onInvalidEntry: 'filter' });
      users.push(...kubeconfigUsers(text).map((user) => ({ ...user, directory: dirname(file) })));
    } catch (error) {
      return `${file} can't be read: ${error instanceof Error ? error.message : String(error)}`;
    }
    one.makePathsAbsolute(dirname(file));
    // As kubectl does: what is said first counts.
    const merged = {
      clusters: united(all.clusters, one.clusters),
      users: united(all.users, one.users),
      contexts: united(all.contexts, one.contexts),
      currentContext: all.currentContext || one.currentContext,
    };
    all.loadFromOptions(merged);
  }
  const wanted = choice.context ?? all.currentContext;
  const where = files.join(', ');
  if (!wanted)
    return `${where} says of no context that it is the current one: kube_context names one`;
  if (all.getContextObject(wanted) === null) {
    const names = all.contexts.map(({ name }) => name);
    return `${where} has no context ${wanted}; it has ${names.length > 0 ? names.join(', ') : 'none'}`;
  }
  all.setCurrentContext(wanted);
  if (all.getCurrentCluster() === null)
    return `${where}: context ${wanted} names a cluster that is not in it`;
  if (all.getCurrentUser() === null)
    return `${where}: context ${wanted} names a user that is not in it`;
  allowPlainHttp(all);
  const user = users.find(({ name }) => name === all.getCurrentUser()?.name);
  return { config: all, ...(user && { user }) };
}

function filesOf({ kubeconfig, env }: KubeChoice): readonly string[] {
  if (kubeconfig !== undefined) return [kubeconfig];
  if (env.KUBECONFIG) return env.KUBECONFIG.split(delimiter).filter((file) => file !== '');
  return env.HOME ? [`${env.HOME}/.kube/config`] : [];
}

function withoutFile(Config: ConfigClass, choice: KubeChoice): FoundConfig | string {
  const { env } = choice;
  if (choice.kubeconfig !== undefined) return `${choice.kubeconfig} does not exist`;
  if (env.KUBECONFIG) return `KUBECONFIG is ${env.KUBECONFIG}, and there is no such file`;
  if (choice.context === undefined && existsSync(tokenOfPod) && env.KUBERNETES_SERVICE_HOST) {
    const config = new Config();
    config.loadFromCluster();
    return { config };
  }
  return 'there is no kubeconfig: expected ~/.kube/config, or a path in KUBECONFIG or in the key kubeconfig';
}

const united = <Named extends { readonly name: string }>(
  first: readonly Named[],
  second: readonly Named[],
): Named[] => [...first, ...second.filter(({ name }) => !first.some((it) => it.name === name))];

/** A server that speaks no TLS has nothing to verify; kubectl takes it, too. */
function allowPlainHttp(config: KubeConfig): void {
  config.loadFromOptions({
    clusters: config.clusters.map((cluster) =>
      cluster.server.startsWith('http:') ? { ...cluster, skipTLSVerify: true } : cluster,
    ),
    users: config.users,
    contexts: config.contexts,
    currentContext: config.currentContext,
  });
}
