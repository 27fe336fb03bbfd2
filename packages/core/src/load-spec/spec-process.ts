// The process in which a spec's code runs. Started by `loadSpec`; not meant to be imported.
import { spawnSync } from 'node:child_process';
import { writeSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Experiment, IndexedExperiment } from '../experiments/experiment.ts';
import { type EvaluatedSpec, type Evaluation, evaluateSpec } from '../spec/evaluate-spec.ts';
import { stringifyPrivate } from '../values/json-text.ts';
import type { Value } from '../values/value.ts';
import { answerDescriptor, type SpecLine, type SpecOrder } from './protocol.ts';

const order = JSON.parse(process.argv[2] ?? '{}') as SpecOrder;
// The spec sees the command line of a program that was started with it.
process.argv.splice(1, 2, fileURLToPath(order.url));
enableCompileCache();

let pending = '';
const flush = (): void => {
  if (pending !== '') writeSync(answerDescriptor, pending);
  pending = '';
};
const send = (line: SpecLine): void => {
  pending += `${stringifyPrivate(line)}\n`;
  if (pending.length > 1 << 16) flush();
};

const run = async (): Promise<void> => {
  let module: { readonly [name: string]: unknown };
  try {
    module = await import(order.url);
  } catch (error) {
    sendThrown(error);
    return;
  }
  const has = (name: string): boolean => exportOf(module, name) !== undefined || name in module;
  const specName = order.specNames.find(has);
  if (specName === undefined) {
    send({ line: 'exports', names: namesOf(module) });
    return;
  }
  const given = exportOf(module, specName);
  let evaluated: Evaluation;
  try {
    evaluated = await evaluateSpec(given, {
      defaults: { name: order.defaultName },
      selection: order.selection,
      set: order.set,
    });
  } catch (error) {
    sendThrown(error);
    return;
  }
  if (evaluated.ok) {
    await sendExperiments(specName, evaluated.value);
    return;
  }
  const { problems, scripts, secrets } = evaluated;
  send({ line: 'problems', problems, scripts, secrets });
};

/** A CommonJS module's exports are on `default` when Node could not tell their names. */
const exportOf = (module: { readonly [name: string]: unknown }, name: string): unknown => {
  if (module[name] !== undefined) return module[name];
  const whole = module.default;
  return typeof whole === 'object' && whole !== null
    ? (whole as { [name: string]: unknown })[name]
    : undefined;
};

const namesOf = (module: object): string[] =>
  Object.keys(module).filter((name) => name !== 'module.exports');

const sendThrown = (error: unknown): void => {
  const stack =
    error instanceof Error
      ? (error.stack ?? String(error))
      : `a thrown ${JSON.stringify(error) ?? String(error)}`;
  const hasNoPlace = error instanceof SyntaxError && !stack.startsWith('file:');
  send({ line: 'threw', text: ownFrames(hasNoPlace ? (uncaughtText() ?? stack) : stack) });
};

/** Node tells where a syntax error is only when nothing catches it: so a process of its own does not. */
const uncaughtText = (): string | undefined => {
  const program = `await import(${JSON.stringify(order.url)})`;
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    timeout: 10_000,
  });
  return /^file:[\s\S]*?Error: .*$/m.exec(stderr)?.[0];
};

/** The user's frames: neither Node's nor ours. */
const ownFrames = (stack: string): string => {
  const notTheUsers = ['node:internal', '(<anonymous>)', new URL('..', import.meta.url).href];
  return stack
    .split('\n')
    .filter((line) => !/^\s+at /.test(line) || !notTheUsers.some((text) => line.includes(text)))
    .join('\n')
    .trim();
};

const mostRows = 256;

const sendExperiments = async (specName: string, spec: EvaluatedSpec): Promise<void> => {
  const { specCount, experiments, ...spectrum } = spec;
  send({ line: 'ready', specName, specCount, spectrum });
  flush();
  let shared: Experiment | undefined;
  let names: readonly string[] = [];
  let composite: IndexedExperiment['composite'];
  let rows: [number, ...Value[]][] = [];
  const sendRows = (): void => {
    if (rows.length > 0)
      send({ line: 'rows', names, rows, ...(composite !== undefined && { composite }) });
    rows = [];
  };
  for await (const indexed of experiments()) {
    const { index, experiment } = indexed;
    const ownNames = Object.keys(experiment.parameters);
    const isLike = sameFields(shared, experiment);
    if (
      !isLike ||
      indexed.composite !== composite ||
      !sameNames(names, ownNames) ||
      rows.length === mostRows
    ) {
      sendRows();
      names = ownNames;
      composite = indexed.composite;
    }
    if (!isLike) {
      const { parameters: _, ...fields } = experiment;
      send({ line: 'fields', fields });
      shared = experiment;
    }
    rows.push([index, ...(Object.values(experiment.parameters) as Value[])]);
  }
  sendRows();
  send({ line: 'end' });
};

const sameNames = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((name, position) => name === b[position]);

/** Experiments of one spec share their parts, so that comparing them by identity is enough. */
const sameFields = (before: Experiment | undefined, next: Experiment): boolean => {
  if (before === undefined) return false;
  const keys = Object.keys(next) as (keyof Experiment)[];
  return (
    keys.length === Object.keys(before).length &&
    keys.every((key) => key === 'parameters' || before[key] === next[key])
  );
};

await run();
flush();
// A spec may leave timers and connections behind, which would keep the process alive.
process.exit(0);
