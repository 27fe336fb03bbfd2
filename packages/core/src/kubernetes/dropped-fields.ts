/**
 * What of an object that was sent is not in the server's answer: fields that it does not know, or that are switched off there,
 * are dropped without a word. As paths: `spec.backoffLimitPerIndex`.
 */
export function droppedFields(sent: unknown, answered: unknown, path = ''): readonly string[] {
  if (sent === undefined || sent === null || isEmpty(sent)) return [];
  if (answered === undefined || answered === null) return [path];
  if (Array.isArray(sent)) {
    const there = Array.isArray(answered) ? answered : [];
    return sent.flatMap((item, at) => droppedFields(item, there[at], `${path}[${at}]`));
  }
  if (typeof sent !== 'object' || typeof answered !== 'object') return [];
  return Object.entries(sent).flatMap(([key, value]) =>
    droppedFields(
      value,
      (answered as { readonly [key: string]: unknown })[key],
      path === '' ? key : `${path}.${key}`,
    ),
  );
}

/** Nothing is lost where a server does not repeat these. */
const isEmpty = (value: unknown): boolean =>
  value === false ||
  value === '' ||
  (typeof value === 'object' && Object.keys(value as object).length === 0);
