/** The tags of a neptune context. Every change is recorded. */
export interface NeptuneTags extends Iterable<string> {
  readonly length: number;
  has(tag: string): boolean;
  /** Adds tags; those that are there stay once. */
  append(...tags: readonly string[]): void;
  remove(tag: string): void;
  /** Replaces all tags. */
  set(tags: Iterable<string>): void;
}

export const createTags = (
  initial: Iterable<string>,
  changed: (tags: readonly string[]) => void,
): NeptuneTags => {
  const tags = new Set(initial);
  const replace = (next: Iterable<string>): void => {
    const list = [...next];
    tags.clear();
    for (const tag of list) tags.add(tag);
    changed([...tags]);
  };
  return {
    get length() {
      return tags.size;
    },
    has: (tag) => tags.has(tag),
    append: (...added) => replace([...tags, ...added]),
    remove: (tag) => replace([...tags].filter((other) => other !== tag)),
    set: replace,
    [Symbol.iterator]: () => [...tags].values(),
  };
};
