import { shellQuote } from '@mrunner/core';

/** What an environment record is made for. */
export interface EnvironmentLine {
  /** Absolute path of the record; its directory is made, the one above must exist. */
  readonly file: string;
  /** The worker that makes it. */
  readonly slot: string;
  readonly context: string;
  /** The directory of the code that runs: lockfiles are looked for in it. */
  readonly directory: string;
  /** The first word of a run's command, whose version is asked for when it is an interpreter. */
  readonly program: string;
  /** Shell text, one word: the machine, where runs see another name of it. */
  readonly node?: string;
}

/**
 * A line of shell text that records in what environment a worker's runs are: see `EnvironmentRecord`. It takes no time of
 * the worker: the record is made in the background, niced, below nobody (who ends a run's processes must not find it),
 * and put in place whole. What is missing on a machine is left out; no value of a variable gets into it.
 */
export const environmentLine = (line: EnvironmentLine): string =>
  environmentText({ ...line, file: shellQuote(line.file), slot: shellQuote(line.slot) });

/** The same, where `file` and `slot` are shell text that makes one word each. */
export function environmentText(line: EnvironmentLine): string {
  const { file, slot, node } = line;
  const others = [line.context, line.directory, line.program].map(shellQuote).join(' ');
  const command = `command nice -n 19 /bin/sh -c ${shellQuote(program)} environment ${file} ${slot} ${others}${node === undefined ? '' : ` ${node}`}`;
  return `(${command} </dev/null >/dev/null 2>&1 9>&- &)`;
}

/** Names of the files that pin what a project depends on, of any language. */
const lockfiles =
  'package-lock.json npm-shrinkwrap.json pnpm-lock.yaml yarn.lock bun.lock bun.lockb deno.lock uv.lock poetry.lock pdm.lock ' +
  'Pipfile.lock pixi.lock conda-lock.yml environment.yml environment.yaml requirements*.txt Manifest.toml renv.lock Cargo.lock ' +
  'go.sum flake.lock';

// As `pip freeze` lists them, without asking pip, which may be missing and prints the credentials in addresses. What lies
// in the project must not be taken for a module of Python's own.
const listPackages = String.raw`import os, sys
sys.path[:] = [path for path in sys.path if path not in ("", os.getcwd())]
from importlib.metadata import distributions
names = {"%s==%s" % (it.metadata["Name"], it.version) for it in distributions()}
for name in sorted(names, key=str.lower): print("package\t" + name)`;

// Arguments: file slot context directory program [node]. Lines `key<TAB>value` become JSON in awk, the one tool everywhere that can.
const program = String.raw`export LC_ALL=C
file=$1 slot=$2 context=$3 directory=$4 program=$5 node=${'$'}{6-}
cd "$directory" || exit 1
say() { if [ "$2" ]; then printf '%s\t%s\t%s\n' "$1" "$2" "$3"; fi; }
first() { sed -n "$1" "$2" 2>/dev/null | head -n 1; }
sum() {
  if command -v sha256sum; then sha256sum <"$1"
  elif command -v shasum; then shasum -a 256 <"$1"
  else openssl dgst -sha256 -r <"$1"
  fi 2>/dev/null | sed -n 's/^\([0-9a-f]\{64\}\).*/\1/p'
}
locks() {
  for name in ${lockfiles}; do
    if [ -f "$1$name" ]; then say file "$1$name" "$(sum "$1$name")"; fi
  done
}
all() {
  say slot "$slot"
  say context "$context"
  say time "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
  say host "$(uname -n)"
  say node "$node"
  system=$(first 's/^PRETTY_NAME="*\([^"]*\)"*$/\1/p' /etc/os-release)
  say os "$(uname -sr)$(if [ "$system" ]; then printf ' (%s)' "$system"; fi)"
  say arch "$(uname -m)"
  cpu=$(first 's/^model name[[:space:]]*: //p' /proc/cpuinfo)
  say cpu "$(if [ "$cpu" ]; then printf %s "$cpu"; else sysctl -n machdep.cpu.brand_string; fi)"
  say cpus "$(getconf _NPROCESSORS_ONLN || nproc)"
  say memory "$(first 's/^MemTotal: *\([0-9]*\) kB$/\1/p' /proc/meminfo)"
  if command -v nvidia-smi >/dev/null; then
    if command -v timeout >/dev/null; then timeout 30 nvidia-smi -L; else nvidia-smi -L; fi |
      while IFS= read -r gpu; do case $gpu in GPU\ *) say gpu "$gpu" ;; esac; done
  fi
  say program "$(command -v "$program")"
  case ${'$'}{program##*/} in
    node | nodejs | deno | bun | ruby | perl | julia | Rscript | R | python | python[0-9]* | pypy*)
      version=$("$program" --version 2>&1) && say version "$(printf '%s\n' "$version" | sed -n '/./{p;q;}')" ;;
  esac
  case ${'$'}{program##*/} in
    python | python[0-9]* | pypy*) "$program" -c '${listPackages}' ;;
  esac
  found=$(locks '')
  # In a repository of several packages the lockfile is at its top.
  above= top=$directory
  while [ ! "$found" ] && [ ! -e "$top/.git" ] && [ "$top" ] ; do
    above=../$above top=${'$'}{top%/*}
    if [ -e "$top/.git" ]; then found=$(locks "$above"); fi
  done
  if [ "$found" ]; then printf '%s\n' "$found"; fi
}
mkdir "${'$'}{file%/*}"
part=$file.part
all | awk -F '\t' '
  function text(s) { gsub(/[\001-\037\177]/, "", s); gsub(/["\\]/, "\\\\&", s); return "\"" s "\"" }
  $1 == "gpu" { gpus = gpus (gpus == "" ? "" : ",") text($2); next }
  $1 == "package" { packages = packages (packages == "" ? "" : ",") text($2); next }
  $1 == "file" { files = files (files == "" ? "" : ",") text($2) ":" text($3); next }
  NF > 1 { others = others "," text($1) ":" text($2) }
  END { printf "{\"format\":1%s,\"gpus\":[%s],\"files\":{%s},\"packages\":[%s]}\n", others, gpus, files, packages }
' >"$part" && mv -f "$part" "$file" || rm -f "$part"`;
