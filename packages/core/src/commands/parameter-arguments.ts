import type { ArgumentsMode, FlagStyle } from '../experiments/experiment.ts';
import type { Parameters } from '../values/value.ts';
import { flagWords } from './flag-words.ts';
import { hydraText } from './hydra-text.ts';
import { type Leaf, leavesOf } from './nested-parameters.ts';

/** Parameters on their way to a command line. */
export interface ParameterArguments {
  readonly mode: ArgumentsMode;
  readonly flags: FlagStyle;
  readonly parameters: Parameters;
  /** Dotted names of the parameters that stand in the script already: `flags` and `hydra` leave them out. */
  readonly used: ReadonlySet<string>;
}

/**
 * The words that give the parameters to the program. Maps are flattened: `{a: {b: 1}}` gives `--a.b=1` or `a.b=1`.
 *
 * @param neptunePath the neptune.yaml that the modes `neptune` and `config` name
 */
export const parameterArguments = (
  given: ParameterArguments & { readonly neptunePath: string },
): string[] => {
  switch (given.mode) {
    case 'neptune':
      return ['--neptune', given.neptunePath];
    case 'config':
      return ['--config', given.neptunePath];
    case 'flags':
      return unusedLeaves(given).flatMap((leaf) => flagWords(leaf, given.flags));
    case 'hydra':
      return unusedLeaves(given).map(([name, value]) => `${name}=${hydraText(value)}`);
    case 'none':
      return [];
  }
};

/** The parameters that are still to be handed over. */
export const unusedLeaves = ({
  parameters,
  used,
}: Pick<ParameterArguments, 'parameters' | 'used'>): Leaf[] =>
  leavesOf(parameters).filter(([name]) => !used.has(name));
