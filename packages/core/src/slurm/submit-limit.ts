/** What the accounting allows a user in one account and, perhaps, partition. */
export interface Association {
  readonly isDefault: boolean;
  readonly account: string;
  /** Absent: any. */
  readonly partition?: string;
  readonly qos?: string;
  /** Jobs, pending and running, that may be with the scheduler at once. */
  readonly submit?: number;
}

/** What a quality of service allows. */
export interface QosLimit {
  readonly name: string;
  readonly submit?: number;
}

/** Columns of `sacctmgr -nP show user NAME withassoc`. */
export const associationColumns =
  'DefaultAccount,Cluster,Account,Partition,MaxSubmitJobs,GrpSubmitJobs,DefaultQOS';

/** Columns of `sacctmgr -nP show qos`. */
export const qosColumns = 'Name,MaxSubmitJobsPerUser,MaxSubmitJobsPerAccount,GrpSubmitJobs';

/** Reads the associations of one cluster, as sacctmgr prints them with `associationColumns`. */
export const parseAssociations = (text: string, cluster: string): readonly Association[] =>
  rows(text, 7).flatMap(([main, where, account = '', partition, own, group, qos]) => {
    if (where !== cluster && cluster !== '') return [];
    const submit = least([own, group]);
    const association: Association = {
      isDefault: account === main,
      account,
      ...(partition && { partition }),
      ...(qos && { qos }),
      ...(submit !== undefined && { submit }),
    };
    return [association];
  });

/** Reads qualities of service, as sacctmgr prints them with `qosColumns`. */
export const parseQosLimits = (text: string): readonly QosLimit[] =>
  rows(text, 4).map(([name = '', ...limits]) => {
    const submit = least(limits);
    return { name, ...(submit !== undefined && { submit }) };
  });

/**
 * How many jobs of a user may be with the scheduler at once; undefined when nothing limits them. Every task of an array
 * counts, and those of other sweeps too.
 */
export function submitLimit(
  { associations, qos }: { associations: readonly Association[]; qos: readonly QosLimit[] },
  job: {
    readonly account?: string | undefined;
    readonly partition?: string | undefined;
    /** The qualities of service that hold: the job's own, the partition's. */
    readonly qos: readonly (string | undefined)[];
  },
): number | undefined {
  const fitting = associations.filter(
    (it) =>
      (job.account === undefined ? it.isDefault : it.account === job.account) &&
      (it.partition === undefined || it.partition === job.partition),
  );
  const own = fitting.find((it) => it.partition !== undefined) ?? fitting[0];
  const names = new Set([job.qos[0] ?? own?.qos, ...job.qos.slice(1)]);
  const limits = qos.filter(({ name }) => names.has(name)).map(({ submit }) => submit);
  return least([own?.submit, ...limits].map((limit) => limit?.toString()));
}

const rows = (text: string, columns: number): readonly (readonly string[])[] =>
  text
    .split('\n')
    .map((line) => line.split('|'))
    .filter((cells) => cells.length >= columns);

function least(texts: readonly (string | undefined)[]): number | undefined {
  const numbers = texts.filter((text) => text && /^\d+$/.test(text)).map(Number);
  return numbers.length === 0 ? undefined : Math.min(...numbers);
}
