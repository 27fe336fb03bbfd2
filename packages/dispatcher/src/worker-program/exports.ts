import { shellQuote } from '@mrunner/core';

/**
 * Lines that export variables; their names are to be ordinary ones.
 *
 * @param quote makes shell text of a value
 */
export const exports = (
  env: { readonly [name: string]: string },
  quote: (text: string) => string = shellQuote,
): readonly string[] =>
  Object.entries(env).map(([name, value]) => `export ${name}=${quote(value)}`);
