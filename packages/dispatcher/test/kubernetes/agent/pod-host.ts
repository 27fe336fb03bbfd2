import type { Pod, PodStatus } from '../objects.ts';
import type { Sources } from './container-env.ts';

/** What pods need of their node. */
export interface PodHost {
  readonly directory: string;
  readonly claims: string;
  readonly nodeProgram: string;
  readonly logLimit: number;
  sources(namespace: string): Sources;
  pull(image: string): 'ok' | 'fails';
  nextAddress(): string;
  hostsFile(pod: Pod, podIP: string): string;
  /** Brings a status to the server, sooner or later. */
  report(pod: Pod, status: PodStatus): void;
  event(pod: Pod, type: 'Normal' | 'Warning', reason: string, message: string): void;
  /** Nothing of the pod runs any more, and it is to be deleted. */
  gone(pod: Pod): void;
}
