import http from 'node:http';
import https from 'node:https';
import type { FoundConfig } from './kube-config.ts';
import { kubeUser } from './kube-user.ts';
import type { KubeChoice } from './kubernetes-connection.ts';

/** What connections to a server are made with. */
export interface KubernetesAgents {
  /** Of the next request; logs the user in where that is needed. */
  readonly optionsFor: () => Promise<https.RequestOptions>;
  readonly destroy: () => void;
}

/** Connections are kept; certificates that a plugin renewed make a new agent. */
export function keptAgents(
  { config, user: named }: FoundConfig,
  env: KubeChoice['env'],
): KubernetesAgents {
  let agent: https.Agent | http.Agent | undefined;
  let madeOf: string | undefined;
  const cluster = config.getCurrentCluster();
  const user = config.getCurrentUser();
  const logIn = user === null || cluster === null ? undefined : kubeUser(user, cluster, named, env);
  return {
    optionsFor: async () => {
      const headers = (await logIn?.()) ?? {};
      const options: https.RequestOptions = { headers: { ...headers } };
      await config.applyToHTTPSOptions(options);
      // What leads through a proxy is the library's own.
      if (cluster?.proxyUrl) return options;
      const { ca, cert, key, rejectUnauthorized, servername } = options;
      const secrets = JSON.stringify([String(cert), String(key)]);
      if (agent === undefined || secrets !== madeOf) {
        agent?.destroy();
        const kept = { keepAlive: true, maxSockets: 32, proxyEnv: { ...env } };
        const isPlain = cluster?.server.startsWith('http:');
        agent = isPlain
          ? new http.Agent(kept)
          : new https.Agent({
              ...kept,
              ...(ca !== undefined && { ca }),
              ...(cert !== undefined && { cert }),
              ...(key !== undefined && { key }),
              ...(rejectUnauthorized !== undefined && { rejectUnauthorized }),
              ...(servername !== undefined && { servername }),
            });
        madeOf = secrets;
      }
      return { ...options, agent };
    },
    destroy: () => agent?.destroy(),
  };
}
