import { sweepFileNames } from '@mrunner/core';
import type { Host } from '../host/host.ts';

/** Milliseconds after which what was recorded is made to survive a power cut: it may cost the last quarter second. */
const pause = 200;

/** Makes the records of a launch and of its workers survive a power cut, a few times a second, beside everything else. */
export class RecordSyncs {
  readonly #host: Pick<Host, 'files' | 'clock'>;
  readonly #home: string;
  readonly #written = new Set<string>();
  #underway = 0;
  #isWaiting = false;
  #finished: (() => void) | undefined;

  constructor(host: Pick<Host, 'files' | 'clock'>, home: string) {
    this.#host = host;
    this.#home = home;
  }

  /** A launcher wrote to its file of events. */
  launcherWrote(launcher: string): void {
    this.#wrote(sweepFileNames.launcherEvents(launcher));
  }

  /** A worker wrote to its file of events, or does so now. */
  workerWrote(slot: string): void {
    this.#wrote(sweepFileNames.workerEvents(slot));
  }

  /** Resolves when all that was written is safe, or the disk refuses to make it so. */
  finish(): Promise<void> {
    return new Promise((finished) => {
      this.#finished = finished;
      if (this.#underway === 0) this.#sync();
    });
  }

  #wrote(file: string): void {
    this.#written.add(file);
    if (this.#isWaiting || this.#underway > 0) return;
    this.#isWaiting = true;
    this.#host.clock.after(pause, () => {
      this.#isWaiting = false;
      if (this.#underway === 0) this.#sync();
    });
  }

  #sync(): void {
    const files = [...this.#written];
    this.#written.clear();
    if (files.length === 0) this.#finished?.();
    this.#underway = files.length;
    for (const file of files) {
      this.#host.files.syncSoon(`${this.#home}/${file}`, () => this.#synced());
    }
  }

  #synced(): void {
    this.#underway--;
    if (this.#underway > 0) return;
    const [next] = this.#written;
    if (this.#finished !== undefined) this.#sync();
    else if (next !== undefined) this.#wrote(next);
  }
}
