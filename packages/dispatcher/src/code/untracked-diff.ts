import { gitName } from '@mrunner/core';
import type { Host } from '../host/host.ts';

/** Untracked text files as git would show them when added, as far as there is room. What is no text is left out. */
export function additionsOf(
  host: Pick<Host, 'files'>,
  root: string,
  paths: readonly string[],
  room: number,
): { readonly text: string; readonly isCut: boolean } {
  let text = '';
  let bytes = 0;
  let isCut = false;
  for (const path of paths) {
    const whole = `${root}/${path}`;
    const look = host.files.lookAt(whole);
    if (bytes + (look?.size ?? 0) > room) {
      isCut = true;
      continue;
    }
    const section =
      look?.kind === 'link'
        ? addition(path, '120000', host.files.readLink(whole))
        : look?.kind === 'file'
          ? addition(path, look.executable ? '100755' : '100644', readText(host, whole))
          : '';
    text += section;
    bytes += Buffer.byteLength(section);
  }
  return { text, isCut };
}

/** Undefined for what is no text in UTF-8, or can't be read. */
function readText(host: Pick<Host, 'files'>, path: string): string | undefined {
  try {
    const text = host.files.read(path);
    return text === undefined || /[\0\uFFFD]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

function addition(path: string, mode: string, content: string | undefined): string {
  if (content === undefined) return '';
  const head = `diff --git ${gitName(`a/${path}`)} ${gitName(`b/${path}`)}\nnew file mode ${mode}\n`;
  if (content === '') return head;
  const isWhole = content.endsWith('\n');
  const lines = (isWhole ? content.slice(0, -1) : content).split('\n');
  const body = lines.map((line) => `+${line}\n`).join('');
  const end = isWhole ? '' : '\\ No newline at end of file\n';
  // A name with a blank in it ends where a tab says so.
  const name = `${gitName(`b/${path}`)}${path.includes(' ') ? '\t' : ''}`;
  return `${head}--- /dev/null\n+++ ${name}\n@@ -0,0 +1,${lines.length} @@\n${body}${end}`;
}
