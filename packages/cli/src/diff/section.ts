import { sameValue, type Value } from '@mrunner/core';

/** Things of one kind that a run has, by name. */
export interface Facts {
  readonly [name: string]: Value;
}

/** Something that two runs do not have in common; undefined where a run does not have it. */
export interface Difference {
  readonly name: string;
  readonly a: Value | undefined;
  readonly b: Value | undefined;
}

/** How two runs differ in things of one kind. */
export interface Section {
  readonly name: string;
  readonly differs: readonly Difference[];
  /** Names of what both have alike. */
  readonly same: readonly string[];
  /** What keeps them from being compared, in words. */
  readonly note?: string;
}

/** Compares what two runs have, in the order of the first one's names, then of the second's. */
export const compareFacts = (name: string, a: Facts, b: Facts): Section => {
  const differs: Difference[] = [];
  const same: string[] = [];
  for (const fact of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const [first, second] = [factOf(a, fact), factOf(b, fact)];
    const isSame = first !== undefined && second !== undefined && sameValue(first, second);
    if (isSame) same.push(fact);
    else differs.push({ name: fact, a: first, b: second });
  }
  return { name, differs, same };
};

const factOf = (facts: Facts, name: string): Value | undefined =>
  Object.hasOwn(facts, name) ? facts[name] : undefined;
