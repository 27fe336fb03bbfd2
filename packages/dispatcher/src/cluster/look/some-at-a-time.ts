/** Does something for each, so many side by side at most; rejects when one of them does. */
export async function someAtATime<T>(
  items: readonly T[],
  atATime: number,
  act: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < items.length) await act(items[next++] as T);
  };
  await Promise.all(Array.from({ length: Math.min(atATime, items.length) }, work));
}
