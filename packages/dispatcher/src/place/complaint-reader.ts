/** What is heard on stderr of a shell that runs a program. */
export interface ComplaintReader {
  readonly read: (text: string) => void;
  /** What the program itself wrote, the end of it when it is long. */
  readonly ofProgram: () => string;
  /** Everything, without the marks. */
  readonly all: () => string;
}

/** Characters of what a program complains about that are kept. */
const kept = 1 << 18;

/**
 * Tells what a program wrote to stderr from what ssh and the login shell say around it, by the marks.
 *
 * @param listen takes what the program writes as it comes
 */
export function complaintReader(mark: string, listen?: (text: string) => void): ComplaintReader {
  const begin = `${mark}<\n`;
  const end = `${mark}>\n`;
  let stage: 'before' | 'program' | 'after' = 'before';
  let held = '';
  let around = '';
  let said = '';
  const say = (text: string): void => {
    said = (said + text).slice(-kept);
    if (text !== '') listen?.(text);
  };
  return {
    read: (text) => {
      held += text;
      if (stage === 'before') {
        const at = held.indexOf(begin);
        if (at < 0) return;
        around = held.slice(0, at);
        held = held.slice(at + begin.length);
        stage = 'program';
      }
      if (stage === 'program') {
        const at = held.indexOf(end);
        say(held.slice(0, at < 0 ? held.length - partOf(held, end) : at));
        held = at < 0 ? held.slice(held.length - partOf(held, end)) : held.slice(at + end.length);
        if (at >= 0) stage = 'after';
      }
      if (stage === 'after') {
        around += held;
        held = '';
      }
    },
    ofProgram: () => said,
    all: () => (stage === 'before' ? held : said + (stage === 'program' ? held : '') + around),
  };
}

/** How many of the last characters may be the beginning of the end mark. */
const partOf = (text: string, end: string): number => {
  const from = text.lastIndexOf(end.charAt(0));
  return from >= 0 && end.startsWith(text.slice(from)) ? text.length - from : 0;
};
