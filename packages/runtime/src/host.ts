/** What set-up reads of the process, so that a test can hand in something else. */
export interface Host {
  /** The path of the training script, when there is one. */
  readonly script: string | undefined;
  /** The arguments after the script. */
  readonly argv: readonly string[];
  readonly env: { readonly [name: string]: string | undefined };
  /** The working directory. */
  readonly cwd: string;
  /** Prints one line for the person who watches. */
  readonly tell: (line: string) => void;
}

/** The running process. */
export const processHost = (): Host => ({
  script: process.argv[1],
  argv: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  tell: (line) => void process.stderr.write(`${line}\n`),
});
