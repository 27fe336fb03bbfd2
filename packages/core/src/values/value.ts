/** A registered symbol, so that a `Double` made by another copy of this package is one too. */
const DOUBLE: unique symbol = Symbol.for('mrunner.double') as never;

/**
 * A number that is a double although it is integral, such as `1.0`. JavaScript has no such number, and a parameter that
 * is `double` in one run must not become `int` in the next. Only safe integers are wrapped: every other double is a
 * plain number already.
 */
export class Double {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }

  get [DOUBLE](): true {
    return true;
  }

  valueOf(): number {
    return this.value;
  }

  toString(): string {
    return String(this.value);
  }
}

/** Whether it is a `Double`, of this copy of the package or of another. */
export const isDouble = (input: unknown): input is Double =>
  typeof input === 'object' && input !== null && (input as { [DOUBLE]?: unknown })[DOUBLE] === true;

/**
 * A parameter's value. Numbers: a safe integer is an `int`, every other number (fractions, `-0`, NaN, infinities, beyond
 * 2^53) is a `double`; an integral double is a `Double`; a `bigint` is an `int` beyond 2^53.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Double
  | readonly Value[]
  | { readonly [key: string]: Value };

/** Named values. */
export type Parameters = { readonly [name: string]: Value };

/** The kinds of the value model: `json` is for null, lists and maps. */
export type ValueKind = 'boolean' | 'int' | 'double' | 'string' | 'json';
