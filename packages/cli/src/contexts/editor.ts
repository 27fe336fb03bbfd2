import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkConfig, fail, ok, type Problem, type Result } from '@mrunner/core';
import type { Cli } from '../cli.ts';
import type { Configs } from '../load/config-files.ts';
import { shownPath } from '../output/paths.ts';
import { changeConfigFile, type MadeChange } from './change-config.ts';
import type { TargetFile } from './target-file.ts';

/**
 * Lets a person change a file of contexts in their editor, and takes what came out if it may stand. Else the draft is kept, and named. The
 * file is not locked meanwhile: what others wrote into it by then is not overwritten.
 */
export const editInEditor = async (
  cli: Cli,
  target: TargetFile,
  configs: Configs,
  name: string,
): Promise<Result<MadeChange>> => {
  if (!cli.stdin.isTerminal || !cli.stdout.isTerminal) return fail(noTerminal(name));
  const base = cli.host.files.read(target.path) ?? '';
  const draft = draftPath(cli);
  // Its owner alone may read it.
  cli.host.files.replace(draft, base);
  const code = await cli.host.processes.foreground(editorCommand(cli, base, name, draft), {
    cwd: cli.cwd,
  });
  if (code !== 0) {
    cli.host.files.remove(draft);
    return fail(editorFailed(code));
  }
  const text = cli.host.files.read(draft) ?? base;
  const made = await changeConfigFile(cli, target, configs, (file) => {
    if (text === base) return ok(file.text);
    if (file.text !== base) return fail(changedMeanwhile(target));
    const checked = checkConfig(file, text, []);
    return checked.ok ? ok(text) : checked;
  });
  if (!made.ok) return fail(...made.problems, kept(shownPath(cli, draft)));
  cli.host.files.remove(draft);
  return made;
};

const draftPath = ({ env, host }: Cli): string =>
  join(env.TMPDIR || tmpdir(), `mrunner-${host.random().toString(36).slice(2, 10)}.yaml`);

/** What `$EDITOR` says is shell text, as git has it. Some editors can be told the line. */
const editorCommand = (cli: Cli, text: string, name: string, draft: string): readonly string[] => {
  const editor = cli.env.VISUAL || cli.env.EDITOR || 'vi';
  const line = text.split('\n').findIndex((each) => each.trimStart().startsWith(`${name}:`)) + 1;
  const knowsLines = /(?:^|\/)(?:n?vim?|nano|emacs|micro|kak|joe|mcedit)$/.test(editor);
  const place = knowsLines && line > 0 ? [`+${line}`] : [];
  return ['/bin/sh', '-c', `${editor} "$@"`, 'sh', ...place, draft];
};

const noTerminal = (name: string): Problem => ({
  kind: 'missing',
  path: 'KEY',
  message: 'expected what to change',
  details: [
    `mrun context edit ${name} --mem 16G --unset qos`,
    'without flags it opens the file in $EDITOR, which takes a terminal',
  ],
});

const editorFailed = (code: number): Problem => ({
  kind: 'file',
  path: '$EDITOR',
  message: `it ended with exit code ${code}`,
});

const changedMeanwhile = ({ shown }: TargetFile): Problem => ({
  kind: 'conflict',
  path: shown,
  message: 'somebody else changed it meanwhile',
});

const kept = (draft: string): Problem => ({
  kind: 'file',
  path: draft,
  message: 'your text is kept there',
});
