/**
 * A pack is two files that a shell without Node reads: `pack.sh` has the records, and the index says where each one is, in
 * lines of a fixed width, so that record k is found by two seeks however many there are.
 */
export const packLayout = {
  /** Records begin at multiples of this many bytes, the unit in which `dd` seeks everywhere; newlines fill the rest. */
  block: 512,
  /** Bytes of a line of the index: first block, number of blocks, and ` .` at its end as a sign that it is whole. */
  indexLine: 20,
  /** First line of record k. */
  head: (k: number | string): string => `#record ${k}`,
  /** Last line of record k: without it the record is torn. */
  foot: (k: number | string): string => `#end ${k}`,
} as const;
