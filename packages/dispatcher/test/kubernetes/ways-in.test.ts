import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nodeHost } from '../../src/host/node-host.ts';
import type { KubeAnswer } from '../../src/kubernetes/api/kube-answer.ts';
import { kubeApi } from '../../src/kubernetes/api/open-api.ts';
import { readKubeconfig } from './agent/api-client.ts';
import { selfMadeCertificate } from './agent/certificate.ts';
import { hasContainers } from './has-containers.ts';
import { startTestCluster, type TestCluster } from './test-cluster.ts';

interface Way extends AsyncDisposable {
  readonly cluster: TestCluster;
  readonly path: (name: string) => string;
  readonly token: string;
  /** Writes a kubeconfig; its path. */
  readonly kubeconfig: (config: { user?: object; cluster?: object }, name?: string) => string;
  /** A program on PATH. */
  readonly program: (name: string, text: string) => void;
  /** Opens the way once, and asks so often. */
  readonly ask: (
    kubeconfig: string | undefined,
    more?: { readonly [name: string]: string },
    times?: number,
  ) => Promise<readonly KubeAnswer[]>;
}

async function wayIn(): Promise<Way> {
  const cluster = await startTestCluster({ nodes: 0 });
  const { url, ca, token = '' } = readKubeconfig(cluster.kubeconfig);
  const directory = join(cluster.directory, 'ways');
  const bin = join(directory, 'bin');
  mkdirSync(bin, { recursive: true });
  const path = (name: string) => join(directory, name);
  return {
    cluster,
    path,
    token,
    kubeconfig: ({ user = { token }, cluster: given }, name = 'config') => {
      const place = given ?? { 'certificate-authority-data': ca?.toString('base64') };
      const config = {
        apiVersion: 'v1',
        kind: 'Config',
        'current-context': 'it',
        clusters: [{ name: 'it', cluster: { server: url, ...place } }],
        users: [{ name: 'me', user }],
        contexts: [{ name: 'it', context: { cluster: 'it', user: 'me' } }],
      };
      writeFileSync(path(name), JSON.stringify(config));
      return path(name);
    },
    program: (name, text) => {
      writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
      chmodSync(join(bin, name), 0o755);
    },
    ask: async (kubeconfig, more = {}, times = 1) => {
      const env = { HOME: directory, PATH: `${bin}:${process.env.PATH}`, ...more };
      const given = kubeconfig === undefined ? {} : { kubeconfig };
      const opened = await kubeApi({ ...nodeHost(), env }, { name: 'c', kubernetes: given });
      if (!opened.ok) throw new Error(opened.problems.map(({ message }) => message).join('\n'));
      const api = opened.value;
      const answers: KubeAnswer[] = [];
      try {
        const path = '/api/v1/namespaces/default/configmaps';
        for (let n = 0; n < times; n++) answers.push(await api.request({ method: 'GET', path }));
      } finally {
        api.close();
      }
      return answers;
    },
    [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
  };
}

const well = { kind: 'done', code: 200 };
const plugin = (more: object = {}) => ({
  exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'get-login', ...more },
});
const credential = (status: string) =>
  `echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{${status}}}'`;

test.runIf(hasContainers)(
  'a program logs in, and is asked again when what it gave expires',
  async () => {
    await using way = await wayIn();
    const { path, program, ask, token } = way;
    const asked = `echo "$KUBERNETES_EXEC_INFO $1 $OF" >>${path('asked')}`;
    const user = plugin({
      args: ['please'],
      env: [{ name: 'OF', value: 'me' }],
      provideClusterInfo: true,
    });
    const lines = () => readFileSync(path('asked'), 'utf8').trim().split('\n');
    program('get-login', `${asked}; ${credential(`"token":"${token}"`)}`);
    expect(await ask(way.kubeconfig({ user }), {}, 3)).toMatchObject([well, well, well]);
    expect(lines()).toHaveLength(1);
    const [info = ''] = lines()[0]?.split(' please me') ?? [];
    expect(JSON.parse(info)).toMatchObject({
      kind: 'ExecCredential',
      apiVersion: 'client.authentication.k8s.io/v1',
      spec: { interactive: false, cluster: { server: way.cluster.url } },
    });
    const soon = `"token":"${token}","expirationTimestamp":"2020-01-01T00:00:00Z"`;
    program('get-login', `${asked}; ${credential(soon)}`);
    expect(await ask(way.kubeconfig({ user }), {}, 3)).toMatchObject([well, well, well]);
    expect(lines()).toHaveLength(4);
  },
);

test.runIf(hasContainers)(
  'a token that is refused before it expires is asked for anew, once',
  async () => {
    await using way = await wayIn();
    const { path, program, ask, token } = way;
    const first = credential('"token":"old"');
    const then = credential(`"token":"${token}"`);
    const [seen, again] = [path('seen'), path('again')];
    program('get-login', `if [ -e ${seen} ]; then ${then}; else touch ${seen}; ${first}; fi`);
    expect(await ask(way.kubeconfig({ user: plugin() }))).toMatchObject([well]);
    program('get-login', `echo >>${again}; ${first}`);
    const [refused] = await ask(way.kubeconfig({ user: plugin() }));
    expect(refused).toMatchObject({ kind: 'unreached', wantsLogin: true });
    expect(readFileSync(again, 'utf8')).toBe('\n\n');
  },
);

test.runIf(hasContainers).each([
  [
    'fails',
    plugin(),
    'echo hint >&2; echo "session expired: cloud login" >&2; exit 3',
    /get-login ended with exit 3: session expired: cloud login$/,
  ],
  [
    'is missing',
    plugin({ command: 'no-such-login', installHint: 'apt install it\nor not' }),
    '',
    /the program no-such-login is not installed: apt install it$/,
  ],
  [
    'must have a terminal',
    plugin({ interactiveMode: 'Always' }),
    'echo asked >&2; exit 9',
    /get-login wants to ask you something, and there is no terminal$/,
  ],
  [
    'asks where nobody is',
    plugin(),
    'if read -r answer; then exit 1; fi; echo "no answer" >&2; exit 4',
    /get-login ended with exit 4: no answer$/,
  ],
  [
    'prints something else',
    plugin(),
    'echo "Welcome!"',
    /get-login printed no ExecCredential with a token or a certificate$/,
  ],
])('a program that %s is told of, with its words', async (_, user, text, expected) => {
  await using way = await wayIn();
  if (text !== '') way.program('get-login', text);
  const [answer] = await way.ask(way.kubeconfig({ user }));
  expect(answer).toMatchObject({
    kind: 'unreached',
    wantsLogin: true,
    text: expect.stringMatching(expected),
  });
});

test.runIf(hasContainers)(
  'a program in the directory of its kubeconfig gives a certificate',
  async () => {
    await using way = await wayIn();
    const { cert, key } = await selfMadeCertificate();
    const status = JSON.stringify({ clientCertificateData: `${cert}`, clientKeyData: `${key}` });
    writeFileSync(way.path('said'), `{"status":${status}}`);
    way.program('log', `cat ${way.path('said')}`);
    const user = plugin({ command: './bin/log' });
    expect(await way.ask(way.kubeconfig({ user }), {}, 2)).toMatchObject([well, well]);
  },
);

test.runIf(hasContainers)(
  'a token in a file beside the kubeconfig is read, also when it changes',
  async () => {
    await using way = await wayIn();
    const config = way.kubeconfig({ user: { tokenFile: 'token' } });
    writeFileSync(way.path('token'), `${way.token}\n`);
    expect(await way.ask(config)).toMatchObject([well]);
    writeFileSync(way.path('token'), 'other\n');
    expect(await way.ask(config)).toMatchObject([{ kind: 'unreached', wantsLogin: true }]);
    const missing = way.kubeconfig({ user: { tokenFile: 'none' } });
    expect(await way.ask(missing)).toMatchObject([
      { kind: 'unreached', text: expect.stringMatching(/tokenFile: .*none/) },
    ]);
  },
);

test.runIf(hasContainers)(
  'a certificate leads in, in files as well as in the kubeconfig',
  async () => {
    await using way = await wayIn();
    const { cert, key } = await selfMadeCertificate();
    const data = {
      'client-certificate-data': cert.toString('base64'),
      'client-key-data': key.toString('base64'),
    };
    expect(await way.ask(way.kubeconfig({ user: data }))).toMatchObject([well]);
    writeFileSync(way.path('me.crt'), cert);
    writeFileSync(way.path('me.key'), key);
    writeFileSync(way.path('ca.crt'), cert);
    const user = { 'client-certificate': 'me.crt', 'client-key': 'me.key' };
    const files = way.kubeconfig({ user, cluster: { 'certificate-authority': 'ca.crt' } });
    expect(await way.ask(files)).toMatchObject([well]);
  },
);

test.runIf(hasContainers)(
  'several kubeconfigs are one, of which the first that says something counts',
  async () => {
    await using way = await wayIn();
    const whole = JSON.parse(readFileSync(way.kubeconfig({}), 'utf8'));
    const write = (name: string, config: object) => {
      writeFileSync(way.path(name), JSON.stringify(config));
      return way.path(name);
    };
    const places = write('places', { clusters: whole.clusters });
    const people = write('people', { users: whole.users, 'current-context': 'it' });
    const contexts = write('contexts', {
      contexts: whole.contexts,
      users: [{ name: 'me', user: { token: 'later' } }],
      'current-context': 'other',
    });
    const KUBECONFIG = [way.path('missing'), places, people, contexts].join(':');
    expect(await way.ask(undefined, { KUBECONFIG })).toMatchObject([well]);
    await expect(way.ask(undefined, { KUBECONFIG: contexts })).rejects.toThrow(
      /has no context other; it has it/,
    );
  },
);

test.runIf(hasContainers)(
  'the name in the certificate may be another one, or not be asked for',
  async () => {
    await using way = await wayIn();
    const { cert } = await selfMadeCertificate();
    const server = way.cluster.url.replace('127.0.0.1', 'localhost');
    const known = { server, 'certificate-authority-data': cert.toString('base64') };
    const strict = await way.ask(way.kubeconfig({ cluster: known }));
    expect(strict).toMatchObject([
      { kind: 'unreached', text: expect.stringContaining('localhost') },
    ]);
    const named = { ...known, 'tls-server-name': 'cluster.test' };
    expect(await way.ask(way.kubeconfig({ cluster: named }))).toMatchObject([well]);
    const blind = { server, 'insecure-skip-tls-verify': true };
    expect(await way.ask(way.kubeconfig({ cluster: blind }))).toMatchObject([well]);
    expect(await way.ask(way.kubeconfig({ cluster: { server } }))).toMatchObject([
      { kind: 'unreached', text: expect.stringContaining('self-signed certificate') },
    ]);
  },
);

test.runIf(hasContainers)(
  'a proxy is used that the kubeconfig or the environment names, unless that says otherwise',
  async () => {
    await using way = await wayIn();
    const proxied: string[] = [];
    const proxy: Server = createServer();
    proxy.on('connect', ({ url = '' }, socket, head) => {
      proxied.push(url);
      const [host, port] = url.split(':');
      const far = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        far.write(head);
        far.pipe(socket).pipe(far);
      });
      far.on('error', () => socket.destroy());
      socket.on('error', () => far.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    try {
      const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
      const { host } = new URL(way.cluster.url);
      const { cert } = await selfMadeCertificate();
      const ca = { 'certificate-authority-data': cert.toString('base64') };
      const named = way.kubeconfig({ cluster: { ...ca, 'proxy-url': address } });
      expect(await way.ask(named)).toMatchObject([well]);
      expect(proxied).toEqual([host]);
      const usual = way.kubeconfig({});
      expect(await way.ask(usual, { HTTPS_PROXY: address })).toMatchObject([well]);
      expect(proxied).toEqual([host, host]);
      const exempt = { HTTPS_PROXY: address, NO_PROXY: '127.0.0.1' };
      expect(await way.ask(usual, exempt)).toMatchObject([well]);
      expect(proxied).toHaveLength(2);
    } finally {
      proxy.closeAllConnections();
      proxy.close();
    }
  },
);

test.runIf(hasContainers)(
  'an OpenID token that has expired, and that nothing renews, wants a login',
  async () => {
    await using way = await wayIn();
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const token = `${part({ alg: 'none' })}.${part({ exp: 1 })}.x`;
    const user = { 'auth-provider': { name: 'oidc', config: { 'id-token': token } } };
    const [answer] = await way.ask(way.kubeconfig({ user }));
    expect(answer).toMatchObject({ kind: 'unreached', wantsLogin: true });
    expect(existsSync(way.path('config'))).toBe(true);
  },
);
