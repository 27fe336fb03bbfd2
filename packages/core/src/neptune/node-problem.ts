import type { Problem } from '../problems/problem.ts';
import { indexPath, keyPath } from '../values/path-text.ts';
import { locate, type NodePath } from './locate.ts';
import { positionAt } from './position.ts';

/** Notes a problem of the node at `at`. Its path is that node's, unless it says something nearer to the user. */
export type Report = (
  at: NodePath,
  problem: Omit<Problem, 'path' | 'position'> & { readonly path?: string },
) => void;

/** Reports problems of a YAML text into `problems`, with line and column. */
export const reporter =
  (text: string, file: string, problems: Problem[]): Report =>
  (at, problem) => {
    const { offset, length } = locate(text, at);
    const position = positionAt(text, file, offset, length);
    problems.push({ path: pathText(at), ...problem, position });
  };

const pathText = (at: NodePath): string =>
  at.reduce<string>(
    (path, step) => (typeof step === 'number' ? indexPath(path, step) : keyPath(path, step)),
    '',
  );
