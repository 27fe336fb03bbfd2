/** A fenced block of a page. */
export interface CodeBlock {
  readonly language: string;
  /** Where the block starts in the page, from 1. */
  readonly line: number;
  readonly code: string;
  readonly use: BlockUse;
}

/**
 * What is done with a block: `file=spec.ts`, `run`, `run exit=2`, `part` behind the language; nothing: it is a picture.
 * `theirs=hydra` and `ours=hydra` are sweeps of another tool and of mrunner, which a test of that page compares.
 */
export type BlockUse =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'run'; readonly exitCode: number }
  | { readonly kind: 'theirs' | 'ours'; readonly sweep: string }
  | { readonly kind: 'part' }
  | { readonly kind: 'none' };

/** The fenced blocks of a page of Markdown, in order. */
export const codeBlocks = (page: string): CodeBlock[] =>
  Array.from(page.matchAll(/^```(\w*) ?(.*)\n([\s\S]*?)^```$/gm), (match) => ({
    language: match[1] ?? '',
    line: page.slice(0, match.index).split('\n').length,
    code: match[3] ?? '',
    use: useOf(match[2] ?? ''),
  }));

const useOf = (marks: string): BlockUse => {
  const path = /^file=(\S+)$/.exec(marks)?.[1];
  if (path !== undefined) return { kind: 'file', path };
  const run = /^run(?: exit=(\d+))?$/.exec(marks);
  if (run !== null) return { kind: 'run', exitCode: Number(run[1] ?? 0) };
  const [, side, sweep] = /^(theirs|ours)=(\w+)$/.exec(marks) ?? [];
  if (sweep !== undefined) return { kind: side === 'ours' ? 'ours' : 'theirs', sweep };
  if (marks === 'part') return { kind: 'part' };
  if (marks === '') return { kind: 'none' };
  throw new Error(
    `Expected file=NAME, run, run exit=N, theirs=SWEEP, ours=SWEEP or part behind the language, got ${marks}`,
  );
};
