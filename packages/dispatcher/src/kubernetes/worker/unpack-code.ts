import { shellQuote } from '@mrunner/core';
import { codePartFile } from '@mrunner/core/kubernetes';

/** A project that a container unpacks before its runs start. */
export interface UnpackedCode {
  /** Directories with the parts of its `tar.gz`, in order, each as a file `codePartFile`. */
  readonly parts: readonly string[];
  /** What it is unpacked into: it is made. */
  readonly into: string;
  /** Paths in it that are links, to absolute paths. */
  readonly links: readonly (readonly [path: string, target: string])[];
  /** Shell text that prepares it, in its directory. */
  readonly setup?: string;
  /** The directory in it where the set-up is done. */
  readonly root: string;
}

/** Steps of a set-up, which fail where something is missing. */
export function unpackSteps({ parts, into, links, setup, root }: UnpackedCode): readonly string[] {
  const files = parts.map((part) => shellQuote(`${part}/${codePartFile}`)).join(' ');
  return [
    `command mkdir -p ${shellQuote(into)} && command cat ${files} | command gzip -dc | command tar -xf - -C ${shellQuote(into)}`,
    // A pipe tells only of its last end: what was cut off in front has no such file.
    `[ -d ${shellQuote(root)} ]`,
    ...links.map(
      ([path, target]) =>
        `command mkdir -p ${shellQuote(`${root}/${path}`.replace(/\/[^/]*$/, ''))} && command ln -s ${shellQuote(target)} ${shellQuote(`${root}/${path}`)}`,
    ),
    ...(setup === undefined
      ? []
      : [`(command cd ${shellQuote(root)} && eval ${shellQuote(setup)})`]),
  ];
}
