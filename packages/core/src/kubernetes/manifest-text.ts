import { stringify } from 'yaml';

/** An object as YAML, as `kubectl apply` reads it: what is undefined is left out. */
export const manifestText = (manifest: object): string =>
  stringify(JSON.parse(JSON.stringify(manifest)), { compat: 'yaml-1.1', lineWidth: 0 });
