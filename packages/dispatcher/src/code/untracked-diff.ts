import type { Host } from '../host/host.ts';

/** Untracked text files as git would show them when added, as far as there is room. */
export function additionsOf(
  host: Pick<Host, 'files'>,
  root: string,
  paths: readonly string[],
  room: number,
): { readonly text: string; readonly isCut: boolean } {
  let text = '';
  for (const path of paths) {
    const size = host.files.stat(`${root}/${path}`)?.size ?? 0;
    if (text.length + size > room) return { text, isCut: true };
    const content = readText(host, `${root}/${path}`);
    if (content !== undefined) text += addition(path, content);
  }
  return { text, isCut: false };
}

/** Undefined for what is no text, or can't be read. */
function readText(host: Pick<Host, 'files'>, path: string): string | undefined {
  try {
    const text = host.files.read(path);
    return text?.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

function addition(path: string, content: string): string {
  const head = `diff --git a/${path} b/${path}\nnew file mode 100644\n`;
  if (content === '') return head;
  const isWhole = content.endsWith('\n');
  const lines = (isWhole ? content.slice(0, -1) : content).split('\n');
  const body = lines.map((line) => `+${line}\n`).join('');
  const end = isWhole ? '' : '\\ No newline at end of file\n';
  return `${head}--- /dev/null\n+++ b/${path}\n@@ -0,0 +1,${lines.length} @@\n${body}${end}`;
}
