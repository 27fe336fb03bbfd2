import { type Command, command } from './command.ts';
import { cancel } from './declarations/cancel.ts';
import { clean } from './declarations/clean.ts';
import { code } from './declarations/code.ts';
import { completion } from './declarations/completion.ts';
import { context } from './declarations/context.ts';
import { debug } from './declarations/debug.ts';
import { diff } from './declarations/diff.ts';
import { dispatch } from './declarations/dispatch.ts';
import { doctor } from './declarations/doctor.ts';
import { fetch } from './declarations/fetch.ts';
import { generate } from './declarations/generate.ts';
import { init } from './declarations/init.ts';
import { list } from './declarations/list.ts';
import { login } from './declarations/login.ts';
import { logs } from './declarations/logs.ts';
import { note } from './declarations/note.ts';
import { path } from './declarations/path.ts';
import { pause } from './declarations/pause.ts';
import { plan } from './declarations/plan.ts';
import { results } from './declarations/results.ts';
import { resume } from './declarations/resume.ts';
import { retry } from './declarations/retry.ts';
import { rm } from './declarations/rm.ts';

import { run } from './declarations/run.ts';
import { shell } from './declarations/shell.ts';
import { show } from './declarations/show.ts';
import { status } from './declarations/status.ts';
import { tag } from './declarations/tag.ts';
import { update } from './declarations/update.ts';
import { wait } from './declarations/wait.ts';
import { why } from './declarations/why.ts';

/** Every command, in the order help shows them. The code of each is loaded when it is used. */
export const commands: readonly Command[] = [
  command(run, () => import('../commands/run.ts')),
  command(plan, () => import('../commands/plan.ts')),
  command(dispatch, () => import('../commands/dispatch.ts')),
  command(generate, () => import('../commands/generate.ts')),
  command(debug, () => import('../commands/debug.ts')),
  command(status, () => import('../commands/status.ts')),
  command(results, () => import('../commands/results.ts')),
  command(diff, () => import('../commands/diff.ts')),
  command(logs, () => import('../commands/logs.ts')),
  command(why, () => import('../commands/why.ts')),
  command(show, () => import('../commands/show.ts')),
  command(code, () => import('../commands/code.ts')),
  command(path, () => import('../commands/path.ts')),
  command(shell, () => import('../commands/shell.ts')),
  command(fetch, () => import('../commands/fetch.ts')),
  command(list, () => import('../commands/list.ts')),
  command(rm, () => import('../commands/rm.ts')),
  command(clean, () => import('../commands/clean.ts')),
  command(note, () => import('../commands/note.ts')),
  command(tag, () => import('../commands/tag.ts')),
  command(wait, () => import('../commands/wait.ts')),
  command(cancel, () => import('../commands/cancel.ts')),
  command(retry, () => import('../commands/retry.ts')),
  command(resume, () => import('../commands/resume.ts')),
  command(pause, () => import('../commands/pause.ts')),
  command(update, () => import('../commands/update.ts')),
  command(init, () => import('../commands/init.ts')),
  command(context, () => import('../commands/context.ts')),
  command(login, () => import('../commands/login.ts')),
  command(doctor, () => import('../commands/doctor.ts')),
  command(completion, async () => {
    const { completionOf } = await import('../commands/completion.ts');
    return { main: completionOf(commands) };
  }),
];
