/** How a job of `srun` ended, as far as srun said so: Slurm's word and its exit code. */
export interface SrunEnd {
  readonly state: string;
  /** `<exit code>:<signal>`, as Slurm writes it. */
  readonly code: string;
}

/** What srun and slurmstepd print when something other than the program ended a step. */
const signs: readonly (readonly [RegExp, string])[] = [
  [/DUE TO TIME LIMIT/, 'TIMEOUT'],
  [/DUE TO PREEMPTION/, 'PREEMPTED'],
  [/DUE TO NODE FAILURE|Node failure/i, 'NODE_FAIL'],
  [/oom[-_ ]kill|Out Of Memory/i, 'OUT_OF_MEMORY'],
  [/\*\*\* (STEP|JOB) \S+ ON \S+ CANCELLED|Job has been cancelled/, 'CANCELLED'],
  // It says so too of a step that it ends because a task of it was killed.
  [/^(?:(?!: tasks? [\d,-]+: )[\s\S])*Force Terminated/, 'CANCELLED'],
];

/** What srun's exit code and its words say of the end of its job. */
export function srunEnd(code: number, said: string): SrunEnd {
  const sign = signs.find(([pattern]) => pattern.test(said));
  const state = sign?.[1] ?? (code === 0 ? 'COMPLETED' : 'FAILED');
  return { state, code: code > 128 && code < 193 ? `0:${code - 128}` : `${code}:0` };
}

/** The line that says best why Slurm started nothing: the last one that is not about srun itself. */
export function slurmErrorText(said: string): string {
  const lines = said
    .split('\n')
    .map((line) => line.replace(/^(srun: |error: |fatal: )+/, '').trim())
    .filter((line) => line !== '');
  return lines.slice(-2).join('; ') || 'srun gave no reason';
}
