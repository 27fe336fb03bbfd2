import { expect, test } from 'vitest';
import { parseClusterConfig } from './cluster-config.ts';

// As `scontrol show config` of 22.05 prints it, between the words of a site.
const text = `Welcome to the cluster! MaxArraySize may change = soon
Configuration data as of 2026-11-23T03:31:59
AccountingStorageType   = accounting_storage/slurmdbd
AuthInfo                = socket=/run/munge.socket,cred_expire=5
ClusterName             = big
GresTypes               = gpu,mps
JobRequeue              = 0
KillWait                = 3 sec
MaxArraySize            = 11
MaxJobCount             = 20000
MinJobAge               = 5 sec
PreemptMode             = REQUEUE
SchedulerParameters     = sched_min_interval=0,max_array_tasks=7,bf_interval=1
SLURM_VERSION           = 22.05.8

Slurmctld(primary) at vm is UP
`;

test('the configuration of a cluster is read as far as mrunner asks', () => {
  expect(parseClusterConfig(text)).toEqual({
    version: '22.05.8',
    clusterName: 'big',
    maxArraySize: 11,
    maxArrayTasks: 7,
    maxJobCount: 20_000,
    minJobAge: 5,
    killWait: 3,
    accounting: true,
    jobRequeue: false,
    preemptMode: 'REQUEUE',
    gresTypes: ['gpu', 'mps'],
    enforcesLimits: false,
  });
});

test('what it does not say is as Slurm has it by default', () => {
  expect(
    parseClusterConfig(
      'SLURM_VERSION = 24.11.0\nAccountingStorageType = (null)\nGresTypes = (null)\n',
    ),
  ).toEqual({
    version: '24.11.0',
    clusterName: '',
    maxArraySize: 1001,
    maxJobCount: 10_000,
    minJobAge: 300,
    killWait: 30,
    accounting: false,
    jobRequeue: true,
    preemptMode: '',
    gresTypes: [],
    enforcesLimits: false,
  });
  const none = 'SLURM_VERSION = 22.05.8\nAccountingStorageType = accounting_storage/none\n';
  expect(parseClusterConfig(none)?.accounting).toBe(false);
});

test('any other text is no configuration', () => {
  expect(parseClusterConfig('')).toBeUndefined();
  expect(
    parseClusterConfig('slurm_load_ctl_conf error: Unable to contact slurm controller\n'),
  ).toBe(undefined);
});
