import ignore from 'ignore';

/** What rules say of a path: not part of the code, part of it whatever other rules say, or nothing. */
export type Verdict = 'ignored' | 'back' | 'none';

/** Rules of ignore files in several directories, as git reads them: of those that match the last one counts. */
export interface IgnoreRules {
  /** Adds a file's text. Files of directories further down are to be added later: they count over those above. */
  readonly add: (directory: string, text: string) => void;
  /**
   * Of a path relative to the top; a directory's ends with a slash. Nothing below an ignored directory can be brought
   * back, so that the verdict for what is above is asked first.
   */
  readonly of: (path: string) => Verdict;
  /** Whether a rule brings something back. */
  readonly bringsBack: () => boolean;
}

export function ignoreRules(): IgnoreRules {
  const rules = ignore({ ignorecase: false });
  let bringsBack = false;
  return {
    add: (directory, text) => {
      const patterns = patternsIn(text);
      bringsBack ||= patterns.some((pattern) => pattern.startsWith('!'));
      rules.add(patterns.map((pattern) => rebased(directory, pattern)));
    },
    of: (path) => {
      const { ignored, unignored } = rules.test(path);
      if (ignored) return 'ignored';
      return unignored ? 'back' : 'none';
    },
    bringsBack: () => bringsBack,
  };
}

const patternsIn = (text: string): readonly string[] =>
  text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line !== '' && !line.startsWith('#'));

/** A pattern of a file further down, as one of the top. */
function rebased(directory: string, pattern: string): string {
  if (directory === '') return pattern;
  const [, not = '', body = ''] = /^(!?)(.*)$/s.exec(pattern) ?? [];
  const isAnchored = /\/./.test(body);
  const place = directory.replace(/[\\*?[\]!# ]/g, '\\$&');
  return `${not}/${place}/${isAnchored ? '' : '**/'}${body.replace(/^\//, '')}`;
}
