/** Lets actions run one behind the other, in the order in which they were asked for. */
export function oneAtATime(): <Answer>(action: () => Promise<Answer>) => Promise<Answer> {
  let last: Promise<unknown> = Promise.resolve();
  return (action) => {
    const next = last.then(action, action);
    // A failed one is told to who asked for it; the next one goes on.
    last = next.catch(() => {});
    return next;
  };
}
