import { parsePrivate } from '@mrunner/core';
import type { Host } from '../../host/host.ts';

/** In the home: the runs whose whole directories were fetched into it, with the attempt that had ended by then. */
const fileName = 'fetched.json';

/** By run index, the newest attempt whose files are all here. */
export function readFetched(host: Pick<Host, 'files'>, home: string): ReadonlyMap<number, number> {
  try {
    const { runs } = parsePrivate(host.files.read(`${home}/${fileName}`) ?? '{}') as {
      readonly runs?: { readonly [run: string]: unknown };
    };
    return new Map(
      Object.entries(runs ?? {}).flatMap(([run, attempt]) =>
        typeof attempt === 'number' ? [[Number(run), attempt] as const] : [],
      ),
    );
  } catch {
    // What is fetched again is only slower.
    return new Map();
  }
}

/** Adds runs to those whose directories are here. */
export function noteFetched(
  host: Pick<Host, 'files'>,
  home: string,
  runs: ReadonlyMap<number, number>,
): void {
  if (runs.size === 0) return;
  const all = new Map([...readFetched(host, home), ...runs]);
  const text = JSON.stringify({ runs: Object.fromEntries(all) });
  host.files.replace(`${home}/${fileName}`, `${text}\n`);
}
