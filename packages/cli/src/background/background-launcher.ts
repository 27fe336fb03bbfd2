// The process in which a detached sweep is launched. Started by `startInBackground`; not meant to be imported.
import { enableCompileCache } from 'node:module';
import { parsePrivate, type Result, reasonText } from '@mrunner/core';
import {
  answerStarter,
  type BackgroundAnswer,
  type BackgroundOrder,
  isCluster,
  type Launch,
  type LaunchEvent,
  launchSweep,
  nodeHost,
  openSweep,
  type Sweep,
  submitSweep,
} from '@mrunner/dispatcher';

enableCompileCache();
// Its terminal, if it ever had one, is nothing to it.
process.on('SIGHUP', () => {});
// A full disk must not end it for what it has to say.
process.stderr.on('error', () => {});

const log = (text: string): void => {
  process.stderr.write(`${new Date().toISOString()} ${text}\n`);
};

const answer = (message: BackgroundAnswer): void => answerStarter(JSON.stringify(message));

const hear = (event: LaunchEvent): void => {
  if (event.type === 'trouble') log(event.text);
  else if (event.type === 'refused') log(`#${event.run.index} was not started: ${event.text}`);
  else if (event.type === 'ended' && event.status.state !== 'succeeded')
    log(`#${event.run.index} ${event.status.state}: ${reasonText(event.status.reason)}`);
};

const host = nodeHost();

/** As a launch of runs on this machine looks from outside. */
type BackgroundLaunch = Pick<Launch, 'stop'> & {
  readonly done: Promise<{ readonly why: string; readonly text?: string | undefined }>;
};

const launch = async ({ home, ...options }: BackgroundOrder): Promise<Result<BackgroundLaunch>> => {
  const sweep = openSweep(host, home);
  if (!sweep.ok) return sweep;
  if (isCluster(sweep.value)) return { ok: true, value: feed(sweep.value, options) };
  return launchSweep(host, sweep.value, { ...options, observe: hear });
};

/** Submits what a scheduler has room for, until it has everything. */
const feed = (sweep: Sweep, options: Omit<BackgroundOrder, 'home'>): BackgroundLaunch => {
  const leaving = new AbortController();
  const submitted = submitSweep(host, sweep, {
    ...options,
    feeds: true,
    signal: leaving.signal,
    observe: (event) => {
      if (event.type === 'submitted') log(`submitted array ${event.batch.job}`);
    },
  });
  return {
    stop: () => leaving.abort(),
    done: submitted.then((result) => {
      if (!result.ok)
        return { why: 'error', text: result.problems.map(({ message }) => message).join('; ') };
      const { waiting, refused, trouble } = result.value;
      return { why: waiting === 0 ? 'submitted' : 'interrupted', text: trouble ?? refused };
    }),
  };
};

let stopsWished = 0;
let stop = (): void => {};
for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    stopsWished++;
    log(`asked to stop by ${signal}`);
    stop();
  });
}

try {
  const order = parsePrivate(process.argv[2] ?? '{}') as unknown as BackgroundOrder;
  const launched = await launch(order);
  if (!launched.ok) {
    for (const { path, message } of launched.problems) log(`${path}: ${message}`);
    answer({ answer: 'problems', problems: launched.problems });
  } else {
    log(`process ${process.pid} launches the sweep`);
    answer({ answer: 'at-work' });
    stop = () => launched.value.stop(stopsWished === 1 ? 'term' : 'kill');
    if (stopsWished > 0) stop();
    const { why, text } = await launched.value.done;
    log(`left: ${why}${text === undefined ? '' : `: ${text}`}`);
  }
} catch (error) {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log(text);
  answer({ answer: 'threw', text });
  process.exitCode = 1;
}
