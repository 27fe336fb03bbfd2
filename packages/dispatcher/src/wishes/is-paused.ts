import { type LauncherEvent, parseEventLines, sweepFileNames } from '@mrunner/core';
import type { Host } from '../host/host.ts';
import { wishFiles } from './wish-files.ts';

/** Whether somebody paused a sweep, and neither took that back nor launched it since. */
export function isPaused(
  host: Pick<Host, 'files'>,
  home: string,
  { launchers }: { readonly launchers: ReadonlyMap<string, LauncherEvent> },
): boolean {
  let pausedAt = Number.NEGATIVE_INFINITY;
  let wentOnAt = Math.max(...[...launchers.values()].map(({ time }) => time), pausedAt);
  for (const name of wishFiles(host, home)) {
    const text = host.files.read(`${home}/${sweepFileNames.events}/${name}`) ?? '';
    for (const event of parseEventLines(text).events) {
      if (event.event === 'pause') pausedAt = Math.max(pausedAt, event.time);
      if (event.event === 'go-on') wentOnAt = Math.max(wentOnAt, event.time);
    }
  }
  return pausedAt > wentOnAt;
}

/** Which of these two somebody wished last; undefined when nobody ever wished either. */
export function lastPace(host: Pick<Host, 'files'>, home: string): 'pause' | 'go-on' | undefined {
  let last: { readonly event: 'pause' | 'go-on'; readonly time: number } | undefined;
  for (const name of wishFiles(host, home)) {
    const text = host.files.read(`${home}/${sweepFileNames.events}/${name}`) ?? '';
    for (const event of parseEventLines(text).events) {
      const isPace = event.event === 'pause' || event.event === 'go-on';
      if (isPace && (last === undefined || event.time > last.time)) last = event;
    }
  }
  return last?.event;
}
