import type { Problem } from '../problems/problem.ts';

/** More different problems than a person would read are only counted. */
const mostProblems = 200;

/** Collects problems of many experiments; the same problem of several of them becomes one, with their indexes. */
export interface ProblemCollector {
  add(problem: Problem, index?: number): void;
  readonly isEmpty: boolean;
  all(): Problem[];
}

export const problemCollector = (): ProblemCollector => {
  const found = new Map<string, { problem: Problem; indexes: number[] }>();
  let left = 0;
  return {
    add(problem, index) {
      const key = JSON.stringify([
        problem.kind,
        // Elements of a list differ in their place alone; the indexes tell which they are.
        problem.path.replace(/^experiments\[\d+\]/, 'experiments[]'),
        problem.message,
        problem.origin,
        problem.details,
      ]);
      const before = found.get(key);
      if (before === undefined && found.size >= mostProblems) {
        left++;
        return;
      }
      const entry = before ?? { problem, indexes: [...(problem.indexes ?? [])] };
      if (index !== undefined) entry.indexes.push(index);
      found.set(key, entry);
    },
    get isEmpty() {
      return found.size === 0;
    },
    all() {
      const problems = [...found.values()].map(
        ({ problem, indexes }): Problem =>
          indexes.length === 0 ? problem : { ...problem, indexes },
      );
      return left === 0
        ? problems
        : [
            ...problems,
            { kind: 'limit', path: '', message: `and ${left} more problems of these kinds` },
          ];
    },
  };
};
