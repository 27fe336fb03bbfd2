import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasPython, onePython } from '../../core/test/pythons.ts';
import { expandArgumentFiles } from '../src/command-line/argument-files.ts';
import { dispatch } from '../src/command-line/declarations/dispatch.ts';
import { prepareWords } from '../src/command-line/prepare-words.ts';
import { readArguments } from '../src/command-line/read-arguments.ts';

/** The parser of the old dispatcher. Reads command lines from standard input, prints what argparse makes of each. */
const program = `
import argparse, contextlib, io, json, sys
parser = argparse.ArgumentParser(fromfile_prefix_chars="@")
parser.add_argument("--ex", required=True)
parser.add_argument("--dry_run", action="store_true")
parser.add_argument("--shuffle", action="store_true")
parser.add_argument("--add_tags", default=[], nargs="+")
for name in ("spec", "runcfg", "partition", "nr_gpus", "cores", "ntasks", "limit", "timelimit", "docker_image"):
    parser.add_argument("--" + name)
parser.add_argument("--parallel")
answers = []
for words in json.load(sys.stdin):
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            answers.append(vars(parser.parse_args(words)))
    except SystemExit:
        answers.append(None)
json.dump(answers, sys.stdout)
`;

interface Read {
  readonly [name: string]: unknown;
}

/** What argparse reads; null where it refuses. */
const byArgparse = (
  lines: readonly (readonly string[])[],
  cwd: string,
): readonly (Read | null)[] => {
  const input = JSON.stringify(lines);
  const { stdout } = spawnSync(onePython().path, ['-c', program], {
    input,
    cwd,
    encoding: 'utf8',
  });
  return JSON.parse(stdout) as (Read | null)[];
};

/** The same as mrun reads it, under argparse's names. */
const byMrun = (typed: readonly string[], cwd: string): Read | null => {
  const expanded = expandArgumentFiles(['dispatch', ...typed], (path) => {
    try {
      return readFileSync(resolve(cwd, path), 'utf8');
    } catch {
      return undefined;
    }
  });
  if (!expanded.ok) return null;
  const { words } = prepareWords(expanded.words, () => dispatch);
  const read = readArguments(dispatch, words);
  if (!read.ok) return null;
  const { args } = read;
  return {
    ex: args.ex,
    dry_run: args.dryRun,
    shuffle: args.shuffle !== undefined,
    add_tags: args.addTags,
    spec: args.spec ?? null,
    runcfg: args.runcfg ?? null,
    partition: args.partition ?? null,
    nr_gpus: args.nrGpus ?? null,
    cores: args.cores ?? null,
    ntasks: args.ntasks ?? null,
    limit: args.limit === undefined ? null : String(args.limit),
    timelimit: args.timelimit ?? null,
    docker_image: args.dockerImage ?? null,
    parallel: args.parallel ?? null,
  };
};

const value = fc.stringMatching(/^[A-Za-z0-9_./:][A-Za-z0-9_./: =,#-]{0,12}$/);
const names = ['spec', 'runcfg', 'partition', 'nr_gpus', 'cores', 'ntasks', 'timelimit'] as const;
const others = ['docker_image', 'parallel', 'ex'] as const;

/** A flag as somebody types it: whole or shortened, with its value behind a space or \`=\`. */
const withValue = fc
  .tuple(fc.constantFrom(...names, ...others), fc.nat(12), value, fc.boolean())
  .map(([name, length, text, joined]) => {
    const typed = `--${name.slice(0, Math.max(1, length))}`;
    return joined ? [`${typed}=${text}`] : [typed, text];
  });
const limit = fc
  .tuple(fc.constantFrom('limit', 'lim', 'l'), fc.integer({ min: 1, max: 999 }))
  .map(([name, count]) => [`--${name}`, String(count)]);
const tags = fc
  .tuple(fc.constantFrom('add_tags', 'add', 'a'), fc.array(value, { minLength: 1, maxLength: 3 }))
  .map(([name, words]) => [`--${name}`, ...words]);
const switches = fc.constantFrom(['--dry_run'], ['--dry'], ['--shuffle'], ['--shuf']);
const commandLine = fc
  .tuple(
    fc.uniqueArray(fc.oneof(withValue, limit, switches), {
      selector: ([flag]) => flag?.slice(0, 4),
    }),
    fc.option(tags),
    fc.boolean(),
  )
  .map(([flags, added, hasFile]) =>
    [...(hasFile ? [['--ex', 'exp.py']] : []), ...flags, ...(added === null ? [] : [added])].flat(),
  );

test.runIf(hasPython())(
  'what argparse reads from a command line of the old dispatcher, mrun dispatch reads too',
  () => {
    const directory = mkdtempSync(join(tmpdir(), 'mrunner-test-'));
    try {
      writeFileSync(join(directory, 'night.txt'), '--ex\nmy spec.py\n--cores\n4:2\n@more.txt\n');
      writeFileSync(join(directory, 'more.txt'), '--add_tags\na b\n--limit=3\n--lim=4\nc\n');
      writeFileSync(join(directory, 'tags.txt'), '--add_tags\na b\n#c\n\u00e9\n');
      const byHand = [
        ['@night.txt'],
        ['--ex', 'a.py', '@tags.txt', '--dry'],
        ['@tags.txt', '--ex=b.py'],
        ['@tags.txt', '@gone.txt', '--ex=b.py'],
      ];
      const lines = [...byHand, ...fc.sample(commandLine, { numRuns: 1500, seed: 4 })];
      const theirs = byArgparse(lines, directory);
      const differing = lines.flatMap((line, i) => {
        // What argparse refuses, mrun may understand.
        if (theirs[i] === null || theirs[i] === undefined) return [];
        const ours = byMrun(line, directory);
        return JSON.stringify(sorted(ours)) === JSON.stringify(sorted(theirs[i]))
          ? []
          : [{ line, theirs: theirs[i], ours }];
      });
      expect(differing).toEqual([]);
      expect(theirs.filter((read) => read !== null).length).toBeGreaterThan(300);
    } finally {
      rmSync(directory, { recursive: true });
    }
  },
);

const sorted = (read: Read | null): unknown =>
  read === null ? null : Object.entries(read).toSorted(([a], [b]) => (a < b ? -1 : 1));
