// Writes docs/cli.md from the declarations of the commands. With --check it only says whether the page is fresh.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Declaration, globalFlags } from '../packages/cli/src/command-line/command.ts';
import { commands } from '../packages/cli/src/command-line/commands.ts';
import { positionalName } from '../packages/cli/src/command-line/flag-names.ts';
import { flagGroups, flagRows, usageText } from '../packages/cli/src/command-line/help-text.ts';
import { runFields } from '../packages/cli/src/where/run-fields.ts';
import { sweepFields } from '../packages/cli/src/where/sweep-fields.ts';

const page = fileURLToPath(new URL('../docs/cli.md', import.meta.url));

const namesText = (fields: object): string =>
  Object.keys(fields)
    .map((name) => `\`${name}\``)
    .join(' ');
const runNames = namesText(runFields);
const sweepNames = namesText(sweepFields);

const head = `# The command line

<!-- Made from packages/cli/src/command-line/declarations by scripts/write-cli-docs.ts. Change them, then: pnpm run docs -->

\`mrun\` alone shows the way through a first sweep, \`mrun --help\` all commands, \`mrun run --help\` one of them.

- **Runs** are named by their indexes: \`3\`, \`3-7,9\`; of another sweep \`otter/3\`, \`otter/3-7\`.
- **Sweeps** are named by their id, a part of it with a letter (\`otter\`), or a directory. Without a name it is the newest
  sweep that was started under this project directory.
- **Flags** may be typed with \`-\` or \`_\`: \`--max-failures\`, \`--max_failures\`. Values follow a space or \`=\`.
- **Questions** are asked only before more than 50 runs, and never without a terminal: there \`-y\` is needed.

**Conditions** of \`--where\` compare a name with a value by \`=\` (or \`==\`), \`!=\`, \`<\`, \`<=\`, \`>\`, \`>=\`, or \`~\` and \`!~\` for a
regular expression, upper and lower case alike (of a number \`~0.973\` asks whether it rounds to that; \`~'97.3%'\` is the same); \`and\`, \`or\`, \`not\` and parentheses join them. What is more than a word or a
number needs quotes, and the shell needs some around it all: \`--where "lr>0.01 and not name~'^big run'"\`. What is not
there is equal to nothing.

- Of a **run** the names are its fields ${runNames},
  then its parameters, then its results and metrics. \`p.lr\` is a parameter and \`r.loss\` a result, whatever else has that name;
  \`reason\` is a kind such as \`exit\`, \`timeout\` or \`oom\`, \`time\` is in seconds.
- Of a **sweep**, for \`mrun list\`, they are ${sweepNames}; a state is the number of runs in it.
`;

const tail = `## Exit codes

| code | meaning |
|---|---|
| 0 | all runs succeeded; for commands that run nothing: done |
| 1 | some run did not succeed |
| 2 | the command line, the spec or a contexts file is wrong; nothing was started |
| 3 | a scheduler or host could not be reached |
| 4 | a bug in mrunner |
| 130 | interrupted |

\`mrun debug\` and \`mrun logs --exit-code\` exit with the run's own code.

## JSON

With \`--json\` standard output holds JSON and nothing else; everything for people goes to standard error. Numbers that
JSON does not know are the strings \`"NaN"\`, \`"Infinity"\`, \`"-Infinity"\`; integers are exact, however long.

\`mrun status --json\`, and \`mrun run --json\` when it ends:

\`\`\`
{"sweep": id, "counts": {state: number, …}, "runs": [
  {"index", "id", "name", "state", "reason", "exitCode", "attempt", "dir", "composite", "parameters", "waiting"?}, …],
 "asOf"?, "trouble"?}
\`\`\`

\`state\` is one of \`planned pending running succeeded failed cancelled unknown\`. \`reason\` is null or
\`{"kind", "code"?, "signal"?, "text"}\` with one of the kinds \`exit signal timeout oom preempted node launch interrupted lost cancelled\`. Of a sweep on a
cluster \`asOf\` says when its scheduler answered last, \`trouble\` why nothing newer is known, and \`waiting\` what it says of a run that has not ended:
\`{"state", "text", "never", "advice"?}\`; \`never\` is true of a run that will not start by itself.

\`mrun plan --json\`, and \`mrun run --dry-run --json\`:

\`\`\`
{"runs": [
  {"index", "context", "project", "name", "parameters", "tags", "command": [word, …], "env": {name: value, …}, "cwd",
   "files": [{"path", "bytes"}, …]}, …],
 "code": {"mode", "commit", "changed": [path, …]}}
\`\`\`

With \`--probe\` \`"probe": [{"context", "script", "outcome", "text", "problems": [{"path", "message", "suggestion"?}], "warnings"}]\` follows; \`outcome\` is
\`compared\`, \`nothing\` (there is nothing to compare, so that the script was not asked) or \`no-help\`.

The id of the sweep is not known before it is made: it stands as \`<sweep>\`. Of a snapshot \`code\` has
\`"files", "bytes", "largest", "linked", "leftOut"\` besides.

\`mrun wait\`, \`mrun resume\` and \`mrun retry\` end with what \`mrun status --json\` prints; with \`--detach\`, and when a launcher
at work takes it from there, they print \`{"sweep", "home"}\` (\`retry\` also \`"runs": [index, …]\`). The others:

| command | prints |
|---|---|
| \`list\` | \`{"sweeps": [{"id", "project", "name", "context", "home", "gone", "movedTo", "projectDirectory", "spec", "description", "tags", "runTags", "notes", "pinned", "createdAt", "count", "counts", "launcher", "runs", "moreRuns"}], "searched": {"sweeps", "runs", "complete"}}\`; \`runs\` is null where none was asked for, else \`[{"index", "id", "state", "dir", "values"}]\` |
| \`results\` | \`{"sweeps": [id], "metrics": [name], "runs": [{"sweep", "index", "id", "name", "state", "dir", "parameters", "results"}]}\`; with \`--over\`, instead of \`runs\`: \`"over", "groups": [{"parameters", "n", "runs", "metrics": {name: {"n", "mean", "sd", "min", "max"}}}]\` |
| \`show\` | what \`status\` says of the run, and all that \`mrun show\` prints |
| \`logs\` | \`{"runs": [{"id", "state", "exitCode", "attempt", "log", "text"}]}\` |
| \`path\` | \`{"id", "dir"}\`; of a run on another machine also \`"far"\`, where it is there, and \`"fetched"\` |
| \`fetch\` | \`{"sweeps": [{"sweep", "to", "runs", "files", "bytes", "before", "missing", "going", "kept"}]}\`: how many were fetched, and indexes of those that were not; \`kept\` are paths that are newer here |
| \`code\` | \`{"id", "attempt", "hash", "directory", "project", "missing"}\` |
| \`note\`, \`tag\` | \`{"sweep", "tags", "pinned", "notes": [{"number", "text", "time", "by", "runs"}], "runs": [{"index", "tags", "pinned"}]}\` |
| \`cancel\` | \`{"sweeps": [{"sweep", "cancelled", "notAgain", "endedMeanwhile", "endedBefore", "lost", "going", "trouble"?}]}\`, each a list of indexes; \`trouble\`: why a cluster has not heard of it yet |
| \`pause\` | \`{"sweep", "paused", "running", "waiting"}\` |
| \`update\` | \`{"sweep", "parallel", "before", "gpus"}\` |
| \`rm\`, \`clean\` | \`{"dryRun", "bytes", "removed": [{"id", "project", "name", "home", "gone", "bytes", "files"}], "kept": [{"id", "why"}]}\` |
| \`generate\` | \`{"files": [{"index", "path", "command"}]}\` |
| \`init\` | \`{"directory", "written", "kept"}\` |
| \`context list\`, \`context show\` | \`{"contexts": [{"name", "used", "from", "backend", "storageDir"}]}\`, \`{"name", "values": {key: {"value", "text", "from"}}}\` |
| \`context add\`, \`edit\`, \`copy\`, \`delete\`, \`set-active\` | \`{"file", "context", "changed", "used"}\` |
| \`doctor\` | \`{"findings": [{"state", "about", "text"}]}\`; with \`--rebuild\` \`{"added", "found", "dropped"}\` |

A mistake prints nothing there: it is told on standard error, with exit code 2.
`;

const cell = (text: string): string => text.replaceAll('|', '\\|');

const table = (title: string, rows: readonly (readonly [string, string])[]): string[] =>
  rows.length === 0
    ? []
    : [
        [
          `| ${title} | |`,
          '|---|---|',
          ...rows.map(([left, right]) => `| \`${cell(left)}\` | ${cell(right)} |`),
        ].join('\n'),
      ];

const sectionOf = (declaration: Declaration): string => {
  const { name, summary, description = [], examples, positionals, flags, words } = declaration;
  const places = Object.entries(positionals).map(
    ([key, positional]) => [positionalName(key, positional), positional.describe] as const,
  );
  const after = words === undefined ? [] : [['-- words', words] as const];
  const width = Math.max(...examples.map(([line]) => line.length));
  const example = examples.map(([line, what]) => `${line.padEnd(width)}   # ${what}`).join('\n');
  return [
    `### ${name}`,
    [summary, ...description].map((text) => (text.endsWith('.') ? text : `${text}.`)).join('\n\n'),
    `\`\`\`\n${usageText(declaration)}\n\n${example}\n\`\`\``,
    ...table('argument', [...places, ...after]),
    ...flagGroups(flags).flatMap(([title, group]) =>
      table(title === 'Flags' ? 'flag' : title, flagRows(group)),
    ),
  ].join('\n\n');
};

const groups = [...new Set(commands.map(({ declaration }) => declaration.group))];
const sections = groups.map((group) => {
  const members = commands.filter(({ declaration }) => declaration.group === group);
  return `## ${group}\n\n${members.map(({ declaration }) => sectionOf(declaration)).join('\n\n')}\n`;
});
const everywhere = `## Flags of every command\n\n${table('flag', flagRows(globalFlags)).join('')}\n`;
const text = [head, ...sections, everywhere, tail].join('\n');

if (!process.argv.includes('--check')) {
  writeFileSync(page, text);
} else if (readIfThere(page) !== text) {
  process.stderr.write('docs/cli.md is not what the commands say. Write it again: pnpm run docs\n');
  process.exitCode = 1;
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
