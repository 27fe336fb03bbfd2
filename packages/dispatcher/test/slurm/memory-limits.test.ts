import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hasMemoryLimits, hasSlurm, startCluster } from './cluster.ts';
import { submitText, untilState } from './submit-text.ts';

test.skipIf(!hasSlurm || !hasMemoryLimits)(
  'a cluster can kill what takes too much memory, and says so of the job',
  async () => {
    await using cluster = await startCluster({ nodes: 1, enforceMemory: true });
    const greedy = `awk 'BEGIN { x = "x"; while (length(x) < 300000000) x = x x }'; echo $?`;
    const id = await submitText(cluster, greedy, '--mem=100');
    await untilState(cluster, id, 'OUT_OF_MEMORY');
    const output = readFileSync(join(cluster.directory, `${id}_4294967294.out`), 'utf8');
    expect(output).toContain('137\n');
    expect(output).toContain('oom-kill event');
  },
);
