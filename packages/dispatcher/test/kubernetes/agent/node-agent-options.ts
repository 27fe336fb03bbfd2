import type { Taint, Texts } from '../objects.ts';
import type { Access } from './api-client.ts';
import type { NodeFacts } from './node-objects.ts';

/** What a node is made of. */
export interface NodeAgentOptions {
  readonly server: Access;
  readonly name: string;
  /** A short path for its pods. */
  readonly directory: string;
  /** The directories of claims, the same one for all nodes. */
  readonly claims: string;
  /** Default: all there is. */
  readonly cpu?: string;
  readonly memory?: string;
  readonly gpus?: number;
  readonly labels?: Texts;
  readonly taints?: readonly Taint[];
  /** Default 1.35. */
  readonly version?: string;
  readonly imagePull?: (image: string) => 'ok' | 'fails';
  /** Bytes after which the log of a container is rotated; default 10 MiB. */
  readonly logLimit?: number;
  /** Whether logs and exec are served by https with a certificate of its own, as real servers ask for. */
  readonly secure?: boolean;
}

/** What a node says of itself; the port is that of its own server. */
export const nodeFacts = (
  { name, cpu, memory, gpus = 0, labels = {}, taints = [], version = '1.35' }: NodeAgentOptions,
  port: number,
): NodeFacts => ({ name, cpu, memory, gpus, labels, taints, version, port });
