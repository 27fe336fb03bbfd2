import { shellQuote } from '@mrunner/core';
import { exports } from '../worker-program/exports.ts';

/** Values that no other file of a sweep holds. All names are to be ordinary ones. */
export interface PrivateValues {
  /** Every run gets them: of dotenv files, and secrets of the context. */
  readonly exported: { readonly [name: string]: string };
  /** Secrets of single runs: only those runs get them that name them, and the set-up. */
  readonly ofRuns: { readonly [name: string]: string };
}

/**
 * The text of the private file of a pack's worker, which reads it at its start: shell text that ends with a sign that it is
 * whole. The file belongs outside of the sweep, readable by its owner alone (0600), and is removed when the sweep ends.
 */
export const privateFileText = ({ exported, ofRuns }: PrivateValues): string =>
  `${[
    ...exports(exported),
    ...Object.entries(ofRuns).map(([name, value]) => `mrunner_secret_${name}=${shellQuote(value)}`),
    'mrunner_private=whole',
  ].join('\n')}\n`;
