import { shellQuote } from '@mrunner/core';

/** What notes the use of mrunner's own Python of this hash, where trees are noted by their names. */
export const pythonUse = (hash: string): string => `python.${hash}`;

/** Text of a function: what is noted under a name, as `mrunner_there`. */
const thereFunction = (own: string): string => `mrunner_find() {
  case $1 in
  python.*) mrunner_there=${shellQuote(`${own}/python`)}/\${1#python.} ;;
  *) mrunner_there=${shellQuote(`${own}/code`)}/$1 ;;
  esac
}`;

/** Text of a function: `mrunner_use NAME` notes that a sweep uses a tree, or `pythonUse`, and fails when that is not there, or not any more. */
export const useFunction = (own: string, sweepId: string): string => `${thereFunction(own)}
mrunner_use() {
  mrunner_used=${shellQuote(`${own}/used`)}/$1
  # Who removes the last use of a tree removes this directory, perhaps just now.
  for mrunner_tries in 1 2 3; do
    if { mkdir -p "$mrunner_used" && : >"$mrunner_used/"${shellQuote(sweepId)}; } 2>/dev/null; then break; fi
  done
  mrunner_find "$1"
  [ -d "$mrunner_there" ]
}`;

/**
 * Text that notes that a sweep uses nothing of this any more, and removes what nobody uses then. Somebody may begin to use one at that
 * very moment: then it is put back, or that one finds it gone after its own note, and has it sent again.
 */
export const forgetText = (own: string, sweepId: string): string => `${thereFunction(own)}
for mrunner_use in ${shellQuote(`${own}/used`)}/*/${shellQuote(sweepId)}; do
  if [ ! -e "$mrunner_use" ]; then continue; fi
  rm -f "$mrunner_use"
  mrunner_used=\${mrunner_use%/*}
  if ! rmdir "$mrunner_used" 2>/dev/null; then continue; fi
  mrunner_find "\${mrunner_used##*/}"
  mrunner_tree=$mrunner_there
  mrunner_away=\${mrunner_tree%/*}/.\${mrunner_tree##*/}.removing
  rm -rf "$mrunner_away" "$mrunner_away.ready"
  # What says that its set-up is done never outlives it.
  mv "$mrunner_tree.ready" "$mrunner_away.ready" 2>/dev/null
  mv -T "$mrunner_tree" "$mrunner_away" 2>/dev/null
  if [ -d "$mrunner_used" ] && mv -T "$mrunner_away" "$mrunner_tree" 2>/dev/null; then
    mv "$mrunner_away.ready" "$mrunner_tree.ready" 2>/dev/null
  else
    rm -rf "$mrunner_away" "$mrunner_away.ready" "$mrunner_tree.log"
  fi
done`;
