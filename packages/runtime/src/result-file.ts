import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runFileNames } from '@mrunner/core/run-files';
import { jsonPartsOf } from './json-parts.ts';

/**
 * Writes what main returned to `result.json`, beside it first, so that a reader never sees half of it. Nothing is written
 * for undefined. Parts that JSON can't hold are left out, and `tell` says which. Throws the system's error.
 */
export const writeResult = (
  experimentDir: string,
  result: unknown,
  tell: (line: string) => void,
): void => {
  const { value, dropped } = jsonPartsOf(result);
  for (const { path, what } of dropped) {
    const place = path === '' ? 'what main returned' : path;
    tell(`mrunner: ${runFileNames.result} lacks ${place}: JSON cannot hold ${what}`);
  }
  if (value === undefined) return;
  const path = join(experimentDir, runFileNames.result);
  const beside = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(beside, `${JSON.stringify(value)}\n`);
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
};
