import { fail, ok, type Problem, type Result } from '../problems/problem.ts';
import type { BackendName } from './context.ts';
import { type ContextKeyName, type ContextValue, contextKey, understands } from './context-keys.ts';
import { type Given, problemAtKey } from './given.ts';

/** Who said it: the layer of the merge, in words, and the directory that relative paths start from. */
export interface Origin {
  readonly layer: 'built in' | 'defaults' | 'variable' | 'context' | 'flag';
  /** As shown: `mrunner.yaml contexts.gpu`, `flag --parallel`, `variable PLGRID_HOST`. */
  readonly text: string;
  readonly directory: string;
}

/** One value of a context, read and checked, with where it comes from. */
export interface Setting {
  readonly name: ContextKeyName;
  /** Its name in a map such as `env`. */
  readonly entry?: string;
  /** Undefined when the file takes back what `defaults` said: `venv:` with nothing behind it. */
  readonly value: unknown;
  readonly given: Given;
  /** More than one where lists are united; the last one counts for paths. */
  readonly origins: readonly Origin[];
}

/** Settings by what they are merged by: `storage_dir`, `resources.mem`, `env.OMP_NUM_THREADS`. */
export type Settings = ReadonlyMap<string, Setting>;

/** What a setting is merged by and shown as. */
export const settingId = (name: ContextKeyName, entry?: string): string => {
  if (entry !== undefined) return `${name}.${entry}`;
  return contextKey(name).group === undefined ? name : `resources.${name}`;
};

/** The value of a key that is no map. */
export const settingValue = <K extends ContextKeyName>(
  settings: Settings,
  name: K,
): ContextValue<K> | undefined =>
  settings.get(settingId(name))?.value as ContextValue<K> | undefined;

/**
 * Reads one value; `key:` with nothing behind it is an empty list, or takes the value back. So does an empty text, which
 * old tools wrote for nothing; as an entry of a map it is a value.
 */
export const parseSetting = (
  name: ContextKeyName,
  given: Given,
  origin: Origin,
  entry?: string,
): Result<Setting> => {
  const { kind } = contextKey(name);
  const isNothing = given.value === null || (given.value === '' && entry === undefined);
  const parsed: Result<unknown> = isNothing ? ok(kind.empty) : kind.parse(given);
  if (!parsed.ok) return fail(...parsed.problems);
  const setting: Setting = { name, value: parsed.value, given, origins: [origin] };
  return ok(entry === undefined ? setting : { ...setting, entry });
};

/** The problem that a context has a key of another backend. */
const foreignKey = ({ name, given }: Setting, context: string, backend: BackendName): Problem => {
  const owners = contextKey(name).backends ?? [];
  return problemAtKey(given, {
    kind: 'conflict',
    message: `${name} is for ${owners.join(' and ')}, and the context ${context} is ${backend}`,
    details: [
      given.path.startsWith('--')
        ? `leave out ${given.path.replaceAll('_', '-')}, or choose a context with backend: ${owners[0]}`
        : `remove ${name}, or write backend: ${owners[0]}`,
    ],
  });
};

/** What of a context's own settings its backend does not understand. */
export const foreignKeys = (
  settings: Iterable<Setting>,
  context: string,
  backend: BackendName,
): readonly Problem[] =>
  Array.from(settings)
    .filter(({ name }) => !understands(backend, name))
    .map((setting) => foreignKey(setting, context, backend));
