// The process in which a detached sweep is launched. Started by `startInBackground`; not meant to be imported.
import { enableCompileCache } from 'node:module';
import { parsePrivate, type Result, reasonText } from '@mrunner/core';
import {
  answerStarter,
  type BackgroundAnswer,
  type BackgroundOrder,
  type Launch,
  type LaunchEvent,
  launchSweep,
  nodeHost,
  openSweep,
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

const launch = async ({ home, ...options }: BackgroundOrder): Promise<Result<Launch>> => {
  const host = nodeHost();
  const sweep = openSweep(host, home);
  if (!sweep.ok) return sweep;
  return launchSweep(host, sweep.value, { ...options, observe: hear });
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
