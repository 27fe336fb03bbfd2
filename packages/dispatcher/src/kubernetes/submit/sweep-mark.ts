import type { Host } from '../../host/host.ts';

/** The file of a sweep's home with its mark. */
export const markFile = (home: string): string => `${home}/mark`;

/** The mark of a sweep, by which frames in logs are known: made at its first submission. Whoever asks holds the sweep's lock. */
export function sweepMark(host: Pick<Host, 'files' | 'random'>, home: string): string {
  const known = readMark(host, home);
  if (known !== undefined) return known;
  const digit = (): string => Math.floor(host.random() * 16).toString(16);
  const mark = Array.from({ length: 16 }, digit).join('');
  host.files.replace(markFile(home), `${mark}\n`);
  return mark;
}

/** Undefined before the first submission. */
export function readMark(host: Pick<Host, 'files'>, home: string): string | undefined {
  const text = host.files.read(markFile(home))?.trim();
  return text !== undefined && /^[0-9a-f]{16}$/.test(text) ? text : undefined;
}
