/** What the script is told when it evaluates the spec itself. */
export interface SpecRequest {
  readonly file: string;
  readonly specName: string;
  readonly directory: string;
  /** Absent: the first experiment. */
  readonly index: number | undefined;
  readonly set: readonly string[];
}

/** The words behind a script by which it evaluates a spec for its parameters, when `PMILOS_DEBUG=1`. */
export const specWords = ({ file, specName, directory, index, set }: SpecRequest): string[] => [
  '--ex',
  file,
  '--spec',
  specName,
  '--exp_dir_path',
  directory,
  ...(index === undefined ? [] : ['--index', String(index)]),
  ...set.flatMap((text) => ['--set', text]),
];
