import type { Problem } from '../problems/problem.ts';
import { wrongValue } from '../problems/wrong-value.ts';
import { indexPath, keyPath } from '../values/path-text.ts';
import { brokenSource, type EvaluatedMember, type UnitSource } from './evaluated.ts';
import type { SpecDefaults } from './read-fields.ts';

/** The parts of a composite, however it was written. */
export interface CompositeParts {
  readonly name: unknown;
  readonly members: unknown;
  readonly onFailure: unknown;
  /** Where its members stand in the spec. */
  readonly place: string;
}

/**
 * The units of a composite: each is one experiment of every member. A member that is a spec of several experiments
 * makes as many composites; members of one experiment are repeated in each.
 */
export const compositeSource = (
  { name, members, onFailure = 'stop', place }: CompositeParts,
  defaults: SpecDefaults,
  sourceOf: (member: object, place: string) => UnitSource,
): UnitSource => {
  const problems: Problem[] = [];
  if (name !== undefined && (typeof name !== 'string' || name === '')) {
    problems.push(wrongValue(keyPath(place, 'name'), 'a name', name));
  }
  if (onFailure !== 'stop' && onFailure !== 'continue') {
    problems.push(wrongValue(keyPath(place, 'onFailure'), 'stop or continue', onFailure));
  }
  const named = namedMembers(members, place);
  if (named.length === 0) {
    problems.push(wrongValue(place, 'a map or list of at least one experiment', members));
    return brokenSource(problems);
  }
  const parts = named.map(({ member, path }) =>
    typeof member === 'object' && member !== null
      ? sourceOf(member, path)
      : brokenSource([wrongValue(path, 'an experiment or a spec', member)]),
  );
  problems.push(...parts.flatMap((part) => part.problems));
  const filtered = parts.findIndex((part) => part.filtered);
  if (filtered !== -1) {
    problems.push({
      kind: 'conflict',
      path: keyPath(named[filtered]?.path ?? place, 'where'),
      message: 'expected members whose experiments can be counted, got one with where',
      details: [
        'Use cases instead of where, or a spec function that returns an array of composites.',
      ],
    });
  }
  const several = parts.filter((part) => part.candidates > 1);
  if (
    new Set(several.map((part) => part.candidates)).size > 1 ||
    parts.some((part) => part.candidates === 0)
  ) {
    const counts = named
      .map(({ label }, k) => `${label} has ${parts[k]?.candidates ?? 0}`)
      .join(', ');
    if (problems.length === 0) {
      problems.push({
        kind: 'conflict',
        path: place,
        message: `expected members with one experiment, or with equally many, got ${counts}`,
      });
    }
  }
  if (problems.length > 0) return brokenSource(problems);
  const compositeName = typeof name === 'string' ? name : defaults.name;
  return {
    size: parts.length,
    candidates: Math.max(1, ...several.map((part) => part.candidates)),
    filtered: false,
    problems: [],
    async unit(candidate) {
      const unit: EvaluatedMember[] = [];
      for (const [k, part] of parts.entries()) {
        const evaluated = await part.unit(part.candidates === 1 ? 0 : candidate);
        for (const member of evaluated ?? []) {
          const composite = {
            name: compositeName,
            member: named[k]?.label ?? String(k),
            size: parts.length,
            onFailure: onFailure as 'stop' | 'continue',
          };
          unit.push({ ...member, composite });
        }
      }
      return unit;
    },
  };
};

const namedMembers = (
  members: unknown,
  place: string,
): { label: string; member: unknown; path: string }[] => {
  if (Array.isArray(members)) {
    return members.map((member: unknown, k) => ({
      label: String(k),
      member,
      path: indexPath(place, k),
    }));
  }
  if (typeof members !== 'object' || members === null) return [];
  return Object.entries(members)
    .filter(([, member]) => member !== undefined)
    .map(([label, member]: [string, unknown]) => ({ label, member, path: keyPath(place, label) }));
};
