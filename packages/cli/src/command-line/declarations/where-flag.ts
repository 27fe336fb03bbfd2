/** The flag that filters runs by what is known of them. */
export const whereFlag = {
  where: {
    kind: 'text',
    value: 'CONDITION',
    describe: "Only runs for which this holds, such as 'lr>0.01 and state=failed'",
  },
} as const;
