import { chooseContextName, type MergedContext, mergeContext, type Result } from '@mrunner/core';
import type { Cli } from '../cli.ts';
import { exitCode } from '../exit-codes.ts';
import { type Configs, notesOn } from '../load/config-files.ts';
import { oneLine } from '../output/cell-text.ts';
import { coloursFor } from '../output/colours.ts';
import { printJson } from '../output/json.ts';
import { printNext } from '../output/next-commands.ts';
import { homeDirectory, shownPath } from '../output/paths.ts';
import { printProblems } from '../output/problems.ts';
import { tableText } from '../output/table.ts';
import { printWarnings } from '../output/warnings.ts';

const merge = (
  cli: Cli,
  configs: Configs,
  named: { name: string; path: string },
): Result<MergedContext> =>
  mergeContext(named, {
    ...configs,
    variables: cli.env,
    home: homeDirectory(cli.env),
    workingDirectory: cli.cwd,
  });

/** Prints every context, the files that have it, and which one is used. */
export const listContexts = (cli: Cli, configs: Configs, json: boolean): number => {
  const { bold, dim } = coloursFor(cli.stdout, cli.env);
  const used = chooseContextName(undefined, configs.project, configs.user).name;
  const files = [configs.project, configs.user, configs.builtIn].filter(
    (file) => file !== undefined,
  );
  const names = [...new Set(files.flatMap((file) => [...file.contexts.keys()]))];
  const rows = names.map((name) => {
    const merged = merge(cli, configs, { name, path: 'context' });
    const from = files.filter((file) => file.contexts.has(name)).map(({ file }) => file);
    return { name, isUsed: name === used, from, merged };
  });
  if (json) {
    const contexts = rows.map(({ name, isUsed, from, merged }) => ({
      name,
      used: isUsed,
      from,
      ...(merged.ok && {
        backend: merged.value.context.backend,
        storageDir: merged.value.context.storageDir,
      }),
    }));
    printJson(cli, { contexts });
    return exitCode.ok;
  }
  const cells = rows.map(({ name, isUsed, from, merged }) => [
    isUsed ? '*' : '',
    isUsed ? bold(name) : name,
    ...(merged.ok ? placeOf(cli, merged.value) : ['not usable', `mrun context show ${name}`]),
    dim(from.join(', ')),
  ]);
  const columns = ['', 'context', 'backend', 'storage', 'from'].map((title) => ({ title }));
  cli.stdout.write(tableText(columns, cells, { indent: 0 }));
  cli.stdout.write(
    '* is used when --context says nothing. To change that: mrun context set-active NAME.\n',
  );
  printNext(cli, [`mrun context show ${used}`]);
  return exitCode.ok;
};

const placeOf = (cli: Cli, { context: { backend, storageDir } }: MergedContext): string[] => [
  backend,
  backend === 'local' ? shownPath(cli, storageDir) : storageDir,
];

/** Prints every value of a context and who said it. */
export const showContext = (
  cli: Cli,
  configs: Configs,
  name: string | undefined,
  json: boolean,
): number => {
  const named =
    name === undefined
      ? chooseContextName(undefined, configs.project, configs.user)
      : { name, path: 'context' };
  const merged = merge(cli, configs, named);
  if (!merged.ok) return printProblems(cli, `context ${named.name}`, merged.problems);
  const { context, origins } = merged.value;
  printWarnings(cli, { warnings: [], notes: notesOn(configs, [named.name]) });
  if (json) {
    printJson(cli, { name: context.name, values: origins });
    return exitCode.ok;
  }
  const { bold, dim } = coloursFor(cli.stdout, cli.env);
  cli.stdout.write(`${bold(context.name)} · ${context.backend}\n`);
  const rows = Object.entries(origins);
  const idWidth = widest(rows.map(([id]) => id));
  const textWidth = widest(rows.map(([, { text }]) => oneLine(text)).filter(isUsual));
  for (const [id, { text, from }] of rows) {
    const value = oneLine(text).padEnd(textWidth);
    cli.stdout.write(`  ${id.padEnd(idWidth)}  ${value}  ${dim(from)}\n`);
  }
  return exitCode.ok;
};

const widest = (texts: readonly string[]): number =>
  Math.max(0, ...texts.map(({ length }) => length));

/** A longer value is shown whole, and moves its own origin alone. */
const isUsual = ({ length }: string): boolean => length <= 32;
