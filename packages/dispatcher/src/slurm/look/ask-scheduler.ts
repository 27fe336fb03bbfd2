import {
  type CancelledRest,
  type ClusterConfig,
  cancelledRests,
  parseClusterConfig,
  parseSacct,
  parseSqueue,
  type SacctLine,
  type SacctQuestion,
  sacctWords,
  shellCommand,
  squeueWords,
  type TaskLine,
} from '@mrunner/core';
import type { DoneProgram } from '../../place/place.ts';

/** What came of asking, or why nothing did. */
export type Answered<T> = { readonly value: T } | { readonly trouble: string };

/** Text for a program: one squeue for some batches; none when there are none. */
export const squeueText = (tokens: readonly string[]): string =>
  tokens.length === 0
    ? ''
    : // Lists of waiting tasks would be cut.
      `mrunner_part squeue\nSLURM_BITSTR_LEN=0 ${shellCommand(squeueWords(tokens))}\n${codeText('squeue')}`;

/**
 * Reads the answer of `squeueText`. Whatever is no whole answer is no information: a controller that is busy, a command that
 * prints something else.
 */
export function squeueAnswer(answer: DoneProgram): Answered<readonly TaskLine[]> {
  const failed = failure(answer, 'squeue');
  if (failed !== undefined) return { trouble: failed };
  const text = answer.parts.get('squeue')?.toString('utf8') ?? '';
  const lines = parseSqueue(text);
  if (lines !== undefined) return { value: lines };
  return { trouble: `squeue: its answer is not understood: ${firstLine(text)}` };
}

/** What an answer of `squeueText` that was understood says of tasks that it does not list. */
export const squeueRests = ({ parts }: DoneProgram): readonly CancelledRest[] =>
  cancelledRests(parts.get('squeue')?.toString('utf8') ?? '');

/** What is known of tasks that squeue does not tell enough of. */
export interface Accounts {
  readonly config: ClusterConfig;
  /** Absent where the cluster keeps no accounts. */
  readonly lines?: readonly SacctLine[];
}

/** Text for a program: how long jobs are remembered, and one sacct. */
export const accountsText = (question: SacctQuestion): string =>
  [
    'mrunner_part config',
    'scontrol show config',
    'mrunner_part sacct',
    shellCommand(sacctWords(question)),
    codeText('sacct'),
  ].join('\n');

/** Reads the answer of `accountsText`. */
export function accountsAnswer(answer: DoneProgram): Answered<Accounts> {
  const config = parseClusterConfig(answer.parts.get('config')?.toString('utf8') ?? '');
  if (config === undefined) return { trouble: complaint(answer, 'scontrol') };
  if (!config.accounting) return { value: { config } };
  const failed = failure(answer, 'sacct');
  if (failed !== undefined) return { trouble: failed };
  return {
    value: { config, lines: parseSacct(answer.parts.get('sacct')?.toString('utf8') ?? '') },
  };
}

const codeText = (name: string): string =>
  `mrunner_code=$?; mrunner_part ${name}-code; echo "$mrunner_code"`;

function failure(answer: DoneProgram, name: string): string | undefined {
  const code = answer.parts.get(`${name}-code`)?.toString('utf8').trim();
  if (code === '0') return undefined;
  return complaint(answer, name, code);
}

/** The last line that it wrote to stderr: `slurm_load_jobs error: Unable to contact slurm controller (connect failure)`. */
function complaint({ stderr }: DoneProgram, name: string, code?: string): string {
  const lines = stderr.split('\n').map((line) => line.trim());
  const last = lines.findLast((line) => line !== '');
  return `${name}: ${last ?? (code === undefined ? 'it gave no answer' : `exit ${code}`)}`;
}

const firstLine = (text: string): string => {
  const [line = ''] = text.trim().split('\n');
  return line === '' ? 'it is empty' : line.slice(0, 80);
};
