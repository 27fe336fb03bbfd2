import type { FlagStyle } from '../experiments/experiment.ts';
import type { Problem } from '../problems/problem.ts';
import { argumentText } from '../values/argument-text.ts';
import type { Value } from '../values/value.ts';
import { isList, isMap } from '../values/value-kind.ts';
import { flagName } from './flag-words.ts';
import { isHydraKey, isHydraName } from './hydra-text.ts';
import type { Leaf } from './nested-parameters.ts';
import { type ParameterArguments, unusedLeaves } from './parameter-arguments.ts';

/**
 * What `args` cannot write so that the program reads the same parameter: names that are no options or overrides, two
 * parameters of one name, list elements that would be read as options.
 *
 * @param path the setting that the parameters come from, such as `parameters`
 */
export const checkArguments = (given: ParameterArguments, path: string): Problem[] => {
  switch (given.mode) {
    case 'flags': {
      const leaves = unusedLeaves(given);
      return [
        ...leaves.flatMap((leaf) => flagProblems(leaf, given.flags, path)),
        ...sharedNameProblems(leaves, (name) => flagName(name, given.flags), path),
      ];
    }
    case 'hydra': {
      const leaves = unusedLeaves(given);
      return [
        ...leaves.flatMap((leaf) => hydraProblems(leaf, path)),
        ...sharedNameProblems(leaves, (name) => name, path),
      ];
    }
    case 'neptune':
    case 'config':
    case 'none':
      return [];
  }
};

const otherModes = "args: 'neptune' and args: 'config' hand over parameters of any name and value.";

const flagProblems = ([name, value]: Leaf, style: FlagStyle, path: string): Problem[] => {
  const problems: Problem[] = [];
  if (!/^[^\s=]+$/.test(name)) {
    problems.push({
      kind: 'value',
      path: `${path}.${name}`,
      message: `expected a name that can be an option (no spaces, no "="), got ${JSON.stringify(name)}`,
      details: [otherModes],
    });
  }
  if (isList(value)) problems.push(...elementProblems(name, value, style, path));
  return problems;
};

/** What argparse does not take for a value: a leading dash, unless it is alone or before digits without an exponent. */
const likeAnOption = /^-(?!$|\d+$|\d*\.\d+$)/;

const unfitElements = {
  spread: { pattern: likeAnOption, expected: 'an element that is not read as an option' },
  repeat: undefined,
  comma: { pattern: /,/, expected: 'an element without a comma' },
} as const;

const elementProblems = (
  name: string,
  elements: readonly Value[],
  style: FlagStyle,
  path: string,
): Problem[] => {
  const unfit = unfitElements[style.lists];
  if (unfit === undefined) return [];
  return elements.flatMap((element, index) => {
    const text = argumentText(element);
    if (!unfit.pattern.test(text)) return [];
    return {
      kind: 'value',
      path: `${path}.${name}[${index}]`,
      message: `expected ${unfit.expected} with flags: {lists: '${style.lists}'}, got ${JSON.stringify(text)}`,
      details: [
        `flags: {lists: 'repeat'} writes ${flagName(name, style)}=${text} (argparse: action='append').`,
        otherModes,
      ],
    };
  });
};

const hydraProblems = ([name, value]: Leaf, path: string): Problem[] => [
  ...(isHydraName(name) ? [] : [hydraNameProblem(`${path}.${name}`, name)]),
  ...keysWithin(value)
    .filter((key) => !isHydraKey(key))
    .map((key) => hydraNameProblem(`${path}.${name}`, key)),
];

const hydraNameProblem = (path: string, name: string): Problem => ({
  kind: 'value',
  path,
  message: `expected a name that Hydra's overrides can write, got ${JSON.stringify(name)}`,
  details: [otherModes],
});

const keysWithin = (value: Value): string[] => {
  if (isList(value)) return value.flatMap(keysWithin);
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([key, entry]) => [key, ...keysWithin(entry)]);
};

const sharedNameProblems = (
  leaves: readonly Leaf[],
  writtenAs: (name: string) => string,
  path: string,
): Problem[] => {
  const byText = Map.groupBy(leaves, ([name]) => writtenAs(name));
  return [...byText].flatMap(([text, sharing]) => {
    if (sharing.length < 2) return [];
    const names = sharing.map(([name]) => JSON.stringify(name)).join(' and ');
    return {
      kind: 'conflict',
      path: `${path}.${sharing.at(-1)?.[0]}`,
      message: `expected one parameter for ${text}, got ${sharing.length}: ${names}`,
    };
  });
};
