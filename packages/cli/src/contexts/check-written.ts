import {
  type Context,
  type EditedFile,
  mergeContext,
  type Problem,
  parseConfig,
} from '@mrunner/core';
import type { Cli } from '../cli.ts';
import { checkStart } from '../load/check-start.ts';

/**
 * What `mrun run` would say of a context on this machine that is about to be written. What only the moment decides, such as a secret that
 * is not set in this terminal, is no reason not to write it.
 */
export const checkWritten = async (
  cli: Cli,
  file: EditedFile,
  text: string,
  name: string,
): Promise<readonly Problem[]> => {
  const now = contextIn(file, text, name);
  if (now === undefined || now.backend !== 'local') return [];
  const before = contextIn(file, file.text, name);
  const old = before?.backend === 'local' ? await problemsOf(cli, before) : [];
  const known = new Set(old.map((problem) => JSON.stringify(problem)));
  const found = await problemsOf(cli, now);
  return found.filter((problem) => !known.has(JSON.stringify(problem)));
};

const problemsOf = async (cli: Cli, context: Context): Promise<readonly Problem[]> => {
  const found = await checkStart(cli, { contexts: [context], secrets: [], gpus: [] });
  return found.filter(({ kind }) => kind !== 'secret');
};

const contextIn = (file: EditedFile, text: string, name: string): Context | undefined => {
  const parsed = parseConfig(text, file);
  if (!parsed.ok) return undefined;
  const { sources, layer } = file;
  const merged = mergeContext({ name, path: name }, { ...sources, [layer]: parsed.value });
  return merged.ok ? merged.value.context : undefined;
};
