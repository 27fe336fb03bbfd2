import { type Context, fail, ok, type Result, type SweepRecord, shellQuote } from '@mrunner/core';
import { type PrivateValues, privateFileText } from '../../pack/private-file.ts';
import type { Place } from '../../place/place.ts';
import { placeProblem } from '../../place/place-problem.ts';
import { contextFile } from '../../task/work-files.ts';
import type { SlurmWorkerSetting } from '../worker/slurm-worker.ts';

/** Where the workers of a sweep find values that no other file holds. */
export interface PrivatePlace {
  /** What the worker of a context is told of it. */
  readonly of: (context: Context) => Pick<SlurmWorkerSetting, 'privateFile' | 'runSecrets'>;
}

/** The private files of a sweep there: their directory, for its owner alone. Removed by whoever finds the sweep at its end. */
export const privateDirectory = (userHome: string, sweepId: string): string =>
  `${userHome}/.mrunner/private/${sweepId}`;

/** Where private files will be, and what of them a worker must know. */
export const privatePlaceOf = (
  { id, contexts }: Pick<SweepRecord, 'id' | 'contexts'>,
  userHome: string,
  values: ReadonlyMap<string, PrivateValues>,
): PrivatePlace => ({
  of: ({ name }) => {
    const own = values.get(name);
    if (own === undefined) return {};
    return {
      privateFile: `${privateDirectory(userHome, id)}/${contextFile(contexts, name)}`,
      runSecrets: Object.keys(own.ofRuns),
    };
  },
});

/** Writes the private files there. The values go by the input of a program, and stand in no command line. */
export async function bringPrivateValues(
  place: Place,
  record: Pick<SweepRecord, 'id' | 'contexts'>,
  userHome: string,
  values: ReadonlyMap<string, PrivateValues>,
): Promise<Result<undefined>> {
  if (values.size === 0) return ok(undefined);
  const texts = [...values].map(([name, own]) => ({
    file: contextFile(record.contexts, name),
    bytes: Buffer.from(privateFileText(own)),
  }));
  const directory = privateDirectory(userHome, record.id);
  const parent = directory.slice(0, directory.lastIndexOf('/'));
  const program = [
    'umask 077',
    `mkdir -p ${shellQuote(directory)} && chmod 700 ${shellQuote(parent)} ${shellQuote(directory)} && cd ${shellQuote(directory)} || exit`,
    ...texts.map(
      // dd takes these bytes and no more; a torn file never gets its name.
      ({ file, bytes }) => `dd ibs=1 obs=65536 count=${bytes.length} 2>/dev/null >${file}.tmp &&
[ "$(wc -c <${file}.tmp)" -eq ${bytes.length} ] && mv -f ${file}.tmp ${file} || { rm -f ${file}.tmp; exit 1; }`,
    ),
  ].join('\n');
  const answer = await place.run(program, { input: texts.map(({ bytes }) => bytes) });
  const [context] = record.contexts;
  if (answer.kind !== 'done') return fail(placeProblem(place, context?.name ?? '', answer));
  if (answer.code === 0) return ok(undefined);
  return fail({
    kind: 'file',
    path: `contexts.${context?.name}`,
    message: `values of secrets can't be kept on ${place.title} in ${directory}: ${answer.stderr.trim()}`,
  });
}
