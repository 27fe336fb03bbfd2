import { expect, test } from 'vitest';
import { parsePartitions, partitionOf } from './partitions.ts';

const printed = `PartitionName=main AllowGroups=ALL Default=YES QoS=N/A DefaultTime=NONE MaxNodes=UNLIMITED MaxTime=1-02:00:00 PreemptMode=REQUEUE State=UP TotalCPUs=16 TotalNodes=4
PartitionName=long Default=NO QoS=big DefaultTime=00:30:00 MaxTime=UNLIMITED State=DOWN TotalNodes=2 TRES=cpu=16,mem=8000M

`;

test('partitions are read as scontrol prints them', () => {
  expect(parsePartitions(printed)).toEqual([
    { name: 'main', isDefault: true, state: 'UP', maxTime: 26 * 3600, nodes: 4 },
    { name: 'long', isDefault: false, state: 'DOWN', defaultTime: 1800, nodes: 2, qos: 'big' },
  ]);
  expect(parsePartitions('slurm_load_partitions: Unable to contact slurm controller\n')).toEqual(
    [],
  );
});

test('a job goes to the default partition unless it names one', () => {
  const partitions = parsePartitions(printed);
  expect(partitionOf(partitions, undefined)?.name).toBe('main');
  expect(partitionOf(partitions, 'long')?.name).toBe('long');
  expect(partitionOf(partitions, 'gone,long')?.name).toBe('long');
  expect(partitionOf(partitions, 'gone')).toBeUndefined();
});
