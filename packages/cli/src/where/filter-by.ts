import { didYouMean, fail, ok, type Problem, type Result } from '@mrunner/core';
import { type Condition, comparisonsIn, namesIn } from './condition.ts';
import { holds, type Lookup } from './holds.ts';
import { helpForRuns, parseWhere, type WhereHelp, whereProblem } from './parse-where.ts';

/** The things that a `--where` takes. `known` gives the names to suggest when one of them is known to nothing. */
export const filterBy = <T>(
  where: string | undefined,
  things: readonly T[],
  lookupOf: (thing: T) => Lookup,
  known: () => readonly string[],
  help: WhereHelp = helpForRuns,
): Result<readonly T[]> => {
  if (where === undefined) return ok(things);
  const condition = parseWhere(where, help);
  if (!condition.ok) return condition;
  const impossible = impossibleValues(where, condition.value, help);
  if (impossible.length > 0) return fail(...impossible);
  const unseen = new Set(namesIn(condition.value));
  const kept = things.filter((thing) => {
    const lookup = lookupOf(thing);
    return holds(condition.value, (name) => {
      const found = lookup(name);
      if (found !== undefined) unseen.delete(name);
      return found;
    });
  });
  // `and` may have left a name unread, and every run may lack a field such as `reason`.
  const names = known();
  const strange = [...unseen].filter(
    (name) =>
      !names.includes(name.replace(/^[pr]\./, '')) &&
      things.every((thing) => lookupOf(thing)(name) === undefined),
  );
  if (things.length === 0 || strange.length === 0) return ok(kept);
  return fail(
    ...strange.map((name) =>
      whereProblem(
        where,
        `nothing here is called ${name}`,
        where.indexOf(name),
        help,
        didYouMean(name, names),
      ),
    ),
  );
};

/** Values that nothing can have, such as `state=faild`. */
const impossibleValues = (
  where: string,
  condition: Condition,
  help: WhereHelp,
): readonly Problem[] =>
  comparisonsIn(condition).flatMap(({ name, operator, value }) => {
    const values = ['=', '==', '!='].includes(operator) ? help.values?.[name] : undefined;
    if (values === undefined || values.includes(value)) return [];
    const message = `${name} is one of ${values.join(', ')}; got ${value}`;
    return [whereProblem(where, message, where.indexOf(value), help, didYouMean(value, values))];
  });
