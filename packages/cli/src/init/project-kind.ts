import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * The ending with which Node takes a TypeScript file for a module without a warning: `.ts` only where the nearest
 * `package.json` says `"type": "module"`.
 */
export const moduleEnding = (directory: string): '.ts' | '.mts' => {
  for (let at = directory; ; at = dirname(at)) {
    const file = join(at, 'package.json');
    if (existsSync(file)) return isModulePackage(file) ? '.ts' : '.mts';
    if (dirname(at) === at) return '.mts';
  }
};

const isModulePackage = (file: string): boolean => {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return (
      typeof content === 'object' &&
      content !== null &&
      'type' in content &&
      content.type === 'module'
    );
  } catch {
    return false;
  }
};

/** Whether files in a directory can import `mrunner`. */
export const canImportMrunner = (directory: string): boolean => {
  try {
    createRequire(join(directory, 'package.json')).resolve('mrunner');
    return true;
  } catch {
    return false;
  }
};
