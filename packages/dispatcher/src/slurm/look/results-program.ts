import { runFileNames, shellQuote } from '@mrunner/core';
import { unpackTar } from 'modern-tar';
import type { Unexplained } from '../../cluster/look/failure-events.ts';
import type { Host } from '../../host/host.ts';
import { tailBytes } from '../../launch/end-evidence.ts';

/** Files of a run that are kept in the home, besides what `mrun fetch` and `mrun logs` bring. */
const resultFiles = [runFileNames.result, runFileNames.metrics];

/** More environment records than these are not worth their time. */
const mostEnvironments = 50;

/**
 * Text for a program that reads directories of runs, relative to the work directory, a line each, and sends what came out of those
 * runs, and the environment records of the sweep. Before that it reads lines with run, attempt and directory, up to one that says `end`,
 * and sends the ends of their logs.
 */
export const resultsText = (work: string): string => `cd -- ${shellQuote(work)} || exit 1
while read -r mrunner_run mrunner_attempt mrunner_directory && [ "$mrunner_run" != end ]; do
mrunner_part "log-$mrunner_run.$mrunner_attempt"
tail -c ${tailBytes} "$mrunner_directory/log.$mrunner_attempt" 2>/dev/null
done
mrunner_files() {
while IFS= read -r mrunner_run; do
for mrunner_name in ${resultFiles.join(' ')}; do
if [ -f "$mrunner_run/$mrunner_name" ]; then printf '%s\\n' "$mrunner_run/$mrunner_name"; fi
done
done
set -- environments/*.json
if [ -f "$1" ] && [ $# -le ${mostEnvironments} ]; then printf '%s\\n' "$@"; fi
}
if command -v gzip >/dev/null 2>&1; then
mrunner_part tgz
mrunner_files | tar -chf - -T - | gzip -1
else
mrunner_part tar
mrunner_files | tar -chf - -T -
fi`;

/** What the program reads. */
export const resultsInput = (
  logs: readonly LogWanted[],
  directories: readonly string[],
): Iterable<Uint8Array> => {
  const lines = [
    ...logs.map(({ run, attempt, directory }) => `${run} ${attempt} ${directory}`),
    'end',
    ...directories,
  ];
  return [Buffer.from(lines.map((line) => `${line}\n`).join(''))];
};

/** A log whose end is wanted. */
export interface LogWanted extends Unexplained {
  readonly directory: string;
}

/** The ends of logs that the program sent, by `logKey`. */
export const logsAnswer = (parts: ReadonlyMap<string, Buffer>): ReadonlyMap<string, string> =>
  new Map(
    [...parts].flatMap(([name, bytes]) =>
      name.startsWith('log-') ? [[name.slice('log-'.length), bytes.toString('utf8')]] : [],
    ),
  );

/** A file of the work directory. */
export interface FarFile {
  /** Relative to the work directory. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Reads what the program sent; undefined when that is not whole. Files that nobody asked for are left out. */
export async function resultsAnswer(
  { gunzip }: Pick<Host, 'gunzip'>,
  parts: ReadonlyMap<string, Buffer>,
  directories: ReadonlySet<string>,
): Promise<readonly FarFile[] | undefined> {
  const packed = parts.get('tgz');
  try {
    const archive = packed === undefined ? parts.get('tar') : gunzip(packed);
    if (archive === undefined || !isWhole(archive)) return undefined;
    const files = await unpackTar(archive);
    return files.flatMap(({ header: { name, type = 'file' }, data = new Uint8Array() }) =>
      type === 'file' && isWanted(name, directories) ? { path: name, bytes: data } : [],
    );
  } catch {
    return undefined;
  }
}

const isWanted = (path: string, directories: ReadonlySet<string>): boolean => {
  const slash = path.lastIndexOf('/');
  const [directory, name] = [path.slice(0, slash), path.slice(slash + 1)];
  return directories.has(directory) || (directory === 'environments' && name.endsWith('.json'));
};

/** Two blocks of zeros end an archive; tar writes none when it gives up. */
const endBytes = 1024;

const isWhole = (archive: Uint8Array): boolean =>
  archive.length >= endBytes && archive.subarray(-endBytes).every((byte) => byte === 0);
