import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { type ApiAnswer, ApiClient, readKubeconfig } from './agent/api-client.ts';
import type { Job, Pod } from './objects.ts';
import { makeNamespace } from './real/namespace.ts';
import { objectsOf } from './real/objects-of.ts';
import { startTestCluster } from './test-cluster.ts';

/** Whatever cluster tests that hold on all of them are run on. A TestCluster is one. */
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
  /** Those of the namespace. */
  readonly jobs: () => readonly Job[] | Promise<readonly Job[]>;
  readonly pods: () => readonly Pod[] | Promise<readonly Pod[]>;
  /** A directory, in which pods can mount what is there by `host_path`; undefined where the nodes are other machines. */
  readonly directory: string | undefined;
  /** Where the files of a volume claim are; undefined where the nodes are other machines. */
  readonly claimPath: (claim: string) => string | undefined;
}

/** A kubeconfig of a user who may do all, on the cluster to be tested on; undefined: tests start one of their own. */
export const namedCluster = process.env.MRUNNER_TEST_KUBECONFIG || undefined;

/** The directory of the named cluster when its nodes are processes of this machine. */
const clusterDirectory = process.env.MRUNNER_TEST_CLUSTER_DIRECTORY || undefined;

/** Whether tests are run on the real control plane, by `pnpm test:kubernetes`: only then they may start more of that kind. */
export const realPlane = clusterDirectory !== undefined;

/** Why tests that meet their runs by files are skipped: pods can't see those of this machine. Undefined: they can. */
export const noFilesInCommon =
  namedCluster === undefined || realPlane
    ? undefined
    : 'the nodes of the cluster that MRUNNER_TEST_KUBECONFIG names are other machines';

/** A namespace of the cluster that `MRUNNER_TEST_KUBECONFIG` names, which goes with it; without that, a test cluster. */
export async function anyCluster(): Promise<AnyCluster> {
  return namedCluster === undefined ? await startTestCluster() : await namespaceOf(namedCluster);
}

async function namespaceOf(path: string): Promise<AnyCluster> {
  const client = new ApiClient(readKubeconfig(path));
  const ask: AnyCluster['ask'] = (...asked) => client.request(...asked);
  const namespace = `mrunner-test-${randomBytes(4).toString('hex')}`;
  const token = await makeNamespace(ask, namespace);
  const directory = mkdtempSync(join(clusterDirectory ?? tmpdir(), 'any-'));
  const kubeconfig = join(directory, 'kubeconfig');
  const given = parse(readFileSync(path, 'utf8'));
  given.users[0].user = { token };
  given.contexts[0].context.namespace = namespace;
  writeFileSync(kubeconfig, stringify(given));
  chmodSync(kubeconfig, 0o600);
  const claims =
    clusterDirectory === undefined ? undefined : join(clusterDirectory, 'claims', namespace);
  if (claims !== undefined) mkdirSync(claims, { recursive: true });
  return {
    kubeconfig,
    namespace,
    ask,
    ...objectsOf(ask, namespace),
    directory: clusterDirectory === undefined ? undefined : directory,
    claimPath: (claim) => (claims === undefined ? undefined : join(claims, claim)),
    [Symbol.asyncDispose]: async () => {
      await ask('DELETE', `/api/v1/namespaces/${namespace}`);
      client.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
