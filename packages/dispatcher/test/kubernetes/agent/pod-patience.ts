import { setTimeout as delay } from 'node:timers/promises';
import { MissingSource } from './container-env.ts';

/** How long a pod waits for what it needs: until it is to end. */
export class PodPatience {
  private readonly ending = new AbortController();

  /** Whether the pod is to end. */
  get isOver(): boolean {
    return this.ending.signal.aborted;
  }

  end(): void {
    this.ending.abort();
  }

  /** Waits, but not when the pod is to end. */
  async pause(milliseconds: number): Promise<void> {
    await delay(milliseconds, undefined, { signal: this.ending.signal }).catch(() => {});
  }

  /** Tries until it works, or the pod is to end. */
  async persist(attempt: () => Promise<void>, missing: (text: string) => void): Promise<void> {
    while (!this.isOver) {
      try {
        await attempt();
        return;
      } catch (error) {
        if (error instanceof MissingSource) missing(error.message);
        await this.pause(200);
      }
    }
  }
}
