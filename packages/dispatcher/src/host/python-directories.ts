import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * Where mrunner's own Python lies: beside the bundle as one directory, else in the packages it comes from. It is asked at
 * each launch, not recorded: a sweep that is resumed after an update runs with what is installed then.
 */
export function pythonDirectories(): readonly string[] {
  const bundled = existing('./python/');
  return bundled.length > 0
    ? bundled
    : [...existing('../../../core/python/'), ...existing('../../../runtime/python/')];
}

function existing(relative: string): readonly string[] {
  const path = fileURLToPath(new URL(relative, import.meta.url)).replace(/\/$/, '');
  return existsSync(path) ? [path] : [];
}
