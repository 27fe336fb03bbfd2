import { basename, relative } from 'node:path';
import type { Host } from './host.ts';
import { exampleOf, type JsonSchema, propertySchema } from './json-schema.ts';
import type { Start } from './start-mode.ts';

/** The script as a person would name it: `train.ts`. */
export const scriptName = ({ script }: Host): string =>
  script === undefined ? 'this program' : basename(script);

/** The words that start the script from where the person is: `node train.ts`. */
export const startWords = ({ script, cwd }: Host): readonly string[] => [
  'node',
  script === undefined ? 'SCRIPT' : relative(cwd, script) || script,
];

/** The words that start the script in the same way again, without its `--set`; undefined when no person started it. */
export const repeatedWords = (host: Host, start: Start): readonly string[] | undefined => {
  switch (start.mode) {
    case 'neptune':
      return undefined;
    case 'yaml':
      return [...startWords(host), '--neptune', start.file];
    case 'debug': {
      const { file, name, index } = start.spec ?? {};
      return [
        'PMILOS_DEBUG=1',
        ...startWords(host),
        ...(file === undefined ? [] : ['--ex', file]),
        ...(name === undefined ? [] : ['--spec', name]),
        ...(index === undefined ? [] : ['--index', String(index)]),
      ];
    }
    default:
      return startWords(host);
  }
};

/** `--set lr=0.1` with a value that the schema takes, or `lr=VALUE` when it can't say. */
export const exampleSetting = (name: string, schema: JsonSchema | undefined): string[] => {
  const property = schema && propertySchema(schema, name);
  return ['--set', `${name}=${property ? wordOf(exampleOf(property)) : 'VALUE'}`];
};

/** A value as one writes it after `--set key=`. */
export const wordOf = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));

/** Words as a line to type into a POSIX shell. Shown to people, never run. */
export const typedLine = (words: readonly string[]): string =>
  words
    .map((word) =>
      /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`,
    )
    .join(' ');
