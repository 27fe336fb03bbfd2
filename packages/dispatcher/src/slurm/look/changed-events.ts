import { shellQuote } from '@mrunner/core';

/** What of the files of workers is here already. */
export interface KnownEvents {
  /** Name of the list, kept there, of what was sent the last time; absent: nothing was. */
  readonly list?: string;
  /** Name for the list of this time. */
  readonly next: string;
  /** Bytes of large files that are here, by name: only what follows is sent. Small ones are sent whole. */
  readonly large: ReadonlyMap<string, number>;
}

/** From this size on a file is sent from where it was read to. */
export const largeBytes = 1 << 14;

/** Where the lists are kept, in the work directory. */
const lists = 'looks';

/**
 * Text for a program in the work directory: sends the worker files of `events/` that have changed. Which ones is found by
 * comparing a listing with the one of the last time, so that thousands of files cost one `ls`, and nothing is sent to say what is
 * here. A file that grows meanwhile is sent as it is then; sending something twice does no harm.
 */
export function changedEventsText({ list, next, large }: KnownEvents): string {
  const sizes = [...large].map(([name, bytes]) => ` ${name}=${bytes}`).join('');
  return `if [ -d events ]; then
mkdir -p ${lists}
# Network file systems show new names to this machine as soon as it changes the directory itself.
mkdir "events/.look.$$" 2>/dev/null && rmdir "events/.look.$$"
ls -ln events | tr -s ' ' | cut -d ' ' -f 5,9 | sort >${lists}/${next}.tmp
mrunner_changed=$(${list === undefined ? '' : `if [ -f ${lists}/${list} ]; then comm -13 ${lists}/${list} ${lists}/${next}.tmp; else `}cat ${lists}/${next}.tmp${list === undefined ? '' : '; fi'})
mrunner_large=${shellQuote(`${sizes} `)}
mrunner_grown=
mrunner_part_number=0
mrunner_send() {
mrunner_part_number=$((mrunner_part_number + 1))
mrunner_part "files-$mrunner_part_number"
tail -c +1 "$@"
}
set -f
IFS='
'
set -- /dev/null
cd events
for mrunner_line in $mrunner_changed; do
mrunner_name=\${mrunner_line#* }
case $mrunner_name in worker-*.jsonl) ;; *) continue ;; esac
case $mrunner_large in
*" $mrunner_name="*) mrunner_grown="$mrunner_grown$mrunner_name
" ;;
*) set -- "$@" "$mrunner_name" ;;
esac
if [ $# -gt 200 ]; then
mrunner_send "$@"
set -- /dev/null
fi
done
if [ $# -gt 1 ]; then mrunner_send "$@"; fi
for mrunner_name in $mrunner_grown; do
mrunner_from=\${mrunner_large##* "$mrunner_name="}
mrunner_from=\${mrunner_from%% *}
mrunner_part "from-$mrunner_from-$mrunner_name"
tail -c "+$((mrunner_from + 1))" "$mrunner_name"
done
unset IFS
set +f
cd ..
for mrunner_name in ${lists}/*; do
case $mrunner_name in ${list === undefined ? '' : `${lists}/${list} | `}${lists}/${next}.tmp) ;; *) rm -f "$mrunner_name" ;; esac
done
mv ${lists}/${next}.tmp ${lists}/${next}
fi`;
}

/** A piece of a file, at its place in it. */
export interface FilePiece {
  readonly name: string;
  readonly offset: number;
  readonly bytes: Buffer;
}

/** Reads what the program sent; throws nothing: what has another form is left out. */
export function changedEvents(parts: ReadonlyMap<string, Buffer>): readonly FilePiece[] {
  const pieces: FilePiece[] = [];
  for (const [part, bytes] of parts) {
    if (part.startsWith('files-')) pieces.push(...filesOfTail(bytes));
    const [, offset, name] = /^from-(\d+)-(worker-[^/]+\.jsonl)$/.exec(part) ?? [];
    if (name !== undefined) pieces.push({ name, offset: Number(offset), bytes });
  }
  return pieces;
}

const heading = /^==> (worker-[^/\n]+\.jsonl) <==\n/;

/**
 * What `tail` printed of several files: a heading before each, with a line break before all but the first, which is of
 * /dev/null. A line of events is JSON, so it never looks like a heading.
 */
function* filesOfTail(bytes: Buffer): Generator<FilePiece> {
  let at = bytes.indexOf('\n==> worker-');
  while (at >= 0) {
    const end = bytes.indexOf('\n', at + 1) + 1;
    const [, name] = heading.exec(bytes.toString('utf8', at + 1, end)) ?? [];
    const next = bytes.indexOf('\n==> worker-', end - 1);
    const content = bytes.subarray(end, next < 0 ? undefined : next);
    if (name !== undefined) yield { name, offset: 0, bytes: content };
    at = next;
  }
}
