import { shellQuote } from '../commands/shell-quote.ts';
import type { Resources } from '../experiments/experiment.ts';
import { didYouMean } from '../problems/did-you-mean.ts';
import { fail, ok, type Problem, type Result } from '../problems/problem.ts';
import { keyPath } from '../values/path-text.ts';
import { buildContext, resourcesOf } from './build-context.ts';
import { defaultSettings } from './built-in.ts';
import type { BackendName, Context } from './context.ts';
import { contextKey, understands } from './context-keys.ts';
import { givenByFlags } from './given.ts';
import { isRemote, makeAbsolute } from './make-absolute.ts';
import { overlay, withValues } from './overlay.ts';
import type { ConfigFile, NamedContext } from './parse-config.ts';
import { type ParsedSettings, parseSettings } from './parse-settings.ts';
import { plgridSettings, type Variables } from './plgrid-variables.ts';
import { foreignKeys, type Setting, type Settings, settingValue } from './setting.ts';

/** Everything a context is merged from. */
export interface ContextSources {
  readonly builtIn: ConfigFile;
  readonly user?: ConfigFile;
  readonly project?: ConfigFile;
  /** What the command line says, by the names of the keys: `{parallel: '4', mem: '16G'}`. */
  readonly flags?: { readonly [key: string]: unknown };
  /** The launcher's environment: a Slurm context takes defaults from it. */
  readonly variables?: Variables;
  /** What `~` stands for. */
  readonly home: string;
  /** Where relative paths of flags start. */
  readonly workingDirectory: string;
}

/** A context, and who said what. */
export interface MergedContext {
  readonly context: Context;
  readonly origins: Origins;
  /** What the flags ask for: the experiment's own resources come between it and the context. */
  readonly flagResources: Resources;
}

/** Each value by the name it is shown under (`storage_dir`, `resources.mem`, `env.OMP_NUM_THREADS`). */
export interface Origins {
  readonly [id: string]: {
    readonly value: unknown;
    /** The value as one would write it: `16G`. */
    readonly text: string;
    /** `built in`, `mrunner.yaml contexts.gpu`, `flag --parallel`. */
    readonly from: string;
  };
}

/**
 * Merges a context: built-in values < `defaults` of the user's file < of the project's < variables, for Slurm < the
 * context in the user's file < in the project's < flags. What experiments ask for comes later: `effectiveResources`.
 */
export const mergeContext = (
  named: NamedContext,
  sources: ContextSources,
): Result<MergedContext> => {
  const { name } = named;
  const { builtIn, workingDirectory } = sources;
  const files = [sources.user, sources.project].filter((file) => file !== undefined);
  const own = [builtIn, ...files].flatMap((file) => file.contexts.get(name) ?? []);
  if (own.length === 0) return fail(unknownContext(named, [...files.toReversed(), builtIn]));

  const flags = readFlags(sources);
  const defaults = files.map((file) => file.defaults);
  const asked = [...defaults, ...own, flags.settings].reduce(overlay);
  const backend = settingValue(asked, 'backend') ?? 'local';
  const variables =
    backend === 'slurm' ? plgridSettings(sources.variables ?? {}, workingDirectory) : nothingSaid;
  const said = [...defaults, variables.settings, ...own, flags.settings].reduce(overlay);
  const unsaid = overlay(defaultSettings(backend), builtIn.defaults);
  const merged = overlay(unsaid, withValues(said));

  const { settings, problems } = makeAbsolute(onlyFor(backend, merged), sources.home);
  const all = [
    ...flags.problems,
    ...variables.problems,
    ...foreignKeys(Array.from(merged.values()).filter(isMeantForIt), name, backend),
    ...problems,
    ...storageProblems(name, settings),
  ];
  if (all.length > 0) return fail(...all);
  return ok({
    context: buildContext(name, settings),
    origins: originsOf(settings),
    flagResources: resourcesOf(flags.settings),
  });
};

const nothingSaid = plgridSettings({}, '');

const readFlags = ({ flags = {}, workingDirectory }: ContextSources): ParsedSettings => {
  const given = Object.entries(flags).filter(([, value]) => value !== undefined);
  return parseSettings(givenByFlags(Object.fromEntries(given)), (key) => ({
    layer: 'flag',
    text: `flag --${key}`,
    directory: workingDirectory,
  }));
};

/** `defaults` speak for contexts of every backend; what one of them does not know is left out. */
const onlyFor = (backend: BackendName, settings: Settings): Settings =>
  new Map(Array.from(settings).filter(([, { name }]) => understands(backend, name)));

const isMeantForIt = ({ origins }: Setting): boolean => origins.at(-1)?.layer !== 'defaults';

const storageProblems = (name: string, settings: Settings): readonly Problem[] => {
  const storage = settings.get('storage_dir');
  if (!isRemote(settings) || storage?.origins.at(-1)?.layer !== 'built in') return [];
  const where = settingValue(settings, 'slurm_url') ?? 'the volume that runs see';
  return [
    {
      kind: 'missing',
      path: keyPath(keyPath('contexts', name), 'storage_dir'),
      message: `expected a directory on ${where}, got none`,
      details: ['write storage_dir: /path/to/a/directory'],
    },
  ];
};

const unknownContext = (
  { name, path, position }: NamedContext,
  files: readonly ConfigFile[],
): Problem => {
  const known = files.flatMap(({ contexts }) => Array.from(contexts.keys()));
  const suggestion = didYouMean(name, known);
  return {
    kind: 'missing',
    path,
    message: `no context is named ${name}`,
    ...(suggestion !== undefined && { suggestion }),
    details: [
      ...files
        .filter(({ contexts }) => contexts.size > 0)
        .map(({ file, contexts }) => `${file}: ${Array.from(contexts.keys()).join(', ')}`),
      ...(suggestion === undefined
        ? [
            `to make it: mrun context add ${shellQuote(name)} --backend slurm (or local, kubernetes)`,
          ]
        : []),
    ],
    ...(position !== undefined && { position }),
  };
};

const originsOf = (settings: Settings): Origins =>
  Object.fromEntries(
    Array.from(settings, ([id, { name, value, origins }]) => [
      id,
      {
        value,
        text: contextKey(name).kind.text(value),
        from: Array.from(new Set(origins.map(({ text }) => text))).join(', '),
      },
    ]),
  );
