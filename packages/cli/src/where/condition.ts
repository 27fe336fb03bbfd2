/** How a comparison compares. `~` looks for a regular expression, and so for plain text too. */
export const operators = ['=', '==', '!=', '<', '<=', '>', '>=', '~', '!~'] as const;
export type Operator = (typeof operators)[number];

/** What `--where` asks for, as data. */
export type Condition =
  | { readonly type: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly type: 'not'; readonly condition: Condition }
  | Comparison;

/** A field of a run or sweep beside a value, which stays the text that was typed. */
export interface Comparison {
  readonly type: 'comparison';
  /** `state`, `p.lr`, `r.accuracy`. */
  readonly name: string;
  readonly operator: Operator;
  readonly value: string;
}

/** All names that a condition mentions, each once. */
export const namesIn = (condition: Condition): readonly string[] => [
  ...new Set(comparisonsIn(condition).map(({ name }) => name)),
];

/** All comparisons of a condition, from left to right. */
export const comparisonsIn = (condition: Condition): readonly Comparison[] => {
  switch (condition.type) {
    case 'comparison':
      return [condition];
    case 'not':
      return comparisonsIn(condition.condition);
    default:
      return [...comparisonsIn(condition.left), ...comparisonsIn(condition.right)];
  }
};
