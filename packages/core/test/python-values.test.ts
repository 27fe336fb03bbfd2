import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadSpec } from '../src/load-spec/load-spec.ts';
import { privateJson } from '../src/values/json-text.ts';
import { arbitraryParameters } from './arbitrary-value.ts';
import { needsPython, onePython, supportedPythons } from './pythons.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'mrunner-python-values-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));
needsPython();

/** Reads private JSON as a program of somebody else does, by what test-vectors/README.md says of it. */
const spec = `
import json

def read_map(pairs):
    (key, value), *others = pairs or [("", None)]
    if others or not key.startswith("$") or key.lstrip("$") != "double":
        return dict(pairs)
    return float(value) if key == "$double" else {key[1:]: value}

with open("values.json", encoding="utf-8") as stream:
    values = json.load(stream, object_pairs_hook=read_map)

def spec():
    for parameters in values:
        yield {"script": "python a.py", "parameters": parameters}
`;

const pythons = supportedPythons();
test.each(pythons.length > 0 ? pythons : [onePython()])(
  'every value comes through Python $version as it is',
  async ({ path }) => {
    const file = join(directory, 'sweep.py');
    writeFileSync(file, spec.replace('values.json', join(directory, 'values.json')));
    const given = fc.sample(arbitraryParameters, 300);
    writeFileSync(join(directory, 'values.json'), privateJson([...given]));
    const env = { ...process.env, VIRTUAL_ENV: '', CONDA_PREFIX: '', MRUNNER_PYTHON: path };
    const loaded = await loadSpec({ file }, { spawn, env });
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
    const experiments = await Array.fromAsync(loaded.value.experiments);
    expect(experiments.map(({ experiment }) => experiment.parameters)).toEqual(given);
  },
);
