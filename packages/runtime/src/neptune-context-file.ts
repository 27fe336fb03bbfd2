import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import {
  isMap,
  type Parameters,
  parsePrivateJson,
  plainOf,
  type Value,
} from '@mrunner/core/values';
import type { SetUpProblem } from './set-up-problem.ts';

/** What the launcher writes for a run under neptune: `context.json` in the run's directory. */
export interface NeptuneContextFile {
  readonly project: string;
  readonly name: string;
  readonly params: Parameters;
  /** The experiment directory, absolute. */
  readonly storageDir: string;
  readonly tags: readonly string[];
  readonly properties: { readonly [key: string]: string };
}

type Outcome =
  | { readonly context: NeptuneContextFile; readonly problem?: undefined }
  | { readonly problem: SetUpProblem };

/** Reads the embedded neptune context. What is absent but for the parameters has a plain default. */
export const readNeptuneContext = (file: string): Outcome => {
  const content = contentOf(file);
  if (content instanceof Error) return refusal(file, `could not be read: ${content.message}`);
  if (!isMap(content)) return refusal(file, 'expected a JSON object');
  const { params = {}, storageDir = '.', tags = [], properties = {} } = content;
  if (!isMap(params)) return refusal(file, 'expected params to be an object');
  return {
    context: {
      project: textOf(content.project),
      name: textOf(content.name),
      params,
      storageDir: resolve(dirname(file), textOf(storageDir)),
      tags: Array.isArray(tags) ? tags.map(textOf) : [],
      properties: isMap(properties)
        ? Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, textOf(value)]))
        : {},
    },
  };
};

const contentOf = (file: string): Value | Error => {
  try {
    return parsePrivateJson(readFileSync(file, 'utf8'));
  } catch (error) {
    return error as Error;
  }
};

const refusal = (file: string, message: string): Outcome => ({ problem: { path: file, message } });

const textOf = (value: Value | undefined): string => {
  const plain = plainOf(value ?? '');
  return typeof plain === 'string' ? plain : JSON.stringify(plain);
};
