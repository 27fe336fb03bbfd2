import type { Host } from '../host/host.ts';

/** Knows whether the kernel ended a process for lack of memory: who is killed is told nothing, and leaves no words. */
export interface OomWatch {
  /** Looks from now on, while something runs. */
  readonly begin: () => void;
  readonly pause: () => void;
  /** Whether it did so in the last moments. */
  readonly sawOne: () => boolean;
}

/** Milliseconds between two looks. */
const pause = 2000;
/** Milliseconds in which who was killed is seen to have ended. */
const soon = 5000;

/**
 * Watches the kernel's own count of such ends: of this process's control group, which its workers and runs share, else of the
 * machine. Where there is none it never saw one.
 */
export function oomWatch(host: Pick<Host, 'files' | 'clock'>): OomWatch {
  const file = countFile(host);
  let count: number | undefined;
  let seenAt = Number.NEGATIVE_INFINITY;
  let cancelNext: (() => void) | undefined;

  const look = (): void => {
    const now = file === undefined ? undefined : countIn(host.files.read(file) ?? '');
    if (now !== undefined && count !== undefined && now > count) seenAt = host.clock.now();
    count = now ?? count;
  };
  const next = (): void => {
    cancelNext = host.clock.after(pause, () => {
      look();
      next();
    });
  };
  return {
    begin: () => {
      if (file === undefined || cancelNext !== undefined) return;
      if (count === undefined) look();
      next();
    },
    pause: () => {
      cancelNext?.();
      cancelNext = undefined;
    },
    sawOne: () => {
      look();
      return host.clock.now() - seenAt < soon;
    },
  };
}

function countFile({ files }: Pick<Host, 'files'>): string | undefined {
  const groups = (files.read('/proc/self/cgroup') ?? '').split('\n');
  const paths = groups.flatMap((line) => {
    const [, controllers = '', path = ''] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === '' && path !== '') return [`/sys/fs/cgroup${path}/memory.events`];
    const isMemory = controllers.split(',').includes('memory');
    return isMemory ? [`/sys/fs/cgroup/memory${path}/memory.oom_control`] : [];
  });
  return [...paths, '/proc/vmstat'].find(
    (path) => countIn(readIfAllowed(files, path)) !== undefined,
  );
}

function readIfAllowed(files: Host['files'], path: string): string {
  try {
    return files.read(path) ?? '';
  } catch {
    return '';
  }
}

const countIn = (text: string): number | undefined => {
  const found = /^oom_kill (\d+)$/m.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
};
