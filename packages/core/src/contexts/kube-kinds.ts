import { imageName } from '../kubernetes/image-name.ts';
import { isLabelValue, isObjectName, isQualifiedName } from '../kubernetes/names.ts';
import { memoryQuantity } from '../kubernetes/quantity.ts';
import { ok } from '../problems/problem.ts';
import { memText, parseMemory } from '../resources/memory.ts';
import { scalarText } from './given.ts';
import { type KeyKind, positioned, refuse } from './key-kind.ts';

const textThat = (expected: string, holds: (text: string) => boolean): KeyKind<string> => ({
  expected,
  parse: (given) => {
    const text = scalarText(given);
    return text !== undefined && holds(text) ? ok(text) : refuse(given, expected);
  },
  text: String,
});

/** What namespaces, Secrets, claims and classes are named. */
export const objectName = textThat('a name of lower case letters, digits, - and .', isObjectName);

/** What labels, annotations and resources of nodes are named. */
export const qualifiedName = textThat(
  'a name such as example.com/name, of at most 63 characters behind the slash',
  isQualifiedName,
);

export const labelValue = textThat('at most 63 letters, digits, -, _ and .', isLabelValue);

export const containerImage = textThat(
  'an image such as ghcr.io/lab/train:1.2',
  (text) => imageName(text) !== undefined,
);

/** A directory in the container. */
export const directoryInPod = textThat('a path that begins with /', (text) =>
  /^\/[^\0]*$/.test(text),
);

/** How many of a resource of nodes, as Kubernetes counts it. */
export const deviceCount = textThat('a number above 0', (text) => /^[1-9]\d{0,8}$/.test(text));

/** Disk space; kept as Kubernetes writes it. */
export const diskSize: KeyKind<string> = {
  expected: 'a size such as 10Gi',
  parse: (given) => {
    const parsed = positioned(given, parseMemory(given.value, given.path, 'problem'));
    return parsed.ok ? ok(memoryQuantity(parsed.value)) : parsed;
  },
  text: String,
};

/** Memory in MiB. */
export const memorySize: KeyKind<number> = {
  expected: 'a size such as 16G',
  parse: (given) => positioned(given, parseMemory(given.value, given.path, 'allowed')),
  text: memText,
};
