import { contextKey } from './context-keys.ts';
import type { Setting, Settings } from './setting.ts';

/**
 * One layer over another: keys and the entries of maps are replaced one by one, lists as a whole, tags are united. A
 * setting that takes a value back stays in the result, so that layers can be put together in any grouping.
 */
export const overlay = (below: Settings, above: Settings): Settings => {
  const result = new Map(below);
  for (const [id, setting] of above) {
    const covered = below.get(id);
    result.set(id, covered === undefined ? setting : covering(covered, setting));
  }
  return result;
};

const covering = (below: Setting, above: Setting): Setting =>
  contextKey(above.name).merge === 'unite' ? united(below, above) : above;

const united = (below: Setting, above: Setting): Setting => ({
  ...above,
  value: [...new Set([...(below.value as string[]), ...(above.value as string[])])],
  origins: [...below.origins, ...above.origins],
});

/** The settings that have a value. */
export const withValues = (settings: Settings): Settings =>
  new Map(Array.from(settings).filter(([, { value }]) => value !== undefined));
