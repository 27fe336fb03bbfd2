import { parsePrivate } from '@mrunner/core';
import type { Host } from '../../host/host.ts';

/** In the home: the batches of which everything is recorded, and of which the cluster was told so. */
const fileName = 'settled.json';

/** Their tokens. */
export function readSettled({ files }: Pick<Host, 'files'>, home: string): ReadonlySet<string> {
  try {
    const { tokens } = parsePrivate(files.read(`${home}/${fileName}`) ?? '{}') as {
      readonly tokens?: readonly string[];
    };
    return new Set(tokens ?? []);
  } catch {
    // To tell the cluster twice does no harm.
    return new Set();
  }
}

/** Adds batches. */
export function noteSettled(
  host: Pick<Host, 'files'>,
  home: string,
  tokens: readonly string[],
): void {
  if (tokens.length === 0) return;
  const all = [...new Set([...readSettled(host, home), ...tokens])].sort();
  host.files.replace(`${home}/${fileName}`, `${JSON.stringify({ tokens: all })}\n`);
}
