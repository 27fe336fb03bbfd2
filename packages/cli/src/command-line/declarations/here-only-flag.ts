/** For commands that remove sweeps. */
export const hereOnlyFlag = {
  hereOnly: {
    kind: 'switch',
    describe: 'Leave what a sweep has on another machine, and do not ask that machine',
  },
} as const;
