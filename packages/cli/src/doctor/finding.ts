/** What one check found. */
export interface Finding {
  /** `note`: nothing is wrong, but it is good to know. */
  readonly state: 'ok' | 'note' | 'mend';
  /** What was looked at, in a word or two. */
  readonly about: string;
  /** What it is like; with `mend`, what to do about it. */
  readonly text: string;
}
