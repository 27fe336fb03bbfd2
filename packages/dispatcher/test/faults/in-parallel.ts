/** Does something with each value, so many at a time. The results are in the order of the values. */
export async function inParallel<Value, Outcome>(
  atATime: number,
  values: readonly Value[],
  action: (value: Value) => Promise<Outcome>,
): Promise<Outcome[]> {
  const results: Outcome[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let i = next++; i < values.length; i = next++) {
      results[i] = await action(values[i] as Value);
    }
  };
  await Promise.all(Array.from({ length: atATime }, work));
  return results;
}
