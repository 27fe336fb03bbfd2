import { type FoldedRemarks, foldRemarks, parseRemark, sweepFileNames } from '@mrunner/core';
import type { Host } from '../host/host.ts';

/** What was said of the sweep in a directory, and of its runs. */
export function readRemarks(host: Pick<Host, 'files'>, home: string): FoldedRemarks {
  const remarks = remarkIds(host, home).flatMap((id) => {
    const text = host.files.read(`${home}/${sweepFileNames.remark(id)}`);
    return (text === undefined ? undefined : parseRemark(id, text)) ?? [];
  });
  return foldRemarks(remarks);
}

/** The ids of all remarks on a sweep. */
export const remarkIds = (host: Pick<Host, 'files'>, home: string): readonly string[] =>
  host.files
    .list(`${home}/${sweepFileNames.remarks}`)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length));
