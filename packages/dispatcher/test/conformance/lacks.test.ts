import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withoutVolume } from './kubernetes-place.ts';

test.each(Object.entries(withoutVolume))(
  'the page of Kubernetes says why tests of %s are skipped without a volume',
  (_, why) => {
    const page = join(import.meta.dirname, '../../../../docs/kubernetes.md');
    expect(readFileSync(page, 'utf8')).toContain(why);
  },
);
