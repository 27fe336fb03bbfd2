/** How a call of sbatch ended, as a program. */
export interface SbatchEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a call of sbatch came to. */
export type SbatchAnswer =
  | { readonly kind: 'submitted'; readonly job: string; readonly cluster?: string }
  /** `full`: no room now; `refused`: not as it is; `ambiguous`: nobody knows whether there is a job now. */
  | { readonly kind: 'full' | 'refused' | 'ambiguous'; readonly text: string };

/**
 * Reads an answer of `sbatch --parsable`. Sites print banners around the id, and sbatch prints warnings though it
 * succeeds, so only the id and the exit code together mean success; what is not known for sure is ambiguous.
 */
export function sbatchAnswer({ code, stdout, stderr }: SbatchEnd): SbatchAnswer {
  const text = stderr.trim() || stdout.trim() || `sbatch ended with code ${code} and said nothing`;
  const id = idIn(stdout);
  if (code === 0) return id === undefined ? { kind: 'ambiguous', text } : id;
  if (id !== undefined) return { kind: 'ambiguous', text };
  const known = classes.find(({ pattern }) => pattern.test(text));
  return { kind: known?.kind ?? 'ambiguous', text };
}

function idIn(stdout: string): Extract<SbatchAnswer, { kind: 'submitted' }> | undefined {
  const lines = stdout.split('\n').map((line) => line.trim());
  for (const line of lines.reverse()) {
    const [, job, cluster] =
      /^(\d+)(?:;(\S+))?$/.exec(line) ??
      /^Submitted batch job (\d+)(?: on cluster (\S+))?$/.exec(line) ??
      [];
    if (job !== undefined) {
      return { kind: 'submitted', job, ...(cluster !== undefined && { cluster }) };
    }
  }
  return undefined;
}

/** The first that fits counts: where words of several kinds come together, the careful answer is right. */
const classes: readonly {
  readonly kind: 'full' | 'refused' | 'ambiguous';
  readonly pattern: RegExp;
}[] = [
  {
    kind: 'ambiguous',
    pattern:
      /socket timed out|unable to contact slurm controller|zero bytes were transmitted|connection (?:refused|reset|timed out)|communication (?:connection )?failure|transport endpoint|broken pipe|unexpected message/i,
  },
  { kind: 'full', pattern: /(?:max|grp)submitjob/i },
  // Slurm names the limit in front of the words for all limits.
  { kind: 'refused', pattern: /\b(?:Assoc|QOS)(?:Grp|Max|Min)\w+/ },
  {
    kind: 'full',
    pattern: /job submit limit|temporarily un(?:able|available)|queue (?:is )?full/i,
  },
  {
    kind: 'refused',
    pattern:
      /invalid|unrecognized|not permitted|not available|not authorized|permission denied|user.s group|unable to (?:open|read|stat)|more processors requested|memory specification|violates|batch script|can ?not be satisfied|no such file|no partition|illegal|ambiguous option|option requires/i,
  },
];
