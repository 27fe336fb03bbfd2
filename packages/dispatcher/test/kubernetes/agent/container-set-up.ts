import { shellQuote } from '@mrunner/core';

/** A file or directory of the machine that a container sees somewhere. */
export interface Bind {
  readonly from: string;
  readonly to: string;
  readonly readOnly: boolean;
  readonly isFile?: boolean;
}

export interface SetUp {
  /** An empty directory, which becomes the root of the container. */
  readonly root: string;
  readonly hostname: string;
  readonly binds: readonly Bind[];
  readonly workingDirectory: string;
  readonly user: number | undefined;
  readonly group: number | undefined;
  /** A further group. */
  readonly fsGroup?: number | undefined;
  /** Node's own program, which is in the image as `/opt/node/bin/node`. */
  readonly node: string;
}

/** What PATH is in every image. */
export const imagePath =
  '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/node/bin';

/**
 * Makes the container from inside its namespaces, and becomes its command, which are the words after it. The image is this machine's
 * /usr and /etc, read only; all else is empty. What it writes to standard error goes to descriptor 4; descriptor 3 hears the process id, as the machine counts it, and then `started` or
 * `missing`, when there is no such command.
 */
export function setUpScript({
  root,
  hostname,
  binds,
  workingDirectory,
  user,
  group,
  fsGroup,
  node,
}: SetUp): string {
  const q = (text: string) => shellQuote(text);
  const inside = (path: string) => q(`${root}${path}`);
  // Deeper ones later, so that none hides another.
  const ordered = [...binds].sort((a, b) => a.to.split('/').length - b.to.split('/').length);
  const owner = [
    ...(user === undefined ? [] : [`--reuid=${user}`]),
    ...(group === undefined && user === undefined
      ? []
      : [
          `--regid=${group ?? 0}`,
          fsGroup === undefined ? '--clear-groups' : `--groups=${fsGroup}`,
        ]),
  ];
  return [
    'exec 2>&4 4>&-; set -e',
    'PATH_=$PATH; PATH=/usr/sbin:/usr/bin:/sbin:/bin',
    'read -r outer rest </proc/self/stat; echo "$outer" >&3',
    `mount -t tmpfs -o mode=755 tmpfs ${q(root)}`,
    `cd ${q(root)}`,
    'mkdir -p usr etc proc dev/shm sys root run var/tmp opt/node/bin tmp mnt home srv',
    'chmod 1777 tmp var/tmp dev/shm',
    'for part in /bin /sbin /lib /lib32 /lib64 /libx32; do if [ -L $part ]; then cp -a $part .; elif [ -d $part ]; then mkdir .$part; mount --bind -o ro $part .$part; fi; done',
    'cp -a /dev/null /dev/zero /dev/full /dev/random /dev/urandom /dev/tty dev/',
    'ln -s /proc/self/fd dev/fd; ln -s /proc/self/fd/0 dev/stdin; ln -s /proc/self/fd/1 dev/stdout; ln -s /proc/self/fd/2 dev/stderr',
    'mount --bind -o ro /usr usr',
    'mount --bind -o ro /etc etc',
    `: >opt/node/bin/node; mount --bind -o ro ${q(node)} opt/node/bin/node`,
    'mount -t proc proc proc',
    `printf %s ${q(hostname)} >proc/sys/kernel/hostname`,
    ...ordered.map(({ from, to, readOnly, isFile }) => {
      const target = inside(to);
      const make = isFile
        ? `mkdir -p ${inside(to.replace(/\/[^/]*$/, '') || '/')}; [ -e ${target} ] || : >${target}`
        : `mkdir -p ${target}`;
      return `${make}; mount --bind${readOnly ? ' -o ro' : ''} ${q(from)} ${target}`;
    }),
    `mkdir -p ${inside(workingDirectory)}`,
    `PATH=$PATH_; unset PATH_ outer rest; exec /usr/sbin/chroot . /usr/bin/setpriv ${[...owner, '/bin/sh'].join(' ')} -c ${q(startText(workingDirectory))} sh "$@"`,
  ].join('\n');
}

const startText = (directory: string): string =>
  [
    `cd ${shellQuote(directory)} || exit 128`,
    'unset OLDPWD',
    'if command -v -- "$1" >/dev/null; then echo started >&3; else echo missing >&3; exit 128; fi',
    'exec 3>&-',
    'exec "$@"',
  ].join('\n');
