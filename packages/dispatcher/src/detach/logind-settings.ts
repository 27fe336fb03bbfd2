import type { HostFiles } from '../host/host.ts';

const directories = ['/usr/lib/systemd', '/usr/local/lib/systemd', '/run/systemd', '/etc/systemd'];

/**
 * A setting of logind as its files say: logind.conf, then the files of logind.conf.d in the order of their names, of which those in /etc
 * hide those of the same name elsewhere. The last one counts; undefined when none has it.
 */
export function logindSetting(
  files: Pick<HostFiles, 'read' | 'list'>,
  name: string,
): string | undefined {
  const main = directories.map((directory) => `${directory}/logind.conf`);
  const dropIns = new Map<string, string>();
  for (const directory of directories.map((each) => `${each}/logind.conf.d`)) {
    for (const file of files.list(directory).filter((each) => each.endsWith('.conf')))
      dropIns.set(file, `${directory}/${file}`);
  }
  const sorted = [...dropIns].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path);
  const pattern = new RegExp(`^\\s*${name}\\s*=(.*)$`, 'gm');
  return [...main, ...sorted]
    .flatMap((path) => [...(files.read(path) ?? '').matchAll(pattern)])
    .map(([, value = '']) => value.trim())
    .at(-1);
}
