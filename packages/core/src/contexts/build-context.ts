import type { Resources } from '../experiments/experiment.ts';
import { resourceNames } from '../resources/resources.ts';
import type { BackendName, Context, SetUp } from './context.ts';
import { type ContextKeyName, type ContextValue, contextKey } from './context-keys.ts';
import { type Settings, settingValue } from './setting.ts';

/** A context from settings that are merged, made absolute and complete. */
export const buildContext = (name: string, settings: Settings): Context => {
  const optional = <K extends ContextKeyName>(key: K) => settingValue(settings, key);
  const required = <K extends ContextKeyName>(key: K): ContextValue<K> => {
    const value = settingValue(settings, key);
    if (value === undefined) throw Error(`Internal error: the context ${name} has no ${key}`);
    return value;
  };
  return {
    name,
    backend: required('backend'),
    storageDir: required('storage_dir'),
    resources: resourcesOf(settings),
    parallel: required('parallel'),
    code: required('code'),
    onLost: required('on_lost'),
    retries: required('retries'),
    retryOn: required('retry_on'),
    grace: required('grace'),
    neptune: required('neptune'),
    tags: optional('tags') ?? [],
    isolate: required('isolate'),
    setup: setUpOf(settings),
    slurm: valuesFor('slurm', required('backend'), settings),
    kubernetes: valuesFor('kubernetes', required('backend'), settings),
    ...given({
      gpus: optional('gpus'),
      python: optional('python'),
      timeout: optional('timeout'),
      warnBefore: optional('warn_before'),
    }),
  };
};

/** The resources among settings. */
export const resourcesOf = (settings: Settings): Resources =>
  given(Object.fromEntries(resourceNames.map((name) => [name, settingValue(settings, name)])));

const setUpOf = (settings: Settings): SetUp => ({
  env: Object.fromEntries(
    Array.from(settings.values())
      .filter(({ name }) => name === 'env')
      .map(({ entry, value }) => [entry, value]),
  ),
  envFiles: settingValue(settings, 'env_file') ?? [],
  secrets: settingValue(settings, 'secrets') ?? [],
  modulesToLoad: settingValue(settings, 'modules_to_load') ?? [],
  link: settingValue(settings, 'link') ?? [],
  ...given({
    venv: settingValue(settings, 'venv'),
    requirementsFile: settingValue(settings, 'requirements_file'),
    conda: settingValue(settings, 'conda'),
    prologCommand: settingValue(settings, 'prolog_cmd'),
    setup: settingValue(settings, 'setup'),
  }),
});

const valuesFor = (
  owner: BackendName,
  backend: BackendName,
  settings: Settings,
): { readonly [key: string]: unknown } =>
  Array.from(settings.values())
    .filter(({ name }) => backend === owner && contextKey(name).backends?.includes(owner))
    .reduce<{ [key: string]: unknown }>((values, { name, entry, value }) => {
      const map = entry === undefined ? undefined : (values[name] ?? {});
      values[name] = entry === undefined ? value : { ...(map as object), [entry]: value };
      return values;
    }, {});

/** The entries that have a value. */
const given = <T extends object>(
  entries: {
    readonly [K in keyof T]: T[K] | undefined;
  },
): Partial<T> =>
  Object.fromEntries(
    Object.entries(entries).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
