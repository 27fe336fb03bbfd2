import type { Context } from '../contexts/context.ts';
import type { Resources } from '../experiments/experiment.ts';

/** A batch as it goes to Kubernetes: everything that its Job says. */
export interface JobRequest {
  /** `batchToken`: the name of the Job. */
  readonly token: string;
  readonly sweep: { readonly id: string };
  readonly context: Context;
  readonly image: string;
  readonly resources: Resources;
  /** Run and attempt. Plain: element k is for index k. */
  readonly runs: readonly (readonly [run: number, attempt: number])[];
  /** How many indexes it has. */
  readonly tasks: number;
  /** Pods at a time. */
  readonly parallelism: number;
  /** Runs share pods; so many are side by side in each, and `time` seconds are for a whole pod. */
  readonly packed?: { readonly slots: number; readonly time?: number };
  readonly retries: number;
  readonly retryOn: readonly string[];
  readonly maxFailures?: number;
  /** Seconds that a run gets between TERM and KILL. */
  readonly grace: number;
  /** Names of the ConfigMaps that hold the batch's files. */
  readonly batchMaps: readonly string[];
  /** Names of the ConfigMaps that hold the code's archive, in order; none where the code comes another way. */
  readonly codeMaps?: readonly string[];
  /** The commit to clone, with `code: git`. */
  readonly commit?: string;
  /** The Secret with values of secrets and dotenv files, in a file `values`. */
  readonly privateSecret?: string;
  /** The Service under which its pods have names. */
  readonly service?: string;
  /** Whether the members of a composite are in it: they must all run at once. */
  readonly together?: boolean;
  /** Of its contents, for the annotation. */
  readonly hash: string;
}
