import { readFileSync } from 'node:fs';
import type { KubeConfig } from '@kubernetes/client-node';
import type { KubeconfigUser } from '@mrunner/core/kubernetes';
import { type ExecPlugin, execCredentials } from './exec-credential.ts';

type User = NonNullable<ReturnType<KubeConfig['getCurrentUser']>>;
type Cluster = NonNullable<ReturnType<KubeConfig['getCurrentCluster']>>;
type Settable = { -readonly [Key in keyof User]: User[Key] };

/** A user of a kubeconfig, with what Kubernetes' library does not read of him. */
export interface NamedUser extends KubeconfigUser {
  /** Of the kubeconfig. */
  readonly directory: string;
}

/**
 * Sees to what Kubernetes' library does not, or not well: tokens in files, programs that log in, in whose name requests are
 * made. Answers what brings a user's credentials up to date before each request, and the headers that this takes.
 */
export function kubeUser(
  user: User,
  cluster: Cluster,
  named: NamedUser | undefined,
  env: { readonly [name: string]: string | undefined },
): () => Promise<{ readonly [name: string]: string | string[] }> {
  const own = user as Settable;
  const directory = named?.directory ?? '.';
  const plugin = user.exec as ExecPlugin | null | undefined;
  const credentials =
    plugin?.command === undefined || user.token
      ? undefined
      : execCredentials(plugin, {
          env,
          directory,
          cluster: clusterInfo(cluster),
          isTerminal: process.stdin.isTTY === true && process.stderr.isTTY === true,
        });
  if (credentials !== undefined) own.exec = undefined;
  const tokenFile = named?.tokenFile;
  const tokenPath =
    tokenFile && (tokenFile.startsWith('/') ? tokenFile : `${directory}/${tokenFile}`);
  const headers = {
    ...(named?.as !== undefined && { 'Impersonate-User': named.as }),
    ...(named !== undefined &&
      named.asGroups.length > 0 && { 'Impersonate-Group': [...named.asGroups] }),
  };
  return async () => {
    if (tokenPath !== undefined) own.token = tokenIn(tokenPath);
    if (credentials !== undefined) {
      const { token, certificate, key } = await credentials();
      if (token !== undefined) own.token = token;
      if (certificate !== undefined && key !== undefined) {
        own.certData = Buffer.from(certificate).toString('base64');
        own.keyData = Buffer.from(key).toString('base64');
      }
    }
    return headers;
  };
}

function tokenIn(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new Error(`tokenFile: ${error instanceof Error ? error.message : String(error)}`);
  }
}

const clusterInfo = ({ server, caData, tlsServerName, skipTLSVerify, proxyUrl }: Cluster) => ({
  server,
  ...(caData && { 'certificate-authority-data': caData }),
  ...(tlsServerName && { 'tls-server-name': tlsServerName }),
  ...(skipTLSVerify && { 'insecure-skip-tls-verify': true }),
  ...(proxyUrl && { 'proxy-url': proxyUrl }),
});
