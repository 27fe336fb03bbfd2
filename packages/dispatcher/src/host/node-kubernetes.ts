import { readKubeConfig } from './kube-config.ts';
import { keptAgents } from './kubernetes-agents.ts';
import type { KubeChoice, KubeConnection, Stoppable } from './kubernetes-connection.ts';
import { beginExec, execProtocols } from './kubernetes-exec.ts';
import { sendToKubernetes, urlOf } from './kubernetes-send.ts';

/** Reads the user's kubeconfig; nothing is sent yet. A text, for people, when it leads nowhere. */
export async function connectKubernetes(choice: KubeChoice): Promise<KubeConnection | string> {
  // Large, and needed by nobody else.
  const { KubeConfig: Config, WebSocket } = await import('./kubernetes-client.ts');
  const found = readKubeConfig(Config, choice);
  if (typeof found === 'string') return found;
  const { config } = found;
  const context = config.getCurrentContext();
  const server = config.getCurrentCluster()?.server ?? '';
  const agents = keptAgents(found, choice.env);
  const open = new Set<() => void>();
  const listed = <Session extends Stoppable>(begin: (over: () => void) => Session): Session => {
    const over = (): void => {
      open.delete(stop);
    };
    const session = begin(over);
    const stop = (): void => {
      over();
      session.stop();
    };
    open.add(stop);
    return { ...session, stop };
  };
  return {
    context,
    server,
    namespace: config.getContextObject(context)?.namespace,
    send: (ask) =>
      listed((over) =>
        sendToKubernetes(server, ask, agents.optionsFor, (end) => {
          over();
          ask.ended(end);
        }),
      ),
    exec: (ask) => {
      const url = urlOf(server, ask.path).replace(/^http/, 'ws');
      const open = async () => {
        const { agent, ...options } = await agents.optionsFor();
        const isProxy = config.getCurrentCluster()?.proxyUrl !== undefined;
        return new WebSocket(url, execProtocols, {
          ...options,
          ...(isProxy && { agent }),
          perMessageDeflate: false,
        });
      };
      return listed((over) => {
        const session = beginExec(open, {
          ...ask,
          ended: (end) => {
            over();
            ask.ended(end);
          },
        });
        return session;
      });
    },
    close: () => {
      for (const stop of open) stop();
      agents.destroy();
    },
  };
}
