import { type Context, fail, ok, type Result } from '@mrunner/core';
import type { Host } from '../../host/host.ts';
import type { KubeConnection } from '../../host/kubernetes-connection.ts';
import { type BodySink, callOnce, type Tried } from './call-api.ts';
import { execEnd, type KubeApi, type KubeCall, type WatchOptions } from './kube-api.ts';
import { listObjects } from './list-objects.ts';
import { readLog } from './read-log.ts';
import { type KubeResource, resourcePath, withQuery } from './resource-paths.ts';
import { retrying } from './retrying.ts';
import { watchObjects } from './watch-objects.ts';

/** The API of the cluster that a context names, by the user's kubeconfig. Nothing is sent before the first call. */
export async function kubeApi(
  host: Pick<Host, 'kubernetes' | 'clock' | 'random' | 'env'>,
  context: Pick<Context, 'name' | 'kubernetes'>,
): Promise<Result<KubeApi>> {
  const { kubeconfig, kube_context: named, namespace } = context.kubernetes as KubeKeys;
  const choice = {
    env: host.env,
    ...(kubeconfig !== undefined && { kubeconfig }),
    ...(named !== undefined && { context: named }),
  };
  const first = await host.kubernetes(choice);
  if (typeof first === 'string') {
    return fail({ kind: 'missing', path: `contexts.${context.name}.kubeconfig`, message: first });
  }
  return ok(
    apiOver(host, first, namespace ?? first.namespace ?? 'default', () => host.kubernetes(choice)),
  );
}

interface KubeKeys {
  readonly kubeconfig?: string;
  readonly kube_context?: string;
  readonly namespace?: string;
}

function apiOver(
  host: Pick<Host, 'clock' | 'random'>,
  first: KubeConnection,
  namespace: string,
  reconnect: () => Promise<KubeConnection | string>,
): KubeApi {
  let connection = first;
  const former: KubeConnection[] = [];
  const closing = new AbortController();
  let renewal: Promise<void> | undefined;
  /** A token that has expired was kept by what reads the kubeconfig. */
  const renew = async (): Promise<void> => {
    const again = await reconnect();
    if (typeof again !== 'string') {
      former.push(connection);
      connection = again;
    }
    renewal = undefined;
  };
  const tryOnce = async (call: KubeCall, sink: BodySink = {}): Promise<Tried> => {
    const { signal: ends } = closing;
    const signal = sink.signal === undefined ? ends : AbortSignal.any([ends, sink.signal]);
    const before = connection;
    const tried = await callOnce(host, before, call, { ...sink, signal });
    const { answer } = tried;
    if (answer.kind !== 'unreached' || !answer.wantsLogin || signal.aborted) return tried;
    if (connection === before) {
      renewal ??= renew();
      await renewal;
    }
    if (connection === before) return tried;
    return callOnce(host, connection, call, { ...sink, signal });
  };
  const request: KubeApi['request'] = (call) => {
    const isGet = call.method === 'GET';
    const makes = call.method === 'POST';
    return retrying(host, { isGet, twice: call.twice ?? isGet, makes }, () => tryOnce(call));
  };
  const api: KubeApi = {
    title: `kube context ${connection.context}, namespace ${namespace}`,
    server: connection.server,
    namespace,
    request,
    list: (resource, options) => listObjects(api, resource, options),
    watch: <T>(resource: KubeResource, options: WatchOptions<T>) =>
      watchObjects<T>(
        host,
        {
          namespace,
          list: () => api.list<T>(resource, options),
          follow: async (call, told, signal) => (await tryOnce(call, { told, signal })).answer,
        },
        resource,
        options,
      ),
    log: (pod, options, told) => readLog(host, api, tryOnce, pod, options, told),
    exec: (pod, { words, container, tty = false, ended, ...sinks }) =>
      connection.exec({
        path: withQuery(resourcePath(namespace, 'pods', pod, 'exec'), {
          command: words,
          container,
          stdin: true,
          stdout: true,
          stderr: !tty,
          tty,
        }),
        ...sinks,
        ended: (end) => ended(execEnd(end)),
      }),
    close: () => {
      closing.abort();
      for (const one of [...former, connection]) one.close();
    },
  };
  return api;
}
