import { basename, extname } from 'node:path';

/** What the tags of a call are made of. */
export interface TaggedCall {
  /** The spec file. */
  readonly file: string;
  /** Of the sweep: its two words name the group. */
  readonly sweepId: string;
  readonly added: readonly string[];
  /** A number from 0 below 1. */
  readonly random: () => number;
}

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';

/**
 * The tags that the old dispatcher gave all runs of a call: the spec file's base name, one of the group, one of the job,
 * and those that were asked for. The one of the place is a tag of its context.
 *
 * @example dispatchTags({ file: 'exps/duel.py', sweepId: '20261122-1607-brave-otter', added: ['night'], random })
 * // ['duel', 'group_tag_brave_otter', 'job_tag_k3x09aq', 'night']
 */
export const dispatchTags = ({ file, sweepId, added, random }: TaggedCall): readonly string[] => {
  const group = sweepId.split('-').slice(2).join('_');
  const job = Array.from({ length: 7 }, () => letters[Math.floor(random() * letters.length)]);
  return [basename(file, extname(file)), `group_tag_${group}`, `job_tag_${job.join('')}`, ...added];
};
