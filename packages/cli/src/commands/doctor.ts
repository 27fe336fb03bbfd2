import { resolve } from 'node:path';
import type { Cli } from '../cli.ts';
import type { Arguments, CommandMain } from '../command-line/command.ts';
import type { doctor as declaration } from '../command-line/declarations/doctor.ts';
import { checkContexts } from '../doctor/check-contexts.ts';
import { checkMachine } from '../doctor/check-machine.ts';
import { checkRegistry } from '../doctor/check-registry.ts';
import type { Finding } from '../doctor/finding.ts';
import { rebuildRegistry } from '../doctor/rebuild-registry.ts';
import { exitCode } from '../exit-codes.ts';
import { type Colours, coloursFor } from '../output/colours.ts';
import { printJson } from '../output/json.ts';
import { printNext } from '../output/next-commands.ts';
import { printMistake } from '../output/problems.ts';
import { countText } from '../output/sweep-words.ts';

type Args = Arguments<typeof declaration>;

export const main: CommandMain<typeof declaration> = async (args, cli) => {
  if (args.rebuild) return rebuild(args, cli);
  const contexts = await checkContexts(cli, args);
  const findings = [
    ...(await checkMachine(cli, process.version)),
    ...contexts.findings,
    checkRegistry(cli),
  ];
  const toMend = findings.filter(({ state }) => state === 'mend').length;
  if (args.json) printJson(cli, { findings });
  else {
    cli.stdout.write(`mrunner ${cli.version} on ${cli.host.machine.host}\n`);
    cli.stdout.write(findingsText(findings, coloursFor(cli.stdout, cli.env)));
    cli.stdout.write(toMend === 0 ? 'All is well.\n' : `${countText(toMend, 'thing')} to mend.\n`);
  }
  if (!contexts.isReached) return exitCode.unreachable;
  return toMend === 0 ? exitCode.ok : exitCode.failed;
};

const findingsText = (findings: readonly Finding[], colours: Colours): string => {
  const paints = { ok: colours.green, note: colours.yellow, mend: colours.red };
  const width = Math.max(...findings.map(({ about }) => about.length));
  return findings
    .map(({ state, about, text }) => {
      const [first, ...more] = text.split('\n');
      const head = `  ${paints[state](state.padEnd(4))}  ${about.padEnd(width)}  ${first}`;
      return [head, ...more.map((line) => `        ${line}`)].join('\n');
    })
    .map((block) => `${block}\n`)
    .join('');
};

const rebuild = (args: Args, cli: Cli): number => {
  const missing = args.targets.filter(
    (directory) => cli.host.files.stat(resolve(cli.cwd, directory))?.directory !== true,
  );
  if (missing.length > 0) return printMistake(cli, `There is no directory ${missing.join(', ')}.`);
  const rebuilt = rebuildRegistry(cli, args.targets);
  const { added, found, dropped } = rebuilt;
  if (args.json) {
    printJson(cli, rebuilt);
    return exitCode.ok;
  }
  if (args.targets.length > 0) {
    cli.stdout.write(
      `${countText(found, 'sweep')} found, ${added.length} of them new on the list.\n`,
    );
  }
  for (const id of added) cli.stdout.write(`  added  ${id}\n`);
  cli.stdout.write(`${dropped.length} taken off the list, whose directories are gone.\n`);
  for (const id of dropped) cli.stdout.write(`  gone   ${id}\n`);
  printNext(cli, ['mrun list'], args);
  return exitCode.ok;
};
