import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiTime, type Pod } from '../objects.ts';
import { expand } from './container-env.ts';
import { ContainerLog } from './container-log.ts';
import { type ContainerProcess, startContainer } from './container-process.ts';
import { type Bind, imagePath } from './container-set-up.ts';
import type { ContainerRecord } from './pod-status.ts';

export interface RunPlaces {
  /** Of this container. */
  readonly directory: string;
  /** Directories of the pod's volumes by name. */
  readonly volumes: ReadonlyMap<string, string>;
  readonly hosts: string;
  readonly node: string;
  readonly logLimit: number;
}

const longestMessage = 4096;

/** One container that is started, and what becomes of it; keeps its record true. */
export class ContainerRun {
  readonly log: ContainerLog;
  readonly env: ReadonlyMap<string, string>;
  readonly begun: Promise<void>;
  readonly ended: Promise<void>;
  isOver = false;
  outOfMemory = false;
  private readonly process: ContainerProcess;
  private readonly record: ContainerRecord;
  private readonly messageFile: string;
  private startedAt = apiTime();

  constructor(
    pod: Pod,
    record: ContainerRecord,
    env: ReadonlyMap<string, string>,
    places: RunPlaces,
  ) {
    const { container } = record;
    this.record = record;
    this.log = new ContainerLog(places.logLimit);
    mkdirSync(join(places.directory, 'root'), { recursive: true });
    this.messageFile = join(places.directory, 'termination-log');
    writeFileSync(this.messageFile, '', { mode: 0o666 });
    this.env = fullEnv(pod, env);
    const words = [...(container.command ?? ['/bin/sh']), ...(container.args ?? [])];
    const { securityContext: own = {} } = container;
    const shared = pod.spec.securityContext ?? {};
    this.process = startContainer(
      {
        root: join(places.directory, 'root'),
        hostname: hostnameOf(pod),
        binds: binds(pod, record, places, this.messageFile, this.env),
        workingDirectory: container.workingDir ?? '/',
        user: own.runAsUser ?? shared.runAsUser,
        group: own.runAsGroup ?? shared.runAsGroup,
        fsGroup: shared.fsGroup,
        node: places.node,
      },
      words.map((word) => expand(word, this.env)),
      this.env,
      (stream, piece) => this.log.write(stream, piece),
    );
    this.begun = this.process.started.then(() => {
      this.startedAt = apiTime();
      if (!this.isOver) record.state = { running: { startedAt: this.startedAt } };
    });
    this.ended = this.finish(words[0] ?? '');
  }

  get pid(): number | undefined {
    return this.process.pid();
  }

  signal(name: 'SIGTERM' | 'SIGKILL'): void {
    if (!this.isOver) this.process.signal(name);
  }

  private async finish(command: string): Promise<void> {
    const { code, start } = await this.process.ended;
    await this.begun;
    this.isOver = true;
    this.log.end();
    const times = { startedAt: this.startedAt, finishedAt: apiTime(), containerID: this.record.id };
    const failed = `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: exec: "${command}": executable file not found in $PATH`;
    const broken = `the container could not be made: ${this.log.tail(5, 500)}`;
    const message = { missing: failed, broken, ok: this.message(code) }[start];
    this.record.state = {
      terminated: {
        exitCode: start === 'ok' ? code : 128,
        reason:
          start !== 'ok'
            ? 'StartError'
            : this.outOfMemory
              ? 'OOMKilled'
              : code === 0
                ? 'Completed'
                : 'Error',
        ...(message === '' ? {} : { message }),
        ...times,
      },
    };
  }

  private message(code: number): string {
    const bytes = existsSync(this.messageFile) ? readFileSync(this.messageFile) : Buffer.alloc(0);
    if (bytes.length > 0) return bytes.subarray(0, longestMessage).toString();
    if (code === 0 || this.record.container.terminationMessagePolicy !== 'FallbackToLogsOnError')
      return '';
    return this.log.tail(80, 2048).toString();
  }
}

export const hostnameOf = ({ spec, metadata }: Pod): string =>
  spec.hostname ?? metadata.name.slice(0, 63).replace(/[-.]+$/, '');

/** With what images and nodes add. */
function fullEnv(pod: Pod, env: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([
    ['PATH', imagePath],
    ['HOSTNAME', hostnameOf(pod)],
    ['HOME', '/root'],
    ['KUBERNETES_SERVICE_HOST', '10.96.0.1'],
    ['KUBERNETES_SERVICE_PORT', '443'],
    ...env,
  ]);
}

/** Volumes that nobody can write to. */
const isGiven = ({ spec }: Pod, name: string): boolean =>
  spec.volumes?.some(
    (volume) =>
      volume.name === name &&
      (volume.configMap ?? volume.secret ?? volume.downwardAPI ?? volume.projected) !== undefined,
  ) ?? false;

function binds(
  pod: Pod,
  { container }: ContainerRecord,
  places: RunPlaces,
  messageFile: string,
  env: ReadonlyMap<string, string>,
): Bind[] {
  const mounts = (container.volumeMounts ?? []).map((mount): Bind => {
    const directory = places.volumes.get(mount.name) ?? '';
    const part = mount.subPathExpr === undefined ? mount.subPath : expand(mount.subPathExpr, env);
    const from = part === undefined ? directory : join(directory, part);
    if (!existsSync(from)) mkdirSync(from, { recursive: true });
    return {
      from,
      to: mount.mountPath,
      readOnly: (mount.readOnly ?? false) || isGiven(pod, mount.name),
      isFile: statSync(from).isFile(),
    };
  });
  const path = container.terminationMessagePath ?? '/dev/termination-log';
  return [
    { from: places.hosts, to: '/etc/hosts', readOnly: false, isFile: true },
    ...mounts,
    { from: messageFile, to: path, readOnly: false, isFile: true },
  ];
}
