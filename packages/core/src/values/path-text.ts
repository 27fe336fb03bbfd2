const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

/** The path of a map's key, as a person would write it: `grid.lr`, `env["MY-VAR"]`, or just `lr` at the top. */
export const keyPath = (path: string, key: string): string => {
  if (!IDENTIFIER.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
};

/** The path of a list's element, counted from 0: `experiments[3]`. */
export const indexPath = (path: string, index: number): string => `${path}[${index}]`;
