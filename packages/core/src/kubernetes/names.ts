/** The longest name of a Job: the names of its pods begin with it, and one of them is a label. */
export const longestJobName = 50;

/**
 * A text as a name for objects and labels (DNS-1123, and a letter first, as services want it): lower case, other characters as
 * dashes. What has to be cut or changed gets a hash of the whole, so that different texts have different names.
 *
 * @example kubeName('Brave_Otter', 63) === 'brave-otter-0k3jx91a2'
 */
export function kubeName(text: string, max = 63): string {
  if (text.length <= max && namePattern.test(text)) return text;
  const hash = shortHash(text);
  const safe = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, Math.max(max - hash.length - 1, 0))
    .replace(/-+$/, '');
  return `${safe === '' ? 'm' : safe}-${hash}`;
}

const namePattern = /^[a-z](?:[a-z0-9-]*[a-z0-9])?$/;

/** Whether Kubernetes takes a text as the name of a namespace, a Secret, a claim and the like. */
export const isObjectName = (text: string): boolean =>
  text.length <= 253 && /^[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?$/.test(text);

/** Whether Kubernetes takes a text as the name of a label, annotation or resource: `example.com/name`. */
export const isQualifiedName = (text: string): boolean =>
  /^(?:[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9](?:[-\w.]{0,61}[A-Za-z0-9])?$/.test(
    text,
  );

/** Whether Kubernetes takes a text as the value of a label. */
export const isLabelValue = (text: string): boolean =>
  /^(?:[A-Za-z0-9](?:[-\w.]{0,61}[A-Za-z0-9])?)?$/.test(text);

/** 45 bits of a text (FNV-1a) as 9 letters and digits: enough to tell the names of one namespace apart. */
function shortHash(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (let at = 0; at < text.length; at += 1) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(at))) * 0x100000001b3n);
  }
  return ((hash ^ (hash >> 45n)) & ((1n << 45n) - 1n)).toString(36).padStart(9, '0');
}
