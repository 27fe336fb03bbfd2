import { defaultSettings } from './built-in.ts';
import { type BackendName, backendNames } from './context.ts';
import type { ContextKey } from './context-key.ts';
import { type ContextKeyName, contextKey, contextKeyNames, isMapKey } from './context-keys.ts';
import { settingId } from './setting.ts';

/** A key as the docs list it. */
export interface ContextKeyRow {
  readonly name: ContextKeyName;
  readonly oldNames: readonly string[];
  readonly backends: readonly BackendName[];
  /** What its values look like. */
  readonly expected: string;
  /** Whether it is a map, to which flags add entries: `--labels team=vision`. */
  readonly isMap: boolean;
  /** By backend, as one would write it; backends without a default are absent. */
  readonly defaults: { readonly [B in BackendName]?: string };
  readonly doc: string;
}

/** Every key of a context, for `docs/contexts.md` and for help texts. */
export const contextKeyTable = (): readonly ContextKeyRow[] =>
  contextKeyNames.map((name) => {
    const key: ContextKey = contextKey(name);
    return {
      name,
      oldNames: key.oldNames ?? [],
      backends: key.backends ?? backendNames,
      expected: key.kind.expected,
      isMap: isMapKey(name),
      defaults: defaultTexts(name),
      doc: key.doc,
    };
  });

const defaultTexts = (name: ContextKeyName): ContextKeyRow['defaults'] =>
  Object.fromEntries(
    backendNames.flatMap((backend) => {
      const setting = defaultSettings(backend).get(settingId(name));
      return setting === undefined ? [] : [[backend, contextKey(name).kind.text(setting.value)]];
    }),
  );
