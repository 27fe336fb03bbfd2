import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { parsePrivateJson, plainOf } from '@mrunner/core/values';
import { expect, test } from 'vitest';
import { supportedPythons } from '../../core/test/pythons.ts';
import { createChannels } from '../src/channels.ts';
import { jsonPartsOf } from '../src/json-parts.ts';
import { createLog, type LoggedValues } from '../src/log.ts';
import { createRecorder } from '../src/recorder.ts';
import { applySettings } from '../src/settings.ts';
import { decideStart } from '../src/start-mode.ts';
import { createWarnings } from '../src/warnings.ts';
import { metricsOf, runScript, StartedScript, temporaryDirectory } from './started-script.ts';

const [python] = supportedPythons();

// What the runtimes of all languages agree on; python/tests checks the same files.
const vectors = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../test-vectors', name), 'utf8'));

interface Problem {
  readonly path: string;
  readonly message: string;
  readonly suggestion?: string;
  readonly details?: readonly string[];
}

test.each<{
  name: string;
  argv: string[];
  env: Record<string, string>;
  start: { mode: string | null };
  rest: string[];
  problems: Problem[];
}>(vectors('start-modes.json'))('start: $name', ({ argv, env, start, rest, problems }) => {
  const decision = decideStart({ argv, env });
  expect(decision.problems).toEqual(problems);
  if (start.mode === null) return;
  const { settings = [], ...facts } = { settings: [], ...decision.start };
  expect({ ...facts, ...(settings.length > 0 && { settings }) }).toEqual(start);
  expect(decision.argv).toEqual(rest);
});

test.each<{ parameters: string; settings: string[]; changed?: string; problems?: Problem[] }>(
  vectors('settings.json'),
)('--set $settings', ({ parameters, settings, changed = '{}', problems = [] }) => {
  const given = parsePrivateJson(parameters) as { readonly [name: string]: never };
  const applied = applySettings(given, settings, undefined);
  expect(applied.problems).toEqual(problems);
  if (problems.length > 0) return;
  expect(applied.parameters).toStrictEqual({ ...given, ...(parsePrivateJson(changed) as object) });
});

interface Call {
  readonly log?: string;
  readonly step?: string;
  readonly channel: string;
  readonly x?: number;
  readonly y: string;
}

test.each<{ name: string; calls: Call[]; lines: object[]; told: string[] }>(vectors('log.json'))(
  'log: $name',
  ({ calls, lines, told }) => {
    const written: string[] = [];
    const said: string[] = [];
    const warnings = createWarnings((line) => said.push(line));
    const file = { append: (line: string) => written.push(line), flush: () => {}, close: () => {} };
    const recorder = createRecorder(file, 2, warnings);
    const log = createLog(recorder, warnings);
    const channel = createChannels({ recorder, warnings, experimentDir: '/nowhere' });
    const plainValue = (text: string) => plainOf(parsePrivateJson(text));
    for (const { log: values, step, channel: name, x, y } of calls) {
      if (values !== undefined) {
        log(plainValue(values) as LoggedValues, step === undefined ? undefined : JSON.parse(step));
      } else if (x === undefined) channel(name).send(plainValue(y));
      else channel(name).send(x, plainValue(y));
    }
    const records = written.map((line) => JSON.parse(line));
    expect(records).toEqual(lines.map((line) => ({ ...line, time: expect.any(Number) })));
    expect(said).toEqual(told.map((line) => line.replace('{null}', 'null')));
  },
);

test.each<{ value: string; written: string }>(vectors('result-parts.json'))(
  'result.json holds $written',
  ({ value, written }) => {
    const parts = jsonPartsOf(plainOf(parsePrivateJson(value)));
    expect([JSON.stringify(parts.value), parts.dropped]).toEqual([written, []]);
  },
);

test.each<{
  way: string;
  parameters: Record<string, unknown>;
  exitCode: number | NodeJS.Signals;
  result: string | null;
  failure: { kind: string; text: string } | null;
  signal?: NodeJS.Signals;
  stderr?: string;
  lines?: number;
}>(vectors('ends.json'))('a main that $way ends with $exitCode', async (vector) => {
  using directory = temporaryDirectory();
  const settings = Object.entries({ ...vector.parameters, way: vector.way }).map(
    ([name, value]) => `--set=${name}=${name === 'way' ? value : JSON.stringify(value)}`,
  );
  using script = new StartedScript('vector-ends.ts', {
    args: settings,
    env: { RESOURCE_DIR_PATH: directory.path },
  });
  if (vector.signal !== undefined) {
    await script.printed('ready');
    script.process.kill(vector.signal);
  }
  const { code, signal, stderr } = await script.ended;
  expect(code ?? signal).toBe(vector.exitCode);
  const at = (name: string) => join(directory.path, name);
  const result = existsSync(at('result.json')) ? readFileSync(at('result.json'), 'utf8') : null;
  expect(result).toBe(vector.result === null ? null : `${vector.result}\n`);
  if (vector.stderr !== undefined) expect(stderr).toBe(vector.stderr);
  const lines = existsSync(at('metrics.jsonl')) ? metricsOf(directory.path) : [];
  expect(lines.find(({ failure }) => failure)?.failure ?? null).toEqual(
    vector.failure && {
      kind: vector.failure.kind,
      text: expect.stringMatching(new RegExp(`^${vector.failure.text}$`)),
    },
  );
  expect(lines.flatMap(({ step }) => (step === undefined ? [] : [step]))).toEqual(
    Array.from({ length: vector.lines ?? 0 }, (_, step) => step),
  );
});

test.for<{
  name: string;
  argv: string[];
  env: Record<string, string>;
  files: Record<string, string>;
  stderr: string[];
}>(vectors('messages.json'))('message: $name', async ({ argv, env, files, stderr }, { skip }) => {
  if ('spec.py' in files && python === undefined) skip('there is no Python');
  using directory = temporaryDirectory();
  const cwd = mkdtempSync(join(directory.path, 'cwd-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  mkdirSync(join(directory.path, 'tmp'));
  const ended = await runScript('show.ts', {
    args: argv,
    cwd,
    env: {
      ...env,
      TMPDIR: join(directory.path, 'tmp'),
      ...(python !== undefined && { MRUNNER_PYTHON: python.path }),
    },
  });
  const shown = ended.stderr
    .replaceAll(/node \S*show\.ts/g, '<start>')
    .replaceAll('show.ts', '<script>')
    .replaceAll(cwd, '<directory>');
  expect(shown.trimEnd().split('\n')).toEqual(stderr);
  expect([ended.code, ended.stdout]).toEqual([2, '']);
  expect(readdirSync(cwd).sort()).toEqual(Object.keys(files).sort());
  expect(readdirSync(join(directory.path, 'tmp'))).toEqual([]);
});
