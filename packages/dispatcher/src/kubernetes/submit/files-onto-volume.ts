import {
  type Context,
  fail,
  ok,
  type Result,
  type SweepRecord,
  shellQuote,
  workDirectory,
} from '@mrunner/core';
import type { SentFile } from '../../cluster/code/sent-files.ts';
import { memberAt, type TarMember, tarOf } from '../../cluster/code/tar-of.ts';
import type { Host } from '../../host/host.ts';
import { placeProblem } from '../../place/place-problem.ts';
import type { KubeApi } from '../api/kube-api.ts';
import { podPlace } from '../place/pod-place.ts';

/** Milliseconds that sending may take. */
const patience = 3_600_000;
/** The last member of what is sent: without it something is missing. */
const wholeName = 'whole';

/** Puts what runs of a sweep start from into its directory on the volume of a context, through a pod; what is there stays. */
export async function filesOntoVolume(
  host: Host,
  api: KubeApi,
  {
    context,
    record,
    files,
  }: {
    readonly context: Context;
    readonly record: SweepRecord;
    readonly files: readonly SentFile[];
  },
): Promise<Result<undefined>> {
  const place = podPlace(host, api, context);
  const members = function* (): Generator<TarMember> {
    for (const { name, path } of files) {
      yield { name: name.slice(0, name.lastIndexOf('/')), content: 'directory', isPrivate: true };
      yield* memberAt(host, path, name);
    }
    yield { name: wholeName, content: { text: '' } };
  };
  const unique = `.sent-${host.machine.pid}-${host.random().toString(36).slice(2, 10)}`;
  try {
    const answer = await place.run(program(workDirectory(record), unique, files), {
      input: tarOf(host, members()),
      milliseconds: patience,
    });
    if (answer.kind !== 'done') return fail(placeProblem(place, context.name, answer));
    if (answer.code === 0) return ok(undefined);
    const [why] = answer.stderr.trim().split('\n').slice(-1);
    const message = `what runs start from can't be put on ${place.title}: ${why}`;
    return fail({ kind: 'file', path: 'restore_from_path', message });
  } finally {
    place.close();
    await place.remove();
  }
}

/** Each gets its name when it is whole, and once: a run may be reading it. */
const program = (work: string, unique: string, files: readonly SentFile[]): string => {
  const directories = [...new Set(files.map(({ name }) => name.slice(0, name.lastIndexOf('/'))))];
  const moves = directories.map((name) => {
    const [from, to] = [shellQuote(name), shellQuote(`../${name}`)];
    return `[ -d ${to} ] || mv ${from} ${to} || mrunner_fail 'what was sent could not be put in place'`;
  });
  return `umask 077
mkdir -p ${shellQuote(`${work}/restored`)} && cd ${shellQuote(work)} && mkdir ${unique} && cd ${unique} || exit
mrunner_fail() { echo "$1" >&2; cd .. && rm -rf ${unique}; exit 1; }
tar -xf - || mrunner_fail 'it could not be unpacked'
[ -e ${wholeName} ] || mrunner_fail 'the connection was cut while it was sent'
${moves.join('\n')}
cd .. && rm -rf ${unique}`;
};
