import type { spawn as nodeSpawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Experiment, IndexedExperiment } from '../experiments/experiment.ts';
import { didYouMean } from '../problems/did-you-mean.ts';
import type { Problem } from '../problems/problem.ts';
import { setOwn } from '../values/own-property.ts';
import { parsePrivate } from '../values/parse-json.ts';
import type { Value } from '../values/value.ts';
import { type LoadedSpec, type SpecResult, unusable } from './loaded-spec.ts';
import { answerDescriptor, type SpecLine, type SpecOrder } from './protocol.ts';
import { specProblem } from './spec-problem.ts';
import { textLines } from './text-lines.ts';

/** The effects that loading a spec needs. */
export interface SpecEffects {
  readonly spawn: typeof nodeSpawn;
  readonly env: NodeJS.ProcessEnv;
  /** Where the spec's console output goes; default standard error. */
  readonly writeError?: (text: string) => void;
}

/** Evaluates a spec of JavaScript or TypeScript in a process of its own, which can be ended when it never ends. */
export const runSpecProcess = async (
  path: string,
  order: Omit<SpecOrder, 'url'>,
  timeout: number,
  { spawn, env, writeError = (text) => process.stderr.write(text) }: SpecEffects,
): Promise<SpecResult> => {
  const ending = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const program = new URL(`./spec-process.${ending}`, import.meta.url);
  const text = JSON.stringify({ ...order, url: pathToFileURL(path).href } satisfies SpecOrder);
  const child = spawn(process.execPath, [fileURLToPath(program), text], {
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  child.stdout?.on('data', (chunk: Buffer) => writeError(chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => writeError(chunk.toString()));
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(`could not be started: ${error.message}`));
    child.on('close', (code, signal) =>
      resolve(signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`),
    );
  });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.kill('SIGKILL');
  }, timeout * 1000);
  const close = (): void => {
    clearTimeout(timer);
    child.kill('SIGKILL');
  };

  const lines = textLines(child.stdio[answerDescriptor] as Readable);
  const next = async (): Promise<SpecLine | undefined> => {
    const step = await lines.next();
    return step.done ? undefined : (parsePrivate(step.value) as SpecLine);
  };

  const [wanted = ''] = order.specNames;
  const first = await next();
  clearTimeout(timer);
  if (first?.line === 'ready') {
    const value: LoadedSpec = {
      specCount: first.specCount,
      ...first.spectrum,
      specName: first.specName,
      warnings: [],
      notes: [],
      experiments: experimentsFrom(next, () => ended),
      close,
    };
    return { ok: true, value };
  }
  if (isLate) return unusable(neverEnds(wanted, timeout));
  if (first?.line === 'problems') {
    const { problems, scripts, secrets } = first;
    return { ok: false, problems, scripts, secrets };
  }
  return unusable(problemOf(first, path, wanted, await ended));
};

/** The problem of a spec that is not done in time. */
export const neverEnds = (specName: string, timeout: number): Problem =>
  specProblem(`expected the spec to be done within ${timeout} seconds, got no end of it`, [
    `Neither loading the file nor evaluating ${specName} may wait for ever.`,
    'For a spec that needs longer, set MRUNNER_SPEC_TIMEOUT to a number of seconds.',
  ]);

const problemOf = (
  line: SpecLine | undefined,
  path: string,
  specName: string,
  end: string,
): Problem => {
  if (line?.line === 'threw') return thrownProblem(line.text);
  if (line?.line === 'exports') return missingExport(line.names, path, specName);
  return specProblem(`the process that evaluates the spec ${end} without giving one`);
};

/** The file, line and code of a syntax error, and the stack of a thrown error, are shown as Node gives them. */
const thrownProblem = (text: string): Problem => {
  const isSyntax = /^SyntaxError/m.test(text);
  return {
    ...specProblem(
      isSyntax ? 'the spec is not valid code' : 'the spec threw an error',
      text.split('\n'),
    ),
    kind: isSyntax ? 'syntax' : 'spec',
  };
};

/** The problem of a spec file without the wanted export or key. */
export const missingExport = (
  names: readonly string[],
  path: string,
  specName: string,
): Problem => {
  const suggestion = didYouMean(specName, names);
  const what = names.length === 0 ? 'nothing' : names.join(', ');
  const other = suggestion ?? names[0];
  return {
    ...specProblem(`expected an export named ${specName}, got ${what}`, [
      ...(other === undefined
        ? [`For example: export const ${specName} = defineSpec({ script: 'node train.ts' })`]
        : [`To use another one: --spec ${other}`]),
    ]),
    path,
    ...(suggestion !== undefined && { suggestion }),
  };
};

async function* experimentsFrom(
  next: () => Promise<SpecLine | undefined>,
  ended: () => Promise<string>,
): AsyncGenerator<IndexedExperiment> {
  let fields: Omit<Experiment, 'parameters'> | undefined;
  for (;;) {
    const line = await next();
    if (line === undefined)
      throw new Error(`The process that evaluates the spec ${await ended()} before its end`);
    if (line.line === 'end') return;
    if (line.line === 'fields') fields = line.fields;
    if (line.line !== 'rows' || fields === undefined) continue;
    const { names, rows, composite } = line;
    for (const [index, ...values] of rows) {
      const parameters: { [name: string]: Value } = {};
      for (const [position, name] of names.entries()) {
        setOwn(parameters, name, values[position] as Value);
      }
      yield {
        index,
        experiment: { ...fields, parameters },
        ...(composite !== undefined && { composite }),
      };
    }
  }
}
