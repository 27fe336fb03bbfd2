import { hostname } from 'node:os';

/** Lines of a slurm.conf; undefined leaves one out. */
export type ConfLines = { readonly [key: string]: string | undefined };

export interface ConfOptions {
  readonly directory: string;
  readonly ports: { readonly controller: number; readonly nodes: readonly number[] };
  readonly conf?: ConfLines;
  /** Added to those that make the scheduler quick. */
  readonly schedulerParameters?: string;
  readonly cpus: number;
}

/** Makes chunking, purging, requeuing and the death of a node happen within seconds. */
export function slurmConf(options: ConfOptions): string {
  const { directory, ports, conf = {} } = options;
  const host = hostname().split('.')[0] ?? 'localhost';
  const quick = 'sched_min_interval=0,batch_sched_delay=0,bf_interval=1';
  const lines: ConfLines = {
    ClusterName: 'mrtest',
    SlurmctldHost: `${host}(127.0.0.1)`,
    SlurmctldPort: String(ports.controller),
    SlurmUser: 'root',
    SlurmdUser: 'root',
    StateSaveLocation: `${directory}/state`,
    SlurmctldPidFile: `${directory}/slurmctld.pid`,
    SlurmdSpoolDir: `${directory}/spool.%n`,
    SlurmdPidFile: `${directory}/slurmd.%n.pid`,
    AuthType: 'auth/munge',
    CredType: 'cred/munge',
    // A requeued job waits until credentials of its first start have expired.
    AuthInfo: `socket=${directory}/munge.socket,cred_expire=5`,
    SelectType: 'select/cons_tres',
    SelectTypeParameters: 'CR_Core_Memory',
    SlurmdParameters: 'config_overrides',
    ReturnToService: '2',
    ProctrackType: 'proctrack/linuxproc',
    TaskPlugin: 'task/none',
    MpiDefault: 'none',
    MailProg: '/bin/true',
    SlurmdTimeout: '6',
    SlurmctldTimeout: '10',
    MessageTimeout: '5',
    KillWait: '3',
    MinJobAge: '300',
    InactiveLimit: '0',
    // Without it, a job takes all memory of its node.
    DefMemPerCPU: '100',
    MaxJobCount: '20000',
    PreemptType: 'preempt/partition_prio',
    PreemptMode: 'REQUEUE',
    SchedulerParameters: [quick, options.schedulerParameters].filter(Boolean).join(','),
    ...conf,
  };
  const node = `NodeHostname=${host} NodeAddr=127.0.0.1 CPUs=${options.cpus} RealMemory=2000`;
  const partition = `Nodes=n[1-${ports.nodes.length}] MaxTime=60`;
  return [
    ...Object.entries(lines).flatMap(([key, value]) =>
      value === undefined ? [] : `${key}=${value}`,
    ),
    ...ports.nodes.map((port, index) => `NodeName=n${index + 1} ${node} Port=${port}`),
    `PartitionName=main ${partition} Default=YES PriorityTier=1`,
    `PartitionName=high ${partition} PriorityTier=10 PreemptMode=OFF`,
    '',
  ].join('\n');
}
