import { shellQuote } from '@mrunner/core';

/** Lines that export variables; their names are to be ordinary ones. */
export const exports = (env: { readonly [name: string]: string }): readonly string[] =>
  Object.entries(env).map(([name, value]) => `export ${name}=${shellQuote(value)}`);
