import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { until } from '../slurm/until.ts';
import { readKubeconfig } from './agent/api-client.ts';
import { hasContainers } from './has-containers.ts';
import { startTestCluster, type TestCluster } from './test-cluster.ts';

const maps = '/api/v1/namespaces/default/configmaps';
const jobsPath = '/apis/batch/v1/namespaces/default/jobs';
const mapOf = (name: string, data: object = {}, more: object = {}) => ({
  metadata: { name, ...more },
  data,
});

interface Watch {
  readonly events: {
    type: string;
    object: { code?: number; metadata: { name: string; resourceVersion: string } };
  }[];
  isOver: boolean;
}

async function watch(cluster: TestCluster, query: string): Promise<Watch> {
  const { url, ca, token } = readKubeconfig(cluster.kubeconfig);
  const options = {
    ...(ca ? { ca } : {}),
    headers: { authorization: `Bearer ${token}` },
    agent: false,
  };
  const ask = request(`${url}${maps}?watch=true&${query}`, options).end();
  const response = await new Promise<IncomingMessage>((resolve) => ask.on('response', resolve));
  const seen: Watch = { events: [], isOver: false };
  const lines = createInterface({ input: response });
  lines.on('line', (line) => seen.events.push(JSON.parse(line)));
  lines.on('close', () => {
    seen.isOver = true;
  });
  ask.on('error', () => {});
  return seen;
}

test.runIf(hasContainers)(
  'what is refused is refused in the words of the real server',
  async () => {
    await using cluster = await startTestCluster({ nodes: 0 });
    const template = {
      spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'i', commandd: [] }] },
    };
    const job = { metadata: { name: 'j' }, spec: { bogus: 1, template } };
    const strict = await cluster.ask('POST', `${jobsPath}?fieldValidation=Strict`, job);
    expect(strict).toMatchObject({
      code: 400,
      body: {
        reason: 'BadRequest',
        message:
          'Job in version "v1" cannot be handled as a Job: strict decoding error: unknown field "spec.bogus", unknown field "spec.template.spec.containers[0].commandd"',
      },
    });
    const indexed = {
      completionMode: 'Indexed',
      completions: 3,
      backoffLimitPerIndex: 1,
      maxFailedIndexes: 4,
      template,
    };
    const wrong = await cluster.ask('POST', jobsPath, { metadata: { name: 'j' }, spec: indexed });
    expect(wrong).toMatchObject({
      code: 422,
      body: {
        message:
          'Job.batch "j" is invalid: spec.maxFailedIndexes: Invalid value: 4: must be less than or equal to completions',
        details: {
          name: 'j',
          group: 'batch',
          kind: 'Job',
          causes: [{ reason: 'FieldValueInvalid', field: 'spec.maxFailedIndexes' }],
        },
      },
    });
    expect((await cluster.ask('POST', maps, mapOf('a', { x: '' }))).code).toBe(201);
    expect(await cluster.ask('POST', maps, mapOf('a'))).toMatchObject({
      code: 409,
      body: { reason: 'AlreadyExists', message: 'configmaps "a" already exists' },
    });
    const large = await cluster.ask('POST', maps, mapOf('big', { x: 'x'.repeat(2 ** 20) }));
    expect(large.code).toBe(201);
    expect(
      await cluster.ask('POST', maps, mapOf('bigger', { x: 'x'.repeat(2 ** 20 + 1) })),
    ).toMatchObject({
      code: 422,
      body: {
        message: 'ConfigMap "bigger" is invalid: []: Too long: may not be more than 1048576 bytes',
      },
    });
    expect(
      (await cluster.ask('POST', maps, mapOf('huge', { x: 'x'.repeat(3 * 2 ** 20) }))).code,
    ).toBe(413);
    expect(
      await cluster.ask('DELETE', `${maps}/a`, { preconditions: { uid: 'other' } }),
    ).toMatchObject({
      code: 409,
      body: { reason: 'Conflict' },
    });
    expect((await cluster.ask('POST', `${maps}?dryRun=All`, mapOf('dry'))).code).toBe(201);
    expect((await cluster.ask('GET', `${maps}/dry`)).code).toBe(404);
  },
);

test.runIf(hasContainers)(
  'a fault is before or after its effect, and as often as it is told',
  async () => {
    await using cluster = await startTestCluster({ nodes: 0 });
    cluster.fail({ method: 'POST', path: /configmaps/, code: 500, times: 1 });
    cluster.fail({ method: 'POST', path: /configmaps/, code: 429, retryAfter: 2, effect: 'after' });
    expect((await cluster.ask('POST', maps, mapOf('a'))).code).toBe(500);
    expect(cluster.objects('configmaps')).toEqual([]);
    expect(await cluster.ask('POST', maps, mapOf('a'))).toMatchObject({
      code: 429,
      body: { details: { retryAfterSeconds: 2 } },
    });
    expect(cluster.objects('configmaps')).toHaveLength(1);
    cluster.fail({ code: 'reset', effect: 'after' });
    await expect(cluster.ask('POST', maps, mapOf('b'))).rejects.toThrow();
    expect(cluster.objects('configmaps')).toHaveLength(2);
    const seen = cluster.requests.map(({ method, code }) => `${method} ${code}`);
    expect(seen).toEqual(['POST 500', 'POST 429', 'POST 0']);
  },
);

test.runIf(hasContainers)('what is denied is refused, and reviews of access say so', async () => {
  await using cluster = await startTestCluster({ nodes: 0 });
  cluster.deny({ verb: 'create', resource: 'secrets' });
  const made = await cluster.ask('POST', '/api/v1/namespaces/default/secrets', mapOf('a'));
  expect(made).toMatchObject({ code: 403, body: { reason: 'Forbidden' } });
  const review = async (resource: string) =>
    (
      await cluster.ask('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
        spec: { resourceAttributes: { verb: 'create', resource, namespace: 'default' } },
      })
    ).body;
  expect(await review('secrets')).toMatchObject({ status: { allowed: false } });
  expect(await review('configmaps')).toMatchObject({ status: { allowed: true } });
});

test.runIf(hasContainers)(
  'a watch tells what comes into its selection and leaves it, and can be closed, frozen and expired',
  async () => {
    await using cluster = await startTestCluster({ nodes: 0, bookmarks: 50 });
    const { body } = await cluster.ask('GET', maps);
    const from = (body as { metadata: { resourceVersion: string } }).metadata.resourceVersion;
    const query = `resourceVersion=${from}&labelSelector=of%3Dme`;
    const first = await watch(cluster, `${query}&allowWatchBookmarks=true`);
    await cluster.ask('POST', maps, mapOf('a', {}, { labels: { of: 'me' } }));
    await cluster.ask('POST', maps, mapOf('b'));
    const patch = 'application/merge-patch+json';
    await cluster.ask('PATCH', `${maps}/a`, { metadata: { labels: { of: null } } }, patch);
    const told = () =>
      first.events
        .filter(({ type }) => type !== 'BOOKMARK')
        .map(({ type, object }) => `${type} ${object.metadata.name}`);
    await until(() => told().length === 2, 'two events');
    expect(told()).toEqual(['ADDED a', 'DELETED a']);
    await until(() => first.events.some(({ type }) => type === 'BOOKMARK'), 'a bookmark');
    cluster.watches.freeze();
    await cluster.ask('PATCH', `${maps}/a`, { metadata: { labels: { of: 'me' } } }, patch);
    const second = await watch(cluster, query);
    await until(() => second.events.length === 3, 'all events by the second');
    expect(told()).toHaveLength(2);
    expect(first.isOver).toBe(false);
    cluster.watches.close();
    await until(() => second.isOver, 'the end of the second');
    cluster.watches.expire();
    const third = await watch(cluster, query);
    await until(() => third.isOver, 'the end of the third');
    expect(third.events).toMatchObject([
      { type: 'ERROR', object: { code: 410, reason: 'Expired' } },
    ]);
  },
);

test.runIf(hasContainers)('a long list comes in pages of one moment', async () => {
  await using cluster = await startTestCluster({ nodes: 0 });
  for (const name of ['a', 'b', 'c']) await cluster.ask('POST', maps, mapOf(name));
  const page = async (more = '') =>
    (await cluster.ask('GET', `${maps}?limit=2${more}`)).body as {
      items: { metadata: { name: string } }[];
      metadata: { continue?: string };
    };
  const first = await page();
  await cluster.ask('DELETE', `${maps}/c`);
  const second = await page(`&continue=${first.metadata.continue}`);
  expect([...first.items, ...second.items].map(({ metadata }) => metadata.name)).toEqual([
    'a',
    'b',
    'c',
  ]);
  expect(second.metadata.continue).toBeUndefined();
  const third = await page();
  cluster.watches.expire();
  const late = await cluster.ask('GET', `${maps}?limit=1&continue=${first.metadata.continue}`);
  expect(third.items).toHaveLength(2);
  expect(late).toMatchObject({ code: 410, body: { reason: 'Expired' } });
});
