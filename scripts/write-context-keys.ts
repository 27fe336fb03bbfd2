/**
 * Writes the table of context keys into docs/contexts.md, between its markers, and the flags of `mrun context` that speak for them. With
 * `--check` it writes nothing, and exits with 1 when one of them is out of date.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { backendNames } from '../packages/core/src/contexts/context.ts';
import { type ContextKeyRow, contextKeyTable } from '../packages/core/src/contexts/key-table.ts';

const file = join(import.meta.dirname, '../docs/contexts.md');
const flagsDirectory = join(import.meta.dirname, '../packages/cli/src/command-line/declarations');
const between = /(<!-- keys: [^\n]*-->\n)[\s\S]*?(<!-- end of keys -->)/;

const row = ({ name, oldNames, backends, expected, defaults, doc }: ContextKeyRow): string =>
  line(
    `\`${name}\`${alsoNamed(oldNames)}`,
    expected,
    defaultText(defaults),
    `${doc}${onlyOn(backends)}`,
  );

const line = (...cells: string[]): string =>
  `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;

const alsoNamed = (names: readonly string[]): string =>
  names.length === 0 ? '' : ` (also ${names.map((name) => `\`${name}\``).join(', ')})`;

const defaultText = (defaults: ContextKeyRow['defaults']): string => {
  const texts = Object.entries(defaults);
  if (new Set(texts.map(([, text]) => text)).size === 1 && texts.length > 1) {
    return `\`${texts[0]?.[1]}\``;
  }
  return texts.map(([backend, text]) => `${backend}: \`${text}\``).join(', ');
};

const onlyOn = (backends: ContextKeyRow['backends']): string =>
  backends.includes('local') ? '' : ` Only ${backends.join(' and ')}.`;

const table = [
  '| key | value | default | meaning |',
  '|---|---|---|---|',
  ...contextKeyTable().map(row),
].join('\n');

/** A key as flags: its own name, and the older ones. */
const flagOf = ({ name, oldNames, expected, backends, doc, isMap }: ContextKeyRow): string[] => {
  const isSwitch = expected === 'true or false';
  const isList = expected.startsWith('a list') || isMap;
  const words = /^[A-Za-z-]+(?:, [A-Za-z-]+)* or [A-Za-z-]+$/.test(expected) && !isSwitch;
  const offers = words ? expected.split(/, | or /) : [];
  const value = isMap
    ? name === 'env'
      ? 'NAME=value'
      : 'name=value'
    : isSwitch
      ? 'false'
      : words
        ? offers.join('|')
        : '';
  const group =
    backends.length === backendNames.length
      ? resourceNames.includes(name)
        ? 'Resources of each run'
        : 'Of every backend'
      : `Of ${backends.join(' and ')} alone`;
  // Node takes --env-file for its own, wherever it stands.
  const advice = name === 'env_file' ? ' (type --env_file: Node reads --env-file itself)' : '';
  const describe = `${doc.replaceAll('`', '').replace(/\.$/, '')}${advice}`;
  const lines = (key: string, text: string): string =>
    [
      `  ${key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())}: {`,
      `    kind: '${isSwitch ? 'optional' : isList ? 'list' : 'text'}',`,
      ...(value === '' ? [] : [`    value: '${value}',`]),
      `    group: ${JSON.stringify(group)},`,
      `    describe: ${JSON.stringify(text)},`,
      ...(words ? [`    offers: ${JSON.stringify(offers)},`] : []),
      '  },',
    ].join('\n');
  return [
    lines(name, describe),
    ...oldNames.map((old) => lines(old, `The same as --${name.replaceAll('_', '-')}`)),
  ];
};

/** The name is no setting: it is what the flags are about. */
const flagKeys = contextKeyTable().filter(({ name }) => name !== 'context_name');
const resourceNames = ['cpu', 'gpu', 'mem', 'time', 'nodes', 'ntasks', 'partition', 'constraint'];

const flagsText = (name: string, about: string, keys: readonly ContextKeyRow[]): string =>
  `import type { Flags } from '../command.ts';

/** ${about} as flags. Made by scripts/write-context-keys.ts from the table of keys: change that, and run pnpm run docs. */
export const ${name} = {
${keys.flatMap(flagOf).join('\n')}
} as const satisfies Flags;
`;

const isCommon = ({ backends }: ContextKeyRow): boolean => backends.length === backendNames.length;

const isOfKubernetes = ({ backends }: ContextKeyRow): boolean =>
  backends.every((backend) => backend === 'kubernetes');

const before = readFileSync(file, 'utf8');
if (!between.test(before)) throw new Error(`Internal error: ${file} lacks the markers of the keys`);
/** The formatter has its own ways with quotes and line breaks. */
const withoutStyle = (text: string): string => text.replaceAll(/[\s'",]/g, '');
const made = [
  [
    file,
    before.replace(between, (_, start: string, end: string) => `${start}\n${table}\n\n${end}`),
    (text: string) => text,
  ],
  [
    `${flagsDirectory}/common-key-flags.ts`,
    flagsText('commonKeyFlags', 'Keys of contexts of every backend', flagKeys.filter(isCommon)),
    withoutStyle,
  ],
  [
    `${flagsDirectory}/cluster-key-flags.ts`,
    flagsText(
      'clusterKeyFlags',
      'Keys of contexts on clusters',
      flagKeys.filter((key) => !isCommon(key) && !isOfKubernetes(key)),
    ),
    withoutStyle,
  ],
  [
    `${flagsDirectory}/kubernetes-key-flags.ts`,
    flagsText(
      'kubernetesKeyFlags',
      'Keys of contexts on Kubernetes alone',
      flagKeys.filter(isOfKubernetes),
    ),
    withoutStyle,
  ],
] as const;

for (const [path, after, essence] of made) {
  const name = relative(join(import.meta.dirname, '..'), path);
  const old = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (essence(after) === essence(old)) console.log(`The keys in ${name} are up to date.`);
  else if (process.argv.includes('--check')) {
    console.error(`The keys in ${name} are out of date. Write them: npx pnpm@12 run docs`);
    process.exitCode = 1;
  } else {
    writeFileSync(path, after);
    console.log(`Wrote the keys in ${name}.`);
  }
}
