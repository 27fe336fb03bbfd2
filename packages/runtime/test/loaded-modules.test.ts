import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { neptuneYaml } from '@mrunner/core/neptune-yaml';
import { expect, test } from 'vitest';
import { runScript, temporaryDirectory } from './started-script.ts';

const loadedBy = async (fixture: string, args: readonly string[], directory: string) => {
  const { stderr, code } = await runScript(fixture, {
    args,
    env: { RESOURCE_DIR_PATH: directory },
    node: ['--import', join(import.meta.dirname, 'fixtures', 'list-modules.mjs')],
  });
  expect(code).toBe(0);
  return [...stderr.matchAll(/^loaded (.*)$/gm)].map(([, url = '']) => url);
};

/** Our own modules that a script may load before it is known that it needs more. */
const light =
  /\/packages\/(runtime\/(src|test)|core\/src\/(values|schema|problems|sweep\/run-files))/;

test('a script started with --set loads no schema library, no YAML reader and no launcher', async () => {
  using directory = temporaryDirectory();
  const loaded = await loadedBy('show.ts', ['--set', 'lr=0.1'], directory.path);
  expect(loaded.length).toBeGreaterThan(5);
  expect(loaded.filter((url) => !url.startsWith('node:') && !light.test(url))).toEqual([]);
});

test('a script started with a neptune.yaml loads the YAML reader besides', async () => {
  using directory = temporaryDirectory();
  const file = join(directory.path, 'neptune.yaml');
  writeFileSync(file, neptuneYaml({ project: 'p', name: 'n', parameters: { lr: 1 } }, 1));
  const loaded = await loadedBy('show.ts', ['--neptune', file], directory.path);
  const others = loaded.filter((url) => !url.startsWith('node:') && !light.test(url));
  expect(others.some((url) => url.includes('/js-yaml/'))).toBe(true);
  expect(others.filter((url) => !/\/(js-yaml|core\/src\/(neptune|problems))\//.test(url))).toEqual(
    [],
  );
});
