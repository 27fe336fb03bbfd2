import type { SchemaInput, SchemaOutput, StandardSchema } from '../schema/standard-schema.ts';
import type { Axis } from './axis.ts';
import { specBrand } from './brands.ts';
import type { Distribution } from './distribution.ts';
import type { ExperimentFields, ResourcesInput } from './experiment-input.ts';

/** Any schema, of any library. */
export type AnySchema = StandardSchema<unknown, unknown>;

/** What stands in for a schema where a spec has none: every parameter is allowed. */
export type NoSchema = StandardSchema<Record<string, unknown>, Record<string, unknown>>;

// The four look-ups are distributive, so that discriminated unions keep their members apart.
type KeyOf<I> = I extends unknown ? Extract<keyof I, string> : never;
type At<I, K extends PropertyKey> = I extends unknown
  ? K extends keyof I
    ? Exclude<I[K], undefined>
    : never
  : never;
type Part<I> = I extends unknown ? { readonly [K in keyof I]?: I[K] | undefined } : never;
type Axes<I> = { readonly [K in KeyOf<I>]?: readonly At<I, K>[] | Axis<At<I, K>> | undefined };
type Draws<I> = { readonly [K in KeyOf<I>]?: Distribution<At<I, K>> | undefined };

/**
 * What `defineSpec` takes: the experiment keys, with `parameters` as constants, and the ways to vary parameters.
 * They combine in this order, the last one fastest: `cases`, `zip`, `grid` (its last key fastest), `sample`.
 */
export interface SpecDefinition<S extends AnySchema> extends ExperimentFields {
  /** The schema of the parameters (zod, valibot, arktype, any Standard Schema): the contract with the training script. */
  readonly params?: S;
  /** Constants; the keys below override them. */
  readonly parameters?: Part<SchemaInput<S>>;
  /** Alternatives, for parameters that belong together or exist only with another one. */
  readonly cases?: readonly Part<SchemaInput<S>>[];
  /** Lists of one length, walked together. */
  readonly zip?: Axes<SchemaInput<S>>;
  /** Lists of which every combination is run. */
  readonly grid?: Axes<SchemaInput<S>>;
  /** `n` random points; the same ones in every combination of the rest. */
  readonly sample?: {
    readonly n: number;
    readonly seed: number | string;
    readonly of: Draws<SchemaInput<S>>;
  };
  /** Which combinations to keep. Indexes count what is kept. */
  where?(parameters: SchemaOutput<S>): boolean;
  readonly name?: string | ((parameters: SchemaOutput<S>) => string);
  readonly tags?: readonly string[] | ((parameters: SchemaOutput<S>) => readonly string[]);
  readonly resources?: ResourcesInput | ((parameters: SchemaOutput<S>) => ResourcesInput);
  readonly context?: string | ((parameters: SchemaOutput<S>) => string);
}

/** A spec, ready to be exported from a spec file. */
export interface Spec<S extends AnySchema = AnySchema> {
  readonly [specBrand]: 1;
  readonly definition: SpecDefinition<S>;
}

/**
 * Makes a spec: experiments that share a script and differ in parameters. Nothing is expanded here, so a grid of a
 * million costs nothing until it is run; mistakes are reported by `mrun plan` and `mrun run`, all at once.
 *
 * @example
 * export const spec = defineSpec({
 *   project: 'penguins', script: 'node train.ts', params: Params,
 *   grid: { lr: [0.01, 0.1], seed: range(3) },       // 6 experiments
 * });
 */
export const defineSpec = <S extends AnySchema = NoSchema>(
  definition: SpecDefinition<S>,
): Spec<S> => ({
  [specBrand]: 1,
  definition,
});
