import { isQualifiedName } from '../kubernetes/names.ts';
import type { Toleration } from '../kubernetes/objects/pod.ts';
import { didYouMean } from '../problems/did-you-mean.ts';
import { fail, ok, type Problem, type Result } from '../problems/problem.ts';
import { type Given, isMapGiven, problemAtKey, scalarText } from './given.ts';
import { type KeyKind, refuse } from './key-kind.ts';

const expected = 'a taint such as gpu=yes:NoSchedule, or a map as pods have it';
const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'] as const;
const operators = ['Equal', 'Exists'] as const;

/** A taint of nodes that pods do not mind: `<key>[=<value>][:<effect>]` as kubectl writes taints, or a map as pods have it. */
export const toleration: KeyKind<Toleration> = {
  expected,
  parse: (given) => {
    if (isMapGiven(given.value)) return ofMap(given, given.value);
    const [, key, value, effect] = taint.exec(scalarText(given) ?? '') ?? [];
    if (key === undefined || !isQualifiedName(key)) return refuse(given, expected);
    return ok({
      key,
      ...(value === undefined ? { operator: 'Exists' } : { operator: 'Equal', value }),
      ...(effect !== undefined && { effect }),
    });
  },
  text: ({ key = '', value, effect }) =>
    `${key}${value === undefined ? '' : `=${value}`}${effect === undefined ? '' : `:${effect}`}`,
};

const taint = new RegExp(`^([^=:\\s]+)(?:=([^:\\s]*))?(?::(${effects.join('|')}))?$`);

const fields: { readonly [name: string]: (value: unknown) => boolean } = {
  key: (value) => typeof value === 'string' && isQualifiedName(value),
  operator: (value) => operators.some((each) => each === value),
  value: (value) => typeof value === 'string',
  effect: (value) => effects.some((each) => each === value),
  tolerationSeconds: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
};

function ofMap(given: Given, map: { readonly [key: string]: unknown }): Result<Toleration> {
  const problems = Object.entries(map).flatMap(([name, value]): readonly Problem[] => {
    const fits = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (fits === undefined) return [unknown(given.child(name), name)];
    if (fits(value)) return [];
    const refused = refuse(given.child(name), words[name] ?? 'text');
    return refused.ok ? [] : refused.problems;
  });
  return problems.length > 0 ? fail(...problems) : ok(map as Toleration);
}

const words: { readonly [name: string]: string } = {
  key: 'the key of a taint',
  operator: operators.join(' or '),
  effect: effects.join(', '),
  tolerationSeconds: 'a number of seconds',
};

function unknown(given: Given, name: string): Problem {
  const names = Object.keys(fields);
  const suggestion = didYouMean(name, names);
  return problemAtKey(given, {
    kind: 'unknown-key',
    message: `unknown key ${name}`,
    ...(suggestion !== undefined && { suggestion }),
    details: [`a toleration has: ${names.join(', ')}`],
  });
}
