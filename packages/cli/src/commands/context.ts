import { chooseContextName, type MergedContext, mergeContext, type Result } from '@mrunner/core';
import type { Cli } from '../cli.ts';
import type { CommandMain } from '../command-line/command.ts';
import type { context } from '../command-line/declarations/context.ts';
import { exitCode } from '../exit-codes.ts';
import { type Configs, readConfigs } from '../load/config-files.ts';
import { coloursFor } from '../output/colours.ts';
import { printJson } from '../output/json.ts';
import { printNext } from '../output/next-commands.ts';
import { homeDirectory, shownPath } from '../output/paths.ts';
import { printMistake, printProblems } from '../output/problems.ts';
import { tableText } from '../output/table.ts';

/** Lists the contexts, or shows every value of one with its origin. */
export const main: CommandMain<typeof context> = async (args, cli) => {
  const configs = readConfigs(cli, cli.cwd, args.config);
  if (configs.problems.length > 0) return printProblems(cli, 'contexts', configs.problems);
  const asked = args.name ?? args.context;
  if (args.action === 'show') return show(cli, configs, asked, args.json);
  if (asked !== undefined)
    return printMistake(cli, `To see one context: mrun context show ${asked}`);
  return list(cli, configs, args.json);
};

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

const list = (cli: Cli, configs: Configs, json: boolean): number => {
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
    '* is used when --context says nothing. To change that: current_context in mrunner.yaml.\n',
  );
  printNext(cli, [`mrun context show ${used}`]);
  return exitCode.ok;
};

const placeOf = (cli: Cli, { context: { backend, storageDir } }: MergedContext): string[] => [
  backend,
  backend === 'local' ? shownPath(cli, storageDir) : storageDir,
];

const show = (cli: Cli, configs: Configs, name: string | undefined, json: boolean): number => {
  const named =
    name === undefined
      ? chooseContextName(undefined, configs.project, configs.user)
      : { name, path: 'context' };
  const merged = merge(cli, configs, named);
  if (!merged.ok) return printProblems(cli, `context ${named.name}`, merged.problems);
  const { context, origins } = merged.value;
  if (json) {
    printJson(cli, { name: context.name, values: origins });
    return exitCode.ok;
  }
  const { bold, dim } = coloursFor(cli.stdout, cli.env);
  cli.stdout.write(`${bold(context.name)} · ${context.backend}\n`);
  const rows = Object.entries(origins).map(([id, { text, from }]) => [id, text, dim(from)]);
  const columns = [{ title: '' }, { title: '', shrinks: true }, { title: '' }];
  cli.stdout.write(tableText(columns, rows, { columns: cli.stdout.columns }));
  return exitCode.ok;
};
