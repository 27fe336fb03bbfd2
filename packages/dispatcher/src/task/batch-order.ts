import type { ReasonKind } from '@mrunner/core';

/** What the workers of a batch are told of it, in its file `order`. Times are whole seconds. */
export interface BatchOrder {
  /** Plain: record k is task k's. Packed: each task claims one record after another. */
  readonly mode: 'plain' | 'packed';
  /** How many records its pack has. */
  readonly records: number;
  /** Packed: runs that a task has side by side. Default 1. */
  readonly slots?: number | undefined;
  /** How long Slurm lets a task run; absent where only Slurm knows. */
  readonly limit?: number | undefined;
  /** How long before the limit runs are warned. */
  readonly warnBefore?: number | undefined;
  /** How long one attempt of a run may take. */
  readonly timeout?: number | undefined;
  readonly retries?: number | undefined;
  readonly retryOn?: readonly ReasonKind[] | undefined;
  /** It is submitted with `--requeue`: a task may ask Slurm to start it again. */
  readonly requeue?: boolean | undefined;
  /** Of the whole sweep: when so many runs failed for good, nothing more is started. */
  readonly maxFailures?: number | undefined;
  /** Its runs are canaries: when so many of them lived a minute or succeeded, held batches are released. */
  readonly canary?: number | undefined;
  /** It is submitted with `--hold`, until canaries release it. */
  readonly held?: boolean | undefined;
}

/**
 * The text of `order`: assignments of digits and plain words, and at its end a sign that it is whole.
 *
 * @param more values that one scheduler's workers alone know
 */
export const orderText = (
  order: BatchOrder,
  more: { readonly [name: string]: string } = {},
): string =>
  `${Object.entries({ ...valuesOf(order), ...more, order: 'whole' })
    .map(assignment)
    .join('\n')}\n`;

function valuesOf(order: BatchOrder): { readonly [name: string]: string } {
  return {
    mode: order.mode,
    records: number(order.records),
    slots: number(order.slots ?? 1),
    limit: number(order.limit),
    warn: number(order.warnBefore),
    timeout: number(order.timeout),
    retries: number(order.retries ?? 0),
    on: `.${(order.retryOn ?? []).join('.')}.`,
    requeue: sign(order.requeue),
    max_failures: number(order.maxFailures),
    canary: number(order.canary),
    held: sign(order.held),
  };
}

const number = (value: number | undefined): string =>
  value === undefined ? '' : String(Math.ceil(value));

/** A truth as the shell has it: some text or none. */
export const sign = (isSo: boolean | undefined): string => (isSo === true ? 'x' : '');

function assignment([name, value]: readonly [string, string]): string {
  if (!/^[a-z0-9.-]*$/.test(value))
    throw new Error(`Internal error: an order with ${name}=${value}`);
  return `mrunner_${name}=${value}`;
}

/** The variables of an order, all empty. */
export const emptyOrder: string = [...Object.keys(valuesOf({ mode: 'plain', records: 0 })), 'order']
  .map((name) => `mrunner_${name}=`)
  .join(' ');
