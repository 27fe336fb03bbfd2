// Bundles what users load into packages/cli/dist/bundle: `mrun` with one file for each command, loaded when used, and what
// specs and scripts import from `mrunner`. Hundreds of small files would take several times as long to load.
import { readdirSync, rmSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { copyPython, pythonPackages } from './bundle/copy-python.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const directory = `${root}packages/cli/dist/bundle`;

const bundle = await rolldown({
  input: {
    main: `${root}packages/cli/src/bin.ts`,
    index: `${root}packages/cli/src/index.ts`,
    runtime: `${root}packages/cli/src/runtime.ts`,
    testing: `${root}packages/cli/src/testing.ts`,
    // Programs of processes of their own, which are looked for beside the code that starts them.
    'spec-process': `${root}packages/core/src/load-spec/spec-process.ts`,
    'background-launcher': `${root}packages/cli/src/background/background-launcher.ts`,
  },
  platform: 'node',
  // Thousands of classes of the API come with the one that reads kubeconfigs.
  treeshake: {
    moduleSideEffects: [{ test: /@kubernetes.client-node/, sideEffects: false }],
  },
  resolve: { conditionNames: ['@mrunner/source', 'node', 'import'] },
  onLog: (level, log, handler) => {
    if (level === 'warn') throw new Error(`The bundle has a warning: ${log.message}`);
    handler(level, log);
  },
});
const { output } = await bundle.write({
  dir: directory,
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
});

// Python that runs of any language find behind everything else on their PYTHONPATH, and what evaluates Python specs.
const python = copyPython(root, `${directory}/python`, pythonPackages).map(
  (file) => `python/${file}`,
);

// Only now: a program that is running may still load a file of the bundle before.
const current = new Set([...output.map(({ fileName }) => fileName), ...python]);
for (const name of readdirSync(directory, { recursive: true, encoding: 'utf8' })) {
  const path = `${directory}/${name}`;
  if (!current.has(name) && statSync(path).isFile()) rmSync(path);
}
