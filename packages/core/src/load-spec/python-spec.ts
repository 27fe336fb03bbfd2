import type { Problem } from '../problems/problem.ts';
import { evaluateSources } from '../spec/evaluate-spec.ts';
import { brokenSource, type UnitSource } from '../spec/evaluated.ts';
import { type OldFormReader, oldFormReader } from '../spec/old-experiments.ts';
import { listPlace, oldFormSources } from '../spec/old-form.ts';
import type { ReadOptions } from '../spec/spec-source.ts';
import type { Selection } from '../sweep/sweep-record.ts';
import { type SpecResult, unusable } from './loaded-spec.ts';
import { answerCollector, type PythonAnswer } from './python-answer.ts';
import { type PythonChild, startPython } from './python-child.ts';
import { choosePython, type PythonChoice } from './python-choice.ts';
import { endProblem, failureProblem, tooOld } from './python-problems.ts';
import type { SubmittedSweep } from './python-protocol.ts';
import { neverEnds, type SpecEffects } from './run-spec-process.ts';

/** What a Python spec is evaluated with. */
export interface PythonSpecOptions {
  /** As it was typed. */
  readonly shown: string;
  /** The first of these that there is. */
  readonly specNames: readonly string[] | undefined;
  readonly defaultName: string;
  readonly selection: Selection;
  readonly set: readonly string[];
  /** Instead of the one that would be found. */
  readonly python: PythonChoice | undefined;
  /** Seconds. */
  readonly timeout: number;
}

/**
 * Has Python evaluate a spec in a process of its own, reads what that gives in the form of the old tools, and checks what
 * is selected.
 */
export const runPythonSpec = async (
  file: string,
  options: PythonSpecOptions,
  effects: SpecEffects,
): Promise<SpecResult> => {
  const { shown, specNames, timeout } = options;
  const chosen = choosePython(options.python, effects.env);
  if (!chosen.ok) return unusable(...chosen.problems);
  const python = chosen.value;
  const order = {
    file,
    shown,
    spec: specNames?.length === 1 ? (specNames[0] ?? null) : (specNames ?? null),
  };
  const child = startPython(python.program, order, effects);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.kill();
  }, timeout * 1000);
  const collector = answerCollector();
  try {
    for await (const line of child.lines) {
      collector.add(line);
      if (line.line === 'end' || collector.failure() !== undefined) break;
    }
  } catch {
    // An answer that is no answer ends like none: the program was disturbed by the spec.
  }
  const answer = collector.answer();
  const failure = collector.failure();
  if (failure !== undefined) {
    clearTimeout(timer);
    await endOf(child);
    return unusable(failureProblem(failure, shown, specNames, python));
  }
  if (answer !== undefined) {
    clearTimeout(timer);
    const loaded = await evaluated(answer, child, options, effects);
    return loaded.ok ? { ok: true, value: { ...loaded.value, python: python.program } } : loaded;
  }
  // The limit goes on counting: it may have closed the way of its answer and be running still.
  const end = await child.ended;
  clearTimeout(timer);
  if (isLate) return unusable(neverEnds(specNames?.[0] ?? 'it', timeout));
  const version = child.isKilled() ? undefined : await versionOf(python.program, effects);
  const isOld = version !== undefined && /^(?:[0-2]\.|3\.[0-7]\.)/.test(version);
  return unusable(isOld ? tooOld(version, python) : endProblem(end, python));
};

const evaluated = async (
  { spec, elements, problems, warnings }: PythonAnswer,
  child: PythonChild,
  { defaultName, selection, set, timeout }: PythonSpecOptions,
  { env }: SpecEffects,
): Promise<SpecResult> => {
  const defaults = { name: defaultName };
  let reader: OldFormReader | undefined;
  const open = (read: ReadOptions): AsyncIterable<UnitSource> => {
    // The newest of the old tools, whose variable this was, started scripts with `--config`.
    const args = spec.name === 'experiments_list' ? 'config' : 'neptune';
    reader = oldFormReader({ defaults, args, environment: env, warnings }, read.set);
    const placeOf = spec.isList ? listPlace : () => '';
    return behind(brokenSource(problems), oldFormSources(elements, placeOf, reader, read));
  };
  const isOver = spec.afterRun ? undefined : endOf(child);
  const checked = await evaluateSources(open, { defaults, selection, set });
  await isOver;
  if (!checked.ok) {
    child.kill();
    return checked;
  }
  const value = {
    ...checked.value,
    specName: spec.name,
    experiments: checked.value.experiments(),
    warnings: reader?.warnings() ?? [],
    notes: reader?.notes() ?? [],
    close: child.kill,
    ...(spec.afterRun && { afterRun: (sweep: SubmittedSweep) => callBack(child, sweep, timeout) }),
  };
  return { ok: true, value };
};

async function* behind(
  first: UnitSource,
  others: AsyncIterable<UnitSource>,
): AsyncGenerator<UnitSource> {
  if (first.problems.length > 0) yield first;
  yield* others;
}

/** Milliseconds for a Python that has given everything to end by itself. */
const forEnding = 2_000;

/** Waits for its end, but not for what a spec left running. */
const endOf = async (child: PythonChild): Promise<void> => {
  const timer = setTimeout(child.kill, forEnding);
  await child.ended;
  clearTimeout(timer);
};

const callBack = async (
  child: PythonChild,
  sweep: SubmittedSweep,
  timeout: number,
): Promise<Problem | undefined> => {
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.kill();
  }, timeout * 1000);
  child.tell(`${JSON.stringify({ sweep })}\n`);
  const { code, signal } = await child.ended;
  clearTimeout(timer);
  // Whoever ended it knows.
  if (code === 0 || (child.isKilled() && !isLate)) return undefined;
  const what = isLate
    ? `was not done within ${timeout} seconds and was ended`
    : `ended with ${signal ?? `exit code ${code}`}`;
  return { kind: 'spec', path: 'register_after_run_callback', message: `what it calls ${what}` };
};

/** The version of a Python that ended without a word; undefined when it does not tell. */
const versionOf = (program: string, { spawn, env }: SpecEffects): Promise<string | undefined> =>
  new Promise((resolve) => {
    const child = spawn(program, ['-c', tellVersion], {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 10_000,
    });
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    child.on('error', () => resolve(undefined));
    child.on('close', () => resolve(/^\d+\.\d+\.\d+/.exec(said)?.[0]));
  });

const tellVersion = 'import sys; print("%d.%d.%d" % sys.version_info[:3])';
