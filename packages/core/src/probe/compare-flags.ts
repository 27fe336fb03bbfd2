import { didYouMean } from '../problems/did-you-mean.ts';
import type { Problem } from '../problems/problem.ts';
import type { HelpFlag, ScriptHelp } from './help-flags.ts';
import type { PlannedFlag, PlannedFlags } from './planned-flags.ts';

/** What does not fit between a plan and a script's help, and what may not be meant. */
export interface FlagFindings {
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/**
 * Compares the flags that a plan passes with those that the script's help shows: unknown ones, required ones that are missing, values
 * where none is taken and none where one is, values that are no choice.
 */
export const compareFlags = (help: ScriptHelp, planned: PlannedFlags): FlagFindings => {
  const known = new Map<HelpFlag, PlannedFlag[]>();
  const problems: Problem[] = [];
  for (const flag of planned.flags) {
    const meant = helpFlagOf(help, flag.name);
    if (meant === undefined) problems.push(unknownFlag(help, flag));
    else {
      known.set(meant, [...(known.get(meant) ?? []), flag]);
      problems.push(...misuse(meant, flag));
    }
  }
  for (const flag of help.flags) {
    if (!flag.required) continue;
    const given = (known.get(flag) ?? []).reduce((sum, { count }) => sum + count, 0);
    if (given < planned.total) problems.push(missing(flag, planned.total - given, planned.total));
  }
  return { problems, warnings: planned.unsaid.flatMap((name) => unsaid(help, name) ?? []) };
};

const helpFlagOf = (help: ScriptHelp, name: string): HelpFlag | undefined => {
  const alike = (other: string): boolean =>
    other === name || (help.lenient && plain(other) === plain(name));
  const exact = help.flags.find(({ names }) => names.some(alike));
  if (exact !== undefined || !help.abbreviates) return exact;
  const longer = help.flags.filter(({ names }) => names.some((other) => other.startsWith(name)));
  return longer.length === 1 ? longer[0] : undefined;
};

const plain = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replaceAll('_', '-');

const pathOf = ({ parameter }: PlannedFlag): string =>
  parameter === undefined ? 'script' : `parameters.${parameter}`;

const unknownFlag = (help: ScriptHelp, flag: PlannedFlag): Problem => {
  const names = help.flags.flatMap((each) => each.names).filter((name) => name.startsWith('--'));
  const dashes = names.find((name) => plain(name) === plain(flag.name));
  const suggestion = dashes ?? didYouMean(flag.name, names);
  return {
    kind: 'script',
    path: pathOf(flag),
    message: `the script's help has no ${flag.name}`,
    ...(suggestion !== undefined && { suggestion }),
    details: [
      dashes !== undefined && dashes === plain(dashes) && flag.parameter !== undefined
        ? 'flags: {names: kebab} writes - for _'
        : `it has: ${names.filter((name) => name !== '--help').join(', ')}`,
    ],
  };
};

const misuse = (meant: HelpFlag, flag: PlannedFlag): readonly Problem[] => {
  const { name, values, bare, parameter } = flag;
  const problem = (message: string, detail: string, suggestion?: string): Problem => ({
    kind: 'script',
    path: pathOf(flag),
    message,
    ...(suggestion !== undefined && { suggestion }),
    details: [detail],
  });
  const [value] = values;
  if (meant.takes === 'nothing' && value !== undefined) {
    const isBoolean = value === 'true' || value === 'false';
    const style = meant.names.length > 1 ? 'no-prefix' : 'switch';
    return [
      problem(
        `${name} takes no value, and the plan gives it ${value}`,
        isBoolean ? `flags: {booleans: ${style}} writes it alone` : 'its help shows a switch',
      ),
    ];
  }
  if (meant.takes === 'value' && bare && parameter !== undefined) {
    return [
      problem(
        `${name} takes a value, and the plan gives it none`,
        `flags: {booleans: value} writes ${name}=true`,
      ),
    ];
  }
  if (meant.several === false && flag.most > 1) {
    return [
      problem(
        `${name} takes one value, and the plan gives it ${flag.most} at once`,
        `flags: {lists: repeat} writes ${name} before each, {lists: comma} joins them`,
      ),
    ];
  }
  const { choices } = meant;
  if (choices === undefined) return [];
  return values
    .filter((each) => !choices.includes(each))
    .map((each) =>
      problem(
        `${name} takes ${choices.join(', ')}, and the plan gives it ${JSON.stringify(each)}`,
        'the choices are those of its help',
        didYouMean(each, choices),
      ),
    );
};

const missing = ({ names }: HelpFlag, without: number, total: number): Problem => {
  const name = names.find((each) => each.startsWith('--')) ?? names[0] ?? '';
  const who =
    without === total
      ? 'the plan does not give it'
      : `${without} of ${total} experiments do not give it`;
  return {
    kind: 'script',
    path: name,
    message: `the script's help says that it is required, and ${who}`,
  };
};

/** Nothing is passed for false: where the script's default is true, it stays true. */
const unsaid = (help: ScriptHelp, name: string): Problem | undefined => {
  const flag = helpFlagOf(help, name);
  const no = flag?.names.find((other) => other === `--no-${name.slice(2)}`);
  if (no === undefined) return undefined;
  return {
    kind: 'script',
    path: `parameters.${name.slice(2)}`,
    message: `nothing is passed where it is false, so that the script's default counts; flags: {booleans: no-prefix} writes ${no}`,
  };
};
