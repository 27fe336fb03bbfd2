import fc from 'fast-check';
import { expect, test } from 'vitest';
import { imageName } from './image-name.ts';
import { isLabelValue, isObjectName, isQualifiedName, kubeName } from './names.ts';

test('a text that is a name stays as it is', () => {
  expect(kubeName('mr-brave-otter-k3j9x-0')).toBe('mr-brave-otter-k3j9x-0');
});

test('any text becomes a name of DNS-1123 that fits, the same each time', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 12, max: 63 }), (text, max) => {
      const name = kubeName(text, max);
      expect(name).toMatch(/^[a-z](?:[a-z0-9-]*[a-z0-9])?$/);
      expect(name.length).toBeLessThanOrEqual(max);
      expect(kubeName(text, max)).toBe(name);
    }),
  );
  for (const text of ['', '日本', 'Größe 1', '-', '🦦'.repeat(80)]) {
    expect(kubeName(text, 20)).toMatch(/^[a-z](?:[a-z0-9-]{0,18}[a-z0-9])$/);
  }
});

test('different texts have different names, whatever was cut or replaced', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string({ maxLength: 90 }), { minLength: 2 }), (texts) => {
      const names = new Set(texts.map((text) => kubeName(text, 30)));
      expect(names.size).toBe(texts.length);
    }),
  );
  expect(kubeName('A_b')).not.toBe(kubeName('a-b'));
});

test('what Kubernetes takes as a name is known', () => {
  expect(['a', '0-a.b', 'a'.repeat(253)].filter((text) => !isObjectName(text))).toEqual([]);
  expect(['', 'A', '-a', 'a-', 'a_b', 'a'.repeat(254)].filter(isObjectName)).toEqual([]);
  expect(
    ['a', 'cloud.google.com/gke-accelerator', 'rdma/hca_1', 'A.b'].filter(
      (text) => !isQualifiedName(text),
    ),
  ).toEqual([]);
  expect(
    ['', '/a', 'a/', 'A/b', 'a/b/c', '__proto__', `a/${'b'.repeat(64)}`].filter(isQualifiedName),
  ).toEqual([]);
  expect(['', 'a', 'A_1.b-c', 'true'].filter((text) => !isLabelValue(text))).toEqual([]);
  expect(['-a', 'a b', 'ä', 'a'.repeat(64)].filter(isLabelValue)).toEqual([]);
});

const digest = `sha256:${'1a'.repeat(32)}`;

test.each([
  ['python', { repository: 'python' }],
  ['python:3.12-slim', { repository: 'python', tag: '3.12-slim' }],
  ['localhost:5000/lab/train', { repository: 'localhost:5000/lab/train' }],
  ['ghcr.io/lab/train:v2', { repository: 'ghcr.io/lab/train', tag: 'v2' }],
  [`lab/train:v2@${digest}`, { repository: 'lab/train', tag: 'v2', digest }],
  ['Lab/Train image', undefined],
  ['lab/Train', undefined],
  ['lab/train:', undefined],
  ['', undefined],
])('the image %j is read', (text, name) => {
  expect(imageName(text)).toEqual(name);
});
