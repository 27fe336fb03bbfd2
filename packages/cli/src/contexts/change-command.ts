import { type Problem, type Result, shellQuote } from '@mrunner/core';
import type { Cli } from '../cli.ts';
import { exitCode } from '../exit-codes.ts';
import { coloursFor } from '../output/colours.ts';
import { printJson } from '../output/json.ts';
import { lineDiff } from '../output/line-diff.ts';
import { printNext } from '../output/next-commands.ts';
import { printMistake, printProblems } from '../output/problems.ts';
import { printWarnings } from '../output/warnings.ts';
import { changeConfigFile, configsToChange, type MadeChange } from './change-config.ts';
import { changeContext } from './change-context.ts';
import { editInEditor } from './editor.ts';
import { type TargetFile, targetFile } from './target-file.ts';
import { type ContextArguments, wishedFlags } from './wished-flags.ts';

const nothing = 'nothing was changed';

/** `mrun context add|edit|copy|delete|set-active`: changes a file, and says which and how. */
export const changeByCommand = async (args: ContextArguments, cli: Cli): Promise<number> => {
  const { action = '' } = args;
  const name = args.which ?? args.name ?? args.context;
  const mistake = usageMistake(args, name);
  if (name === undefined || mistake !== undefined) return printMistake(cli, mistake ?? '');
  const configs = configsToChange(cli, args.config);
  const title = `context ${action} ${name}`;
  const target = targetFile(cli, args, configs, name);
  if (!target.ok) {
    // All at once: what the flags say is checked without a file, too.
    return printProblems(cli, title, [...target.problems, ...flagProblems(args)], nothing);
  }
  const usable = action === 'set-active' ? [name] : [];
  const byHand = action === 'edit' && !saysSomething(args);
  const decide = changeContext(cli, args, configs, target.value, { name, to: args.to });
  const made: Result<MadeChange> = byHand
    ? await editInEditor(cli, target.value, configs, name)
    : await changeConfigFile(cli, target.value, configs, decide, usable);
  if (!made.ok) return printProblems(cli, title, made.problems, nothing);
  const changed = args.to ?? name;
  const other = target.value.layer === 'user' ? configs.project : configs.user;
  const alsoIn = other?.contexts.has(changed) === true ? other.file : undefined;
  return report(cli, args, {
    name: changed,
    target: target.value,
    made: { ...made.value, alsoIn },
  });
};

const usageMistake = (args: ContextArguments, name: string | undefined): string | undefined => {
  const { action = '', to } = args;
  if (name === undefined) return `mrun context ${action} needs a name: mrun context ${action} NAME`;
  if (action === 'copy' && to === undefined) {
    return `mrun context copy needs two names: mrun context copy ${name} DST`;
  }
  if (action !== 'copy' && to !== undefined) {
    return `mrun context ${action} takes one name, got ${name} and ${to}.`;
  }
  if (args.which !== undefined && args.name !== undefined && args.which !== args.name) {
    return `--name ${args.name} and ${args.which}: take one of them.`;
  }
  if (action !== 'add' && action !== 'edit' && saysSomething(args)) {
    return `mrun context ${action} changes no keys. Change them with mrun context edit ${to ?? name}`;
  }
  if (action !== 'edit' && args.unset.length > 0) return '--unset is for mrun context edit.';
  return undefined;
};

const saysSomething = (args: ContextArguments): boolean => {
  const { flags, problems } = wishedFlags(args);
  return Object.keys(flags).length + problems.length + args.unset.length > 0;
};

const flagProblems = (args: ContextArguments): readonly Problem[] => wishedFlags(args).problems;

interface Reported {
  readonly name: string;
  readonly target: TargetFile;
  readonly made: MadeChange & { readonly alsoIn: string | undefined };
}

const report = (cli: Cli, args: ContextArguments, { name, target, made }: Reported): number => {
  const { before, after, used } = made;
  const isChanged = before !== after;
  printWarnings(cli, { warnings: made.left });
  if (args.json) {
    printJson(cli, { file: target.path, context: name, changed: isChanged, used });
    return exitCode.ok;
  }
  const { bold, green, red } = coloursFor(cli.stdout, cli.env);
  const write = (line: string): void => cli.stdout.write(`${line}\n`);
  if (isChanged) {
    write(bold(target.shown));
    for (const { sign, text } of lineDiff(before, after)) {
      write((sign === '+' ? green : red)(`  ${sign} ${text}`.trimEnd()));
    }
  } else write(`${target.shown} says so already: nothing was changed`);
  if (args.quiet) return exitCode.ok;
  if (made.alsoIn !== undefined) {
    const [weak, strong] =
      target.layer === 'user' ? [target.shown, made.alsoIn] : [made.alsoIn, target.shown];
    write(`${made.alsoIn} has a context ${name} too: ${strong} wins over ${weak}, key by key.`);
  }
  if (args.action !== 'delete') write(useText(args, name, used));
  else if (isChanged) write(`${used} is used when --context says nothing.`);
  printNext(
    cli,
    args.action === 'delete' ? ['mrun context'] : [`mrun context show ${shellQuote(name)}`],
  );
  return exitCode.ok;
};

const useText = ({ action }: ContextArguments, name: string, used: string): string => {
  if (name === used) return `${name} is used when --context says nothing.`;
  return action === 'set-active'
    ? `${used} is still used when --context says nothing: current_context of mrunner.yaml says so.`
    : `To use it: --context ${shellQuote(name)}, or mrun context set-active ${shellQuote(name)}`;
};
