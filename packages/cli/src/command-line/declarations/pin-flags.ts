/** The flags that keep a sweep from being removed, and let it go again. */
export const pinFlags = {
  pin: { kind: 'switch', describe: 'Keep it: mrun rm and mrun clean leave its sweep alone' },
  unpin: { kind: 'switch', describe: 'Let it be removed again' },
} as const;
