/** Waits, for at most 50 seconds unless told otherwise, which is less than tests have; throws what it waited for. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  what: string | (() => string) = 'a condition',
  seconds = 50,
): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await isSo())) {
    if (Date.now() > deadline)
      throw new Error(`waited in vain for ${typeof what === 'string' ? what : what()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
