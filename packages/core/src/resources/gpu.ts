import type { GpuRequest } from '../experiments/experiment.ts';
import { fail, ok, type Result } from '../problems/problem.ts';
import { wrongValue } from '../problems/wrong-value.ts';
import { bareNumberOf } from './number-of.ts';

/** A type may start with a digit, as MIG profiles do (`1g.5gb`), but is not a number. */
const gpuPattern = /^(?!\d+$)([A-Za-z0-9][\w.-]*)(?::(\d+))?$/;

/** GPUs by number (`2`, none: `0`), by type (`a100`: one of them) or both (`a100:2`). */
export const parseGpu = (input: unknown, path: string): Result<GpuRequest> => {
  const bare = bareNumberOf(input);
  const [, type, count = '1'] = (typeof input === 'string' && gpuPattern.exec(input.trim())) || [];
  const request = type === undefined ? { count: bare ?? -1 } : { count: Number(count), type };
  return Number.isSafeInteger(request.count) && request.count >= 0
    ? ok(request)
    : fail(wrongValue(path, 'a number of GPUs such as 2, or a type and a number: a100:2', input));
};

/** A request as it is written: `2`, `a100:2`. */
export const gpuText = ({ count, type }: GpuRequest): string =>
  type === undefined ? String(count) : `${type}:${count}`;
