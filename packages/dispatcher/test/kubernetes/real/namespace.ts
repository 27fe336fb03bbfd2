import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { until } from '../../slurm/until.ts';
import type { ApiAnswer } from '../agent/api-client.ts';

/** Asks an API server, whatever its answer. */
export type Ask = (method: string, path: string, body?: object) => Promise<ApiAnswer>;

/**
 * Makes a namespace in which pods can be made, and in it the user who may only do what `minimal-role.yaml` says.
 *
 * @returns that user's token
 */
export async function makeNamespace(ask: Ask, name: string): Promise<string> {
  const create = async (path: string, body: object): Promise<unknown> => {
    const answer = await ask('POST', path, body);
    if (answer.code !== 201) throw new Error(`POST ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const core = `/api/v1/namespaces/${name}`;
  const roles = `/apis/rbac.authorization.k8s.io/v1/namespaces/${name}`;
  const metadata = { name: 'mrunner' };
  await create('/api/v1/namespaces', { metadata: { name } });
  await create(`${core}/serviceaccounts`, { metadata });
  const role = readFileSync(join(import.meta.dirname, '../minimal-role.yaml'), 'utf8');
  await create(`${roles}/roles`, parse(role));
  await create(`${roles}/rolebindings`, {
    metadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'mrunner' },
    subjects: [{ kind: 'ServiceAccount', namespace: name, name: 'mrunner' }],
  });
  // Without it no pod is admitted; a controller makes it a moment after the namespace.
  await until(
    async () => (await ask('GET', `${core}/serviceaccounts/default`)).code === 200,
    'the default service account',
  );
  const request = { spec: { expirationSeconds: 24 * 3600 } };
  const made = (await create(`${core}/serviceaccounts/mrunner/token`, request)) as {
    status: { token: string };
  };
  return made.status.token;
}
