/** What `neptune run` is told about a run. */
export interface NeptuneRun {
  /** The run's own command, placeholders filled. */
  readonly words: readonly string[];
  readonly configPath: string;
  readonly storage: string;
  /** Tags beside those of the neptune.yaml. */
  readonly tags: readonly string[];
  /** Version of the neptune client. */
  readonly version: 1 | 2;
  readonly profile?: string;
  readonly dockerImage?: string;
  readonly pathsToCopy?: readonly string[];
}

/**
 * The command that starts a script under the neptune client. The client starts Python itself, so a leading `python` is
 * left out. Version 2 knows neither a storage nor paths to copy, and hands on whatever follows the script.
 *
 * @example neptune run train.py --config neptune.yaml --storage /data --tags a b -- --lr 0.1
 * @example neptune run --config neptune.yaml --tag a --tag b train.py --lr 0.1
 */
export const neptuneRunCommand = (run: NeptuneRun): string[] => {
  const [script = '', ...scriptArguments] = withoutPython(run.words);
  const config = ['--config', run.configPath];
  if (run.version === 2) {
    const tags = run.tags.flatMap((tag) => ['--tag', tag]);
    return [
      'neptune',
      'run',
      ...config,
      ...tags,
      ...commonOptions(run),
      script,
      ...scriptArguments,
    ];
  }
  return [
    'neptune',
    'run',
    script,
    ...config,
    '--storage',
    run.storage,
    ...listOption('--tags', run.tags),
    ...commonOptions(run),
    ...listOption('--paths-to-copy', run.pathsToCopy),
    ...(scriptArguments.length > 0 ? ['--', ...scriptArguments] : []),
  ];
};

const withoutPython = ([first = '', ...rest]: readonly string[]): readonly string[] =>
  rest.length > 0 && /^python[\d.]*$/.test(first) ? rest : [first, ...rest];

const commonOptions = ({ profile, dockerImage }: NeptuneRun): string[] => [
  ...(profile === undefined ? [] : ['--profile', profile]),
  ...(dockerImage === undefined ? [] : ['--docker-image', dockerImage]),
];

const listOption = (option: string, values: readonly string[] = []): string[] =>
  values.length > 0 ? [option, ...values] : [];
