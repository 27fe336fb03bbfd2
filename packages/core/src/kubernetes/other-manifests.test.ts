import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  batchConfigMaps,
  batchMapNames,
  claimManifest,
  codeConfigMaps,
  codeMapNames,
  memberService,
  mostMapBytes,
  privateSecret,
  privateSecretName,
} from './other-manifests.ts';

const owned = {
  sweepId: '20261122-1607-brave-otter',
  owners: [{ name: 'mr-brave-otter-k3j9x-0', uid: 'u1' }],
};
const decoded = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'base64');

test('the files of a batch are in immutable ConfigMaps that go with their Job', () => {
  const files = [{ name: 'worker.sh', bytes: new TextEncoder().encode('echo hi\n') }];
  expect(batchConfigMaps('mr-brave-otter-k3j9x-0', files, owned)).toEqual([
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: 'mr-brave-otter-k3j9x-0',
        labels: {
          'mrunner.dev/sweep': '20261122-1607-brave-otter',
          'mrunner.dev/token': 'mr-brave-otter-k3j9x-0',
        },
        ownerReferences: [
          { apiVersion: 'batch/v1', kind: 'Job', name: 'mr-brave-otter-k3j9x-0', uid: 'u1' },
        ],
      },
      immutable: true,
      binaryData: { 'worker.sh': 'ZWNobyBoaQo=' },
    },
  ]);
});

test('however large the files are, none is lost, and no ConfigMap is too large', () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 400_000 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(sizes, (all) => {
      const files = all.map((size, k) => ({ name: `f${k}`, bytes: new Uint8Array(size).fill(k) }));
      const maps = batchConfigMaps('t', files, owned);
      expect(batchMapNames('t', files)).toEqual(maps.map(({ metadata }) => metadata.name));
      expect(new Set(batchMapNames('t', files)).size).toBe(maps.length);
      const found = maps.flatMap(({ binaryData }) => Object.entries(binaryData));
      expect(found.map(([name, text]) => [name, decoded(text).length])).toEqual(
        files.map(({ name, bytes }) => [name, bytes.length]),
      );
      for (const { binaryData } of maps) {
        const bytes = Object.values(binaryData).map((text) => decoded(text).length);
        expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(mostMapBytes);
      }
    }),
    { numRuns: 10 },
  );
});

test('an archive of code is cut, and whole again when its parts are put together', () => {
  const archive = Uint8Array.from({ length: mostMapBytes * 2 + 5 }, (_, at) => (at * 31) % 251);
  const maps = codeConfigMaps('cafe', archive, owned) ?? [];
  expect(maps.map(({ metadata }) => metadata.name)).toEqual(
    codeMapNames(owned.sweepId, 'cafe', archive.length),
  );
  expect(maps).toHaveLength(3);
  const whole = Buffer.concat(maps.map(({ binaryData }) => decoded(binaryData.part)));
  expect(whole.equals(archive)).toBe(true);
});

test('code that is too large for ConfigMaps goes another way', () => {
  expect(codeMapNames('s', 'cafe', mostMapBytes * 4)).toHaveLength(4);
  expect(codeMapNames('s', 'cafe', mostMapBytes * 4 + 1)).toBeUndefined();
});

test('values of secrets are in a Secret, and in nothing else that can be read without right to it', () => {
  const secret = privateSecret(privateSecretName('t'), 'export A=1\n', owned);
  expect(secret).toMatchObject({
    kind: 'Secret',
    metadata: { name: 't-private' },
    immutable: true,
  });
  expect(decoded(secret.data.values).toString()).toBe('export A=1\n');
});

test('a claim is made where a size is given', () => {
  const pvcAccess = 'ReadWriteMany' as const;
  expect(claimManifest({ pvc: 'runs', pvcAccess })).toBeUndefined();
  expect(
    claimManifest({ pvc: 'runs', pvcAccess, defaultPvcSize: '10Gi', storageClass: 'nfs' }),
  ).toMatchObject({
    metadata: { name: 'runs' },
    spec: {
      accessModes: ['ReadWriteMany'],
      storageClassName: 'nfs',
      resources: { requests: { storage: '10Gi' } },
    },
  });
});

test('pods find each other by name before they are ready', () => {
  expect(memberService(owned)).toMatchObject({
    metadata: { name: 'mr-20261122-1607-brave-otter' },
    spec: {
      clusterIP: 'None',
      publishNotReadyAddresses: true,
      selector: { 'mrunner.dev/sweep': owned.sweepId },
    },
  });
});
