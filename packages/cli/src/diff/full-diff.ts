import { tmpdir } from 'node:os';
import { relative } from 'node:path';
import { ok, type Result } from '@mrunner/core';
import { type AttemptCode, type GivenBack, gitIn, giveBackCode } from '@mrunner/dispatcher';
import type { Cli } from '../cli.ts';
import type { SeenRun } from '../select/seen-run.ts';

/** The code of two runs line by line. */
export interface FullDiff {
  /** As `git diff` writes it; empty when nothing differs. */
  readonly text: string;
  /** Files that could not be given back, and so were not compared: of which run, path and why. */
  readonly missing: readonly {
    readonly of: 'a' | 'b';
    readonly path: string;
    readonly why: string;
  }[];
}

/** A run with its code. */
export interface RunOfCode {
  readonly run: SeenRun;
  readonly code: AttemptCode;
}

/**
 * Gives both codes back into a temporary directory, compares them there, and removes them. A problem when one can't be given
 * back at all.
 */
export const fullDiff = async (cli: Cli, a: RunOfCode, b: RunOfCode): Promise<Result<FullDiff>> => {
  const { host } = cli;
  const name = Math.trunc(host.random() * 36 ** 8).toString(36);
  const directory = `${cli.env.TMPDIR || tmpdir()}/mrun-diff-${host.machine.pid}-${name}`;
  try {
    const first = await giveBack(cli, a, `${directory}/a`);
    if (!first.ok) return first;
    const second = await giveBack(cli, b, `${directory}/b`);
    if (!second.ok) return second;
    const isWhole = a.code.record.mode === b.code.record.mode;
    const places = [first.value, second.value].map(({ project }, i) =>
      isWhole ? ['a', 'b'][i] : relative(directory, project),
    );
    const git = gitIn(host, directory);
    const { stdout } = await git(
      ...['-c', 'core.quotePath=false', 'diff', '--no-index', '--no-prefix'],
      ...['--no-renames', '--no-ext-diff', '--no-color', ...(places as string[])],
    );
    const missing = [first.value, second.value].flatMap((given, i) =>
      given.missing.map(({ path, why }) => ({ of: (['a', 'b'] as const)[i] ?? 'a', path, why })),
    );
    return ok({ text: stdout, missing });
  } finally {
    host.files.remove(directory);
  }
};

const giveBack = (cli: Cli, { run, code }: RunOfCode, to: string): Promise<Result<GivenBack>> =>
  giveBackCode(cli.host, run.sweep, code.record.hash, to, run.recorded.context);
