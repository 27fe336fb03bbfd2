import { shellQuote } from '@mrunner/core';
import type { Host } from '../../host/host.ts';
import type { Place, PlaceAnswer } from '../../place/place.ts';

/** What came of it. */
export interface Unpacked {
  /** How the program over there ended: 1 of tar means that files changed while it read them. */
  readonly answer: PlaceAnswer;
  /** Why it could not be unpacked here. */
  readonly trouble?: string;
  /** Bytes of the archive. */
  readonly bytes: number;
}

/**
 * Brings directories from a place into a directory here, as they are there, without holding them in memory. Those that
 * do not exist there are left out.
 *
 * @param from the directory that they are relative to
 */
export async function unpackStream(
  host: Host,
  place: Place,
  { from, directories, into }: Unpacking,
): Promise<Unpacked> {
  let complaints = '';
  let bytes = 0;
  const ended = Promise.withResolvers<number>();
  const tar = host.processes.pipe(['tar', '-xpf', '-', '-C', into], {
    cwd: into,
    env: host.env,
    told: () => {},
    complained: (text) => {
      complaints += text;
    },
    ended: (code) => ended.resolve(code),
  });
  const answer = await new Promise<PlaceAnswer>((resolve) => {
    place.stream(packProgram(from, directories), {
      told: (piece) => {
        bytes += piece.length;
        void tar.write(piece);
      },
      ended: resolve,
    });
  });
  tar.close();
  const code = await ended.promise;
  // An archive that was cut off can't be unpacked to its end: why is in the answer then.
  const trouble = code === 0 || answer.kind !== 'done' ? undefined : complaints.trim();
  return { answer, bytes, ...(trouble !== undefined && { trouble }) };
}

export interface Unpacking {
  readonly from: string;
  readonly directories: readonly string[];
  readonly into: string;
}

/** Of no directory at all tar would make no archive. */
const packProgram = (
  from: string,
  directories: readonly string[],
): string => `cd ${shellQuote(from)} || exit
set --
for mrunner_directory in ${directories.map(shellQuote).join(' ')}; do
if [ -d "$mrunner_directory" ]; then set -- "$@" "$mrunner_directory"; fi
done
if [ "$#" = 0 ]; then dd if=/dev/zero bs=1024 count=10 2>/dev/null; exit 0; fi
exec tar -cf - -- "$@"`;
