import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { type ApiAnswer, ApiClient, readKubeconfig } from './agent/api-client.ts';
import { makeNamespace } from './real/namespace.ts';
import { startTestCluster } from './test-cluster.ts';

/** Whatever cluster tests that hold on all of them are run on. */
export interface AnyCluster extends AsyncDisposable {
  /** Path of a kubeconfig for `namespace`; on a real cluster of a user who may only do what `minimal-role.yaml` says. */
  readonly kubeconfig: string;
  readonly namespace: string;
  /** One request as somebody who may do all, whatever its answer. */
  readonly ask: (
    method: string,
    path: string,
    body?: object,
    contentType?: string,
  ) => Promise<ApiAnswer>;
}

/** A kubeconfig of a user who may do all, on the cluster to be tested on; undefined: tests start one of their own. */
export const namedCluster = process.env.MRUNNER_TEST_KUBECONFIG || undefined;

/** A namespace of the cluster that `MRUNNER_TEST_KUBECONFIG` names, which goes with it; without that, a test cluster. */
export async function anyCluster(): Promise<AnyCluster> {
  return namedCluster === undefined ? await startTestCluster() : await namespaceOf(namedCluster);
}

async function namespaceOf(path: string): Promise<AnyCluster> {
  const client = new ApiClient(readKubeconfig(path));
  const ask: AnyCluster['ask'] = (...asked) => client.request(...asked);
  const namespace = `mrunner-test-${randomBytes(4).toString('hex')}`;
  const token = await makeNamespace(ask, namespace);
  const directory = mkdtempSync(join(tmpdir(), 'mrunner-named-'));
  const kubeconfig = join(directory, 'kubeconfig');
  const given = parse(readFileSync(path, 'utf8'));
  given.users[0].user = { token };
  given.contexts[0].context.namespace = namespace;
  writeFileSync(kubeconfig, stringify(given));
  chmodSync(kubeconfig, 0o600);
  return {
    kubeconfig,
    namespace,
    ask,
    [Symbol.asyncDispose]: async () => {
      await ask('DELETE', `/api/v1/namespaces/${namespace}`);
      client.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
