import { type Context, fail, ok, type Result, shellQuote } from '@mrunner/core';
import type { Host } from '../../host/host.ts';
import type { Place } from '../../place/place.ts';
import { placeProblem } from '../../place/place-problem.ts';
import { findMaster } from '../../ssh/ssh-master.ts';
import { sshTarget } from '../../ssh/ssh-target.ts';
import { terminalWords } from '../../ssh/ssh-words.ts';
import { noSuchJob, type ShellTarget, shellScript } from './shell-script.ts';

/**
 * Opens a shell on this terminal where a run is, on the machine it runs on, with its environment. Answers the shell's exit
 * code; undefined when its job is over.
 */
export async function openShell(
  host: Host,
  place: Place,
  context: Pick<Context, 'name' | 'slurm'>,
  target: ShellTarget,
): Promise<Result<number | undefined>> {
  const ssh = sshTarget(context);
  const script = shellScript(target);
  const options = { cwd: '/', env: host.env };
  if (ssh === undefined) {
    const words = ['/bin/sh', '-c', script];
    return ok(endOf(await host.processes.foreground(words, options)));
  }
  // A login shell of any kind reads this text, so the script is in a file, which it removes.
  const name = `.mrunner/shell-${Math.floor(host.random() * 36 ** 8).toString(36)}`;
  const file = shellQuote(name);
  const input = Buffer.from(`rm -f ${file}\n${script}`);
  const program = `umask 077; mkdir -p .mrunner && cat >${file}`;
  const sent = await place.run(program, { input: [input] });
  if (sent.kind !== 'done') return fail(placeProblem(place, context.name, sent));
  if (sent.code !== 0) {
    return fail({ kind: 'file', path: '~/.mrunner', message: sent.stderr.trim() });
  }
  const through = (await findMaster(host, ssh)) ?? 'nothing';
  const words = terminalWords(ssh, through, `exec /bin/sh ${name}`);
  return ok(endOf(await host.processes.foreground(words, options)));
}

const endOf = (code: number): number | undefined => (code === noSuchJob ? undefined : code);
