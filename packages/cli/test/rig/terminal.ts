import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import type { Rig } from './rig.ts';

const program = fileURLToPath(new URL('../../bin/mrun.js', import.meta.url));

/** Whether there is a program that makes terminals; without it tests are skipped, unless all tools are required. */
export const hasTerminals = (): boolean => {
  try {
    execFileSync('script', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    if (process.env.MRUNNER_TEST_REQUIRE === 'all')
      throw new Error('script (util-linux) is missing');
    return false;
  }
};

/** An `mrun` on a terminal of its own. */
export interface OnTerminal {
  /** What the terminal received, without what only moves the cursor. */
  readonly text: () => string;
  /** Waits until the terminal received something; fails when mrun ends without. */
  readonly says: (what: string | RegExp) => Promise<void>;
  /** Types something; Ctrl-C is `\u0003`. */
  readonly type: (keys: string) => void;
  /** Takes the terminal away. */
  readonly close: () => void;
  /** `raw`: also what moves the cursor. */
  readonly done: Promise<{
    readonly code: number | null;
    readonly text: string;
    readonly raw: string;
  }>;
}

/**
 * Starts `mrun` on a terminal of 80 columns.
 *
 * @param after further shell words, such as `; stty -a`
 */
export const onTerminal = (rig: Rig, words: string, after = ''): OnTerminal => {
  // The shell must not end with Ctrl-C itself, or it would not go on to what follows.
  const line = `trap : INT; stty cols 80; "${process.execPath}" "${program}" ${words}${after}`;
  const child = spawn('script', ['-qec', line, '/dev/null'], {
    cwd: rig.directory,
    env: { ...rig.env, TERM: 'xterm', SHELL: '/bin/sh' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.on('error', () => {});
  let received = '';
  const text = (): string => stripVTControlCharacters(received.replaceAll('\r\n', '\n'));
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    received += chunk;
  });
  const done = once(child, 'close').then(([code]) => ({
    code,
    text: text(),
    raw: received.replaceAll('\r\n', '\n'),
  }));
  return {
    text,
    says: (what) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (typeof what === 'string' ? text().includes(what) : what.test(text())) resolve();
        };
        child.stdout.on('data', look);
        look();
        void done.then(() => reject(new Error(`mrun ended without saying ${what}.\n${text()}`)));
      }),
    type: (keys) => {
      child.stdin.write(keys);
    },
    close: () => {
      child.kill('SIGKILL');
    },
    done,
  };
};
