import { createTarPacker, type TarHeader } from 'modern-tar';
import type { Host } from '../../host/host.ts';

/** Something to be sent, with its path in the archive. */
export interface TarMember {
  readonly name: string;
  readonly executable?: boolean;
  /** Its owner alone may read it. */
  readonly isPrivate?: boolean;
  /** A file on this machine; or a text; or where a link leads; or a directory. */
  readonly content:
    | { readonly file: string }
    | { readonly text: string }
    | { readonly target: string }
    | 'directory';
}

/** A tar archive, in pieces as they are needed: memory stays flat however much is sent. */
export function tarOf(
  host: Pick<Host, 'files'>,
  members: Iterable<TarMember>,
): AsyncIterable<Uint8Array> {
  const { readable, controller } = createTarPacker();
  const fill = async (): Promise<void> => {
    for (const member of members) {
      const { header, pieces } = entryOf(host, member);
      const writer = controller.add(header).getWriter();
      for (const piece of pieces) await writer.write(piece);
      await writer.close();
    }
    controller.finalize();
  };
  fill().catch((error: unknown) => controller.error(error));
  return readable;
}

function entryOf(
  host: Pick<Host, 'files'>,
  { name, executable = false, isPrivate = false, content }: TarMember,
): { header: TarHeader; pieces: Iterable<Uint8Array> } {
  const rights = executable ? 0o755 : 0o644;
  const mode = isPrivate ? rights & 0o700 : rights;
  if (content === 'directory') {
    const header = {
      name: `${name}/`,
      type: 'directory',
      size: 0,
      mode: isPrivate ? 0o700 : 0o755,
    };
    return { header: header as TarHeader, pieces: [] };
  }
  if ('target' in content) {
    return {
      header: { name, type: 'symlink', size: 0, linkname: content.target },
      pieces: [],
    };
  }
  if ('text' in content) {
    const bytes = Buffer.from(content.text);
    return { header: { name, size: bytes.length, mode }, pieces: [bytes] };
  }
  const size = host.files.stat(content.file)?.size ?? 0;
  return { header: { name, size, mode }, pieces: host.files.chunks(content.file) };
}

/** Everything in a directory of this machine, with names that begin with another one. */
export function* membersIn(
  host: Pick<Host, 'files'>,
  directory: string,
  name: string,
): Generator<TarMember> {
  yield { name, content: 'directory', isPrivate: true };
  for (const entry of host.files.list(directory)) {
    yield* memberAt(host, `${directory}/${entry}`, `${name}/${entry}`);
  }
}

/** What is at a path of this machine, with all that is in it. */
export function* memberAt(
  host: Pick<Host, 'files'>,
  path: string,
  name: string,
): Generator<TarMember> {
  const look = host.files.lookAt(path);
  const executable = look?.executable ?? false;
  if (look?.kind === 'directory') yield* membersIn(host, path, name);
  else if (look?.kind === 'link') yield { name, content: { target: host.files.readLink(path) } };
  else if (look?.kind === 'file') {
    yield { name, executable, isPrivate: true, content: { file: path } };
  }
}
