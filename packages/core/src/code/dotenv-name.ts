/**
 * Whether a path is named as files with values of variables are: `.env`, `.env.*`, `*.env`, `.envrc`. They may hold
 * secrets, so that no record and no snapshot takes what is in them.
 */
export const isDotenvName = (path: string): boolean =>
  /(^|\/)\.env(\.[^/]*|rc)?$|\.env$/.test(path);
