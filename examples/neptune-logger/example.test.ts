import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createExampleRig, runsOf } from '../example-rig.ts';

test('numbers, texts, pictures, tags and properties are in the directory of each run', async () => {
  await using rig = createExampleRig(import.meta.dirname);
  const { code, stderr } = await rig.mrun(['run', 'spec.ts', '--limit', '2']);
  expect({ code, stderr }).toMatchObject({ code: 0 });

  const runs = await runsOf(rig);
  expect(runs.map(({ state }) => state)).toEqual(['succeeded', 'succeeded']);
  for (const { dir } of runs) {
    const metrics = readFileSync(join(dir, 'metrics.jsonl'), 'utf8').trimEnd().split('\n');
    const lines = metrics.map((line) => JSON.parse(line));
    expect(lines.filter(({ values }) => values?.reward !== undefined)).toHaveLength(300);
    expect(lines.filter(({ text }) => text !== undefined).map(({ x }) => x)).toEqual([
      100, 200, 300,
    ]);
    expect(lines).toContainEqual(
      expect.objectContaining({
        properties: { algorithm: 'q-learning', world: 'cliff 12 x 4' },
      }),
    );
    expect(lines).toContainEqual(
      expect.objectContaining({ tags: ['tabular', 'cliff', 'found-the-shortest-way'] }),
    );
    const pictures = lines.flatMap(({ image }): string[] => (image === undefined ? [] : [image]));
    expect(pictures).toHaveLength(3);
    for (const picture of pictures) {
      expect(readFileSync(join(dir, picture)).subarray(1, 4).toString()).toBe('PNG');
    }
    expect(existsSync(join(dir, 'progress.csv'))).toBe(true);
    expect(JSON.parse(readFileSync(join(dir, 'result.json'), 'utf8'))).toEqual({ best: -13 });
  }
});
