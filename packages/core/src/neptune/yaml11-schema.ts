import { defineScalarTag, FAILSAFE_SCHEMA, mapTag, mergeTag, NOT_RESOLVED, seqTag } from 'js-yaml';
import type { Value } from '../values/value.ts';
import { toDouble, toInt } from '../values/value-kind.ts';
import { ResolvedScalar } from './yaml-node.ts';

const NULL = /^(?:~|null|Null|NULL|)$/;
const TRUE = /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSE = /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const INT =
  /^[-+]?(?:0b_*[01][01_]*|0_*[0-7][0-7_]*|0_*|0x_*[0-9a-fA-F][0-9a-fA-F_]*|[1-9][0-9_]*(?::[0-5]?[0-9])*)$/;
const DOUBLE =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*)$/;
const NON_FINITE = /^(?:([-+]?)\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

const signAndDigits = (source: string): [isNegative: boolean, digits: string] => {
  const text = source.replaceAll('_', '');
  return [text.startsWith('-'), text.replace(/^[-+]/, '')];
};

const parseInt11 = (source: string): Value => {
  const [isNegative, digits] = signAndDigits(source);
  // In YAML 1.1 a zero in front means octal, and 1:30 is a number in base 60.
  const size = /^0[0-7]/.test(digits)
    ? BigInt(`0o${digits}`)
    : digits.split(':').reduce((sum, part) => sum * 60n + BigInt(part), 0n);
  return toInt(isNegative ? -size : size);
};

const parseDouble11 = (source: string): Value => {
  const [isNegative, digits] = signAndDigits(source);
  const parts = digits.split(':').reverse();
  const size = parts.reduce((sum, part, power) => sum + Number(part) * 60 ** power, 0);
  return toDouble(isNegative ? -size : size);
};

const parseNonFinite = (source: string): Value => {
  const sign = NON_FINITE.exec(source)?.[1];
  if (sign === undefined) return Number.NaN;
  return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
};

type Resolve = (source: string, isExplicit: boolean) => Value | typeof NOT_RESOLVED;

const resolveNull: Resolve = (source) => (NULL.test(source) ? null : NOT_RESOLVED);

const resolveBoolean: Resolve = (source) => {
  if (TRUE.test(source)) return true;
  return FALSE.test(source) ? false : NOT_RESOLVED;
};

const resolveInt: Resolve = (source) => (INT.test(source) ? parseInt11(source) : NOT_RESOLVED);

const resolveDouble: Resolve = (source, isExplicit) => {
  if (NON_FINITE.test(source)) return parseNonFinite(source);
  if (DOUBLE.test(source)) return parseDouble11(source);
  return isExplicit && DECIMAL.test(source) ? toDouble(Number(source)) : NOT_RESOLVED;
};

/** What `!!float` takes too: the forms of YAML 1.2. */
const DECIMAL = /^[-+]?[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?$/;

const scalarTag = (name: string, firstChars: string, resolve: Resolve) =>
  defineScalarTag<ResolvedScalar>(`tag:yaml.org,2002:${name}`, {
    implicit: true,
    implicitFirstChars: [...firstChars, ...(name === 'null' ? [''] : [])],
    resolve: (source, isExplicit) => {
      const value = resolve(source, isExplicit);
      return value === NOT_RESOLVED ? NOT_RESOLVED : new ResolvedScalar(value, source);
    },
    identify: () => false,
  });

const keyText = (key: unknown): unknown => (key instanceof ResolvedScalar ? key.source : key);

/** Keys are their text as written: a parameter may be called `on` or `1`. */
const textKeyMapTag: typeof mapTag = {
  ...mapTag,
  addPair: (map, key, value) => mapTag.addPair(map, keyText(key), value),
  has: (map, key) => mapTag.has(map, keyText(key)),
  // A list or map is complete before it can be referred to, so that none contains itself.
  carrierIsResult: false,
};

const finishedSeqTag: typeof seqTag = { ...seqTag, carrierIsResult: false };

/** PyYAML writes a tuple with this tag unless told to be safe. */
const pythonTupleTag: typeof seqTag = {
  ...finishedSeqTag,
  tagName: 'tag:yaml.org,2002:python/tuple',
};

/**
 * Values as PyYAML finds them (YAML 1.1), with exact integers; dates stay strings. It is not the YAML 1.1 of js-yaml, which
 * takes `y` and `n` for booleans, and `01:30` and `+.5` for numbers: PyYAML writes these strings plain.
 */
export const YAML11_VALUES = FAILSAFE_SCHEMA.withTags(
  textKeyMapTag,
  finishedSeqTag,
  pythonTupleTag,
  mergeTag,
  scalarTag('null', '~nN', resolveNull),
  scalarTag('bool', 'yYnNtTfFoO', resolveBoolean),
  scalarTag('int', '-+0123456789', resolveInt),
  scalarTag('float', '-+.0123456789', resolveDouble),
);
