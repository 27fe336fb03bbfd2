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
export const namesIn = (condition: Condition): readonly string[] => {
  switch (condition.type) {
    case 'comparison':
      return [condition.name];
    case 'not':
      return namesIn(condition.condition);
    default:
      return [...new Set([...namesIn(condition.left), ...namesIn(condition.right)])];
  }
};
