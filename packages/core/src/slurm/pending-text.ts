/** Why a task waits. */
export interface PendingText {
  readonly text: string;
  /** It will never start by itself: a person has to do something. */
  readonly never: boolean;
  /** What that person may do. */
  readonly advice?: string;
}

/** `never` where there is advice. */
const waits = (text: string): PendingText => ({ text, never: false });
const stuck = (text: string, advice: string): PendingText => ({ text, never: true, advice });

const cancelAndMend = (what: string): string =>
  `cancel these runs, mend ${what}, and start them again with mrun retry`;
const askAdmins = 'ask the people who run the cluster';

/** By the words of squeue. */
const reasons: { readonly [reason: string]: PendingText } = {
  '': waits('not looked at yet'),
  None: waits('not looked at yet'),
  Priority: waits('others are before it'),
  Resources: waits('next, when there is room'),
  JobArrayTaskLimit: waits('as many run as may run at a time'),
  BeginTime: waits('waits for its begin time'),
  Dependency: waits('waits for another job'),
  DependencyNeverSatisfied: stuck('waits for a job that failed', 'cancel these runs'),
  JobHeldUser: stuck('held by you', 'mrun resume, or scontrol release'),
  JobHeldAdmin: stuck('held by the cluster', askAdmins),
  JobHoldMaxRequeue: stuck('held, because it could not be started several times', askAdmins),
  BadConstraints: stuck('no machine can do what it asks for', cancelAndMend('its resources')),
  PartitionTimeLimit: stuck('asks for more time than the partition gives', cancelAndMend('`time`')),
  PartitionNodeLimit: stuck(
    'asks for more machines than the partition gives',
    cancelAndMend('`nodes`'),
  ),
  PartitionConfig: stuck(
    'asks for what the partition does not have',
    cancelAndMend('its resources or `partition`'),
  ),
  PartitionDown: waits('the partition is down'),
  PartitionInactive: waits('the partition starts nothing now'),
  AccountNotAllowed: stuck(
    'the account may not use the partition',
    cancelAndMend('`account` or `partition`'),
  ),
  InvalidAccount: stuck('no such account', cancelAndMend('`account`')),
  InvalidQOS: stuck('no such quality of service', cancelAndMend('`qos`')),
  QOSNotAllowed: stuck('that quality of service may not use the partition', cancelAndMend('`qos`')),
  ReqNodeNotAvail: waits('machines that it needs are down or reserved'),
  NodeDown: waits('machines that it needs are down'),
  Reservation: waits('waits for its reservation'),
  ReservationDeleted: stuck('its reservation is gone', 'cancel these runs'),
  Licenses: waits('waits for a licence'),
  Cleaning: waits('is being cleaned up, then starts again'),
  Prolog: waits('its machine is being prepared'),
  FrontEndDown: waits('the cluster is down'),
  SchedDefer: waits('the scheduler is busy'),
  JobArrayTaskHeld: stuck('held by you', 'mrun resume, or scontrol release'),
};

/** By how they begin and end; the first that fits counts. */
const families: readonly { readonly pattern: RegExp; readonly reason: PendingText }[] = [
  {
    pattern: /^(?:Assoc|QOS)(?:Max.*Per(?:Job|Node)|Min)/,
    reason: stuck('asks for what one job may not have', cancelAndMend('its resources')),
  },
  {
    pattern: /^(?:Assoc|QOS)Grp(?:.*(?<!Run)Minutes|Wall)|^QOSUsageThreshold/,
    reason: stuck('the time that the account was given is used up', askAdmins),
  },
  {
    pattern: /^(?:Assoc|QOS)(?:Grp|Max)|^Max\w+Per(?:Account|User)/,
    reason: waits('as much runs as you, or your account, may run at a time'),
  },
  { pattern: /^ReqNodeNotAvail/, reason: waits('machines that it needs are down or reserved') },
  {
    pattern: /^Nodes required for job are/,
    reason: waits('machines that it needs are down or reserved'),
  },
  {
    pattern: /^job requeued in (?:held|special exit) state/i,
    reason: stuck('was requeued by somebody, and is held', 'scontrol release'),
  },
  { pattern: /^Dependency/, reason: waits('waits for another job') },
];

/**
 * What a reason of squeue for waiting means. What stands behind the word is not looked at; a word that is not known
 * says itself.
 *
 * @param restarts how often its task was started before. Default: 0
 * @example pendingText('PartitionTimeLimit').never === true
 */
export function pendingText(reason: string, restarts = 0): PendingText {
  const trimmed = reason.trim().replace(/^\((.*)\)$/, '$1');
  const [word = ''] = /^\w*/.exec(trimmed) ?? [];
  // Slurm lets a task wait for a while before it starts it again.
  if (word === 'BeginTime' && restarts > 0) return waits('starts again soon');
  if (
    Object.hasOwn(reasons, word) &&
    reasons[word] !== undefined &&
    (word !== '' || trimmed === '')
  ) {
    return reasons[word];
  }
  const family = families.find(({ pattern }) => pattern.test(trimmed) || pattern.test(word));
  return family?.reason ?? waits(trimmed);
}
