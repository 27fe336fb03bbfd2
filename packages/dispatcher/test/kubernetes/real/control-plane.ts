import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { type Daemon, daemon } from '../../slurm/daemon.ts';
import { freePorts } from '../../slurm/free-ports.ts';
import type { Keeper } from '../../slurm/keeper.ts';
import { binaryDirectory } from './binaries.ts';
import { type Certificates, makeCertificates } from './certificates.ts';
import { writeKubeconfig } from './kubeconfig.ts';

/** What a control plane is to be. */
export interface ControlPlaneOptions {
  /** Seconds without a heartbeat after which a node is lost; default 50, as everywhere. */
  readonly nodeGraceSeconds?: number;
  /** For how many seconds pods stay on a lost node; default 300, as everywhere. */
  readonly unreachableSeconds?: number;
}

/** etcd, API server, controllers and scheduler, running. */
export interface ControlPlane {
  /** Path of the kubeconfig of somebody who may do all. */
  readonly adminKubeconfig: string;
  /** `https://127.0.0.1:12345` */
  readonly url: string;
  readonly certificates: Certificates;
  readonly etcd: Daemon;
  readonly apiServer: Daemon;
  readonly controllers: Daemon;
  readonly scheduler: Daemon;
}

/** Starts one in the keeper's directory, on free ports of the loopback, and waits until it answers. */
export async function startControlPlane(
  keeper: Keeper,
  options: ControlPlaneOptions = {},
): Promise<ControlPlane> {
  const { directory } = keeper;
  const at = (name: string): string => join(directory, name);
  mkdirSync(at('pki'), { mode: 0o700 });
  const certificates = await makeCertificates(at('pki'));
  const tokens = writeTokens(at('tokens.csv'));
  const [etcdPort = 0, peerPort = 0, apiPort = 0, controllerPort = 0, schedulerPort = 0] =
    await freePorts(5);
  const url = `https://127.0.0.1:${apiPort}`;
  const access = { server: url, authority: certificates.authority.certificate };
  const kubeconfigOf = (name: string, user: { token: string } | Certificates['admin']): string =>
    writeKubeconfig(at(`${name}.kubeconfig`), { ...access, user, namespace: 'default' });
  const run = (name: string, words: readonly string[], answers: () => Promise<boolean>): Daemon =>
    daemon(keeper, [join(binaryDirectory(), name), ...words], {}, `${name}.log`, answers);

  const etcdUrl = `http://127.0.0.1:${etcdPort}`;
  const etcd = run('etcd', etcdWords(at('etcd'), etcdUrl, `http://127.0.0.1:${peerPort}`), () =>
    isWell(`${etcdUrl}/health`),
  );
  const apiServer = run(
    'kube-apiserver',
    apiServerWords({
      port: apiPort,
      etcdUrl,
      certificates,
      tokenFile: at('tokens.csv'),
      unreachableSeconds: options.unreachableSeconds ?? 300,
    }),
    () => isWell(`${url}/readyz`, tokens.controllers),
  );
  const controllers = run(
    'kube-controller-manager',
    [
      `--kubeconfig=${kubeconfigOf('controllers', { token: tokens.controllers })}`,
      `--service-account-private-key-file=${certificates.serviceAccounts.key}`,
      `--root-ca-file=${certificates.authority.certificate}`,
      `--secure-port=${controllerPort}`,
      `--node-monitor-grace-period=${options.nodeGraceSeconds ?? 50}s`,
      '--node-monitor-period=1s',
      '--use-service-account-credentials=true',
      ...common,
    ],
    () => isWell(`https://127.0.0.1:${controllerPort}/healthz`),
  );
  const scheduler = run(
    'kube-scheduler',
    [
      `--kubeconfig=${kubeconfigOf('scheduler', { token: tokens.scheduler })}`,
      `--secure-port=${schedulerPort}`,
      ...common,
    ],
    () => isWell(`https://127.0.0.1:${schedulerPort}/healthz`),
  );
  await etcd.start();
  await apiServer.start();
  await Promise.all([controllers.start(), scheduler.start()]);
  const adminKubeconfig = kubeconfigOf('admin', certificates.admin);
  return { adminKubeconfig, url, certificates, etcd, apiServer, controllers, scheduler };
}

const common = ['--bind-address=127.0.0.1', '--leader-elect=false'];

function etcdWords(directory: string, url: string, peerUrl: string): string[] {
  return [
    ...['--name=test', `--data-dir=${directory}`],
    ...[`--listen-client-urls=${url}`, `--advertise-client-urls=${url}`],
    ...[`--listen-peer-urls=${peerUrl}`, `--initial-advertise-peer-urls=${peerUrl}`],
    `--initial-cluster=test=${peerUrl}`,
    // Nothing of it is kept.
    '--unsafe-no-fsync',
  ];
}

function apiServerWords(setting: {
  readonly port: number;
  readonly etcdUrl: string;
  readonly certificates: Certificates;
  readonly tokenFile: string;
  readonly unreachableSeconds: number;
}): string[] {
  const { authority, server, serviceAccounts } = setting.certificates;
  return [
    `--etcd-servers=${setting.etcdUrl}`,
    ...['--bind-address=127.0.0.1', '--advertise-address=127.0.0.1'],
    `--secure-port=${setting.port}`,
    // An address of the loopback can not be an endpoint of the service `kubernetes`.
    '--endpoint-reconciler-type=none',
    '--service-cluster-ip-range=10.96.0.0/16',
    '--authorization-mode=Node,RBAC',
    `--default-unreachable-toleration-seconds=${setting.unreachableSeconds}`,
    `--client-ca-file=${authority.certificate}`,
    `--token-auth-file=${setting.tokenFile}`,
    ...[`--tls-cert-file=${server.certificate}`, `--tls-private-key-file=${server.key}`],
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-signing-key-file=${serviceAccounts.key}`,
    `--service-account-key-file=${serviceAccounts.publicKey}`,
    '--kubelet-preferred-address-types=InternalIP',
  ];
}

/** Writes the tokens of the control plane's own programs. */
function writeTokens(path: string): { readonly controllers: string; readonly scheduler: string } {
  const controllers = crypto.randomUUID();
  const scheduler = crypto.randomUUID();
  const lines = [
    `${controllers},system:kube-controller-manager,controllers`,
    `${scheduler},system:kube-scheduler,scheduler`,
  ];
  writeFileSync(path, `${lines.join('\n')}\n`, { mode: 0o600 });
  return { controllers, scheduler };
}

/** Whether an address answers with 200; certificates are not looked at. */
async function isWell(url: string, token?: string): Promise<boolean> {
  if (url.startsWith('http:')) {
    return await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
  }
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return await new Promise((resolve) => {
    const asked = request(url, { rejectUnauthorized: false, headers, timeout: 5000 }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(false));
    asked.end();
  });
}
