import type { BackendName } from './context.ts';
import { contextKey, contextKeyNames } from './context-keys.ts';
import { type Given, givenPlainly } from './given.ts';
import type { ConfigFile } from './parse-config.ts';
import { parseSettings } from './parse-settings.ts';
import type { Origin, Settings } from './setting.ts';

const builtIn: Origin = { layer: 'built in', text: 'built in', directory: '/' };

const builtInSettings = (values: { readonly [key: string]: unknown }): Settings => {
  const given: Given = givenPlainly(values, '');
  const { settings, problems } = parseSettings(given, () => builtIn);
  for (const { path, message } of problems) {
    throw Error(`Internal error: the built-in value of ${path}: ${message}`);
  }
  return settings;
};

/**
 * What exists without any file: the context `local`, and a storage directory for contexts on this machine.
 *
 * @param storageDefault Absolute: `mruns` in the directory that the user is in.
 */
export const builtInConfig = (storageDefault: string): ConfigFile => ({
  file: 'built in',
  defaults: builtInSettings({ storage_dir: storageDefault }),
  contexts: new Map([['local', builtInSettings({ backend: 'local' })]]),
  notes: [],
});

/** The defaults in the table of keys, for one backend. */
export const defaultSettings = (backend: BackendName): Settings =>
  builtInSettings(
    Object.fromEntries(
      contextKeyNames
        .map((name) => [name, contextKey(name).defaults?.[backend]])
        .filter(([, value]) => value !== undefined),
    ),
  );
