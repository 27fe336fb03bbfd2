/** Waits for at most a minute; throws what it waited for. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  what: string | (() => string) = 'a condition',
): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await isSo())) {
    if (Date.now() > deadline)
      throw new Error(`waited in vain for ${typeof what === 'string' ? what : what()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
