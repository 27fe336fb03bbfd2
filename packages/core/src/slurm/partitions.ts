import { parseDuration } from '../resources/duration.ts';

/** A partition of a cluster, as far as mrunner asks. */
export interface Partition {
  readonly name: string;
  readonly isDefault: boolean;
  /** `UP`, `DOWN`, `DRAIN` or `INACTIVE`. */
  readonly state: string;
  /** The longest time limit in seconds; absent: no limit. */
  readonly maxTime?: number;
  /** The time limit in seconds of jobs that ask for none; absent: the longest. */
  readonly defaultTime?: number;
  readonly nodes: number;
  /** The QOS whose limits hold for all of its jobs. */
  readonly qos?: string;
}

/** Reads what `scontrol show partition -o` prints: a line each of `Key=value`. */
export const parsePartitions = (text: string): readonly Partition[] =>
  text.split('\n').flatMap((line) => {
    const values = new Map(
      line
        .trim()
        .split(/\s+/)
        .map((pair) => {
          const at = pair.indexOf('=');
          return [pair.slice(0, at), pair.slice(at + 1)] as const;
        }),
    );
    const name = values.get('PartitionName');
    return name === undefined ? [] : [partition(name, values)];
  });

function partition(name: string, values: ReadonlyMap<string, string>): Partition {
  const maxTime = seconds(values.get('MaxTime'));
  const defaultTime = seconds(values.get('DefaultTime'));
  const qos = values.get('QoS') ?? 'N/A';
  return {
    name,
    isDefault: values.get('Default') === 'YES',
    state: values.get('State') ?? 'UP',
    ...(maxTime !== undefined && { maxTime }),
    ...(defaultTime !== undefined && { defaultTime }),
    nodes: Number(values.get('TotalNodes') ?? 0),
    ...(qos !== 'N/A' && { qos }),
  };
}

/** Of `1-00:00:00`; undefined for `UNLIMITED` and `NONE`. */
function seconds(text: string | undefined): number | undefined {
  const parsed = parseDuration(text, '', { bare: 'minutes' });
  return parsed.ok ? parsed.value : undefined;
}

/** The partition that a job goes to; with several names, the first of them that is known. */
export const partitionOf = (
  partitions: readonly Partition[],
  names: string | undefined,
): Partition | undefined => {
  if (names === undefined) return partitions.find(({ isDefault }) => isDefault);
  const wanted = names.split(',');
  return partitions.find(({ name }) => wanted.includes(name));
};
