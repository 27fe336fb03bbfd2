import {
  type Context,
  contextNamed,
  fail,
  ok,
  type Problem,
  type Result,
  type RunToSubmit,
  type SweepRecord,
} from '@mrunner/core';
import { kubeSettings } from '@mrunner/core/kubernetes';
import type { OwnPython } from '../../cluster/code/far-trees.ts';
import type { SentFile } from '../../cluster/code/sent-files.ts';
import { type NeededCode, neededCodes } from '../../cluster/submit/needed-codes.ts';
import { readCodeState, type SweepCode } from '../../code/code-states.ts';
import type { Host } from '../../host/host.ts';
import type { SweepStatus } from '../../sweep-home/sweep-status.ts';
import { type CodeArchive, type CodeWay, makeCodeArchive } from './code-archive.ts';
import { tooLarge } from './code-size.ts';
import { keptDirectory } from './kept-batch.ts';
import type { PodPlanner } from './pod-planner.ts';

/** What the code of a sweep is brought with. */
export interface CodeSetting {
  readonly host: Host;
  readonly home: string;
  readonly record: SweepRecord;
  readonly python: OwnPython;
  readonly planner: Pick<PodPlanner, 'sends'>;
  readonly volume: {
    /** Puts a snapshot onto the volume of a context, where ConfigMaps do not hold it; answers its directory there. */
    readonly bringCode: (context: Context, hash: string) => Promise<Result<string>>;
    /** Puts what runs start from into the directory of the sweep there. */
    readonly bringFiles: (
      context: Context,
      files: readonly SentFile[],
    ) => Promise<Result<undefined>>;
  };
  readonly sending: (files: number, bytes: number) => void;
}

/** The archives that containers unpack, by what runs need. */
export class CodeArchives {
  readonly #setting: CodeSetting;
  readonly #made = new Map<string, CodeArchive>();
  /** By the index of a run and its code. */
  readonly #ofRuns = new Map<string, CodeArchive>();
  /** Names of what is on the volume. */
  readonly #brought = new Set<string>();

  constructor(setting: CodeSetting) {
    this.#setting = setting;
  }

  /** Makes what these runs need, and brings what is too large for ConfigMaps. */
  async prepare(
    runs: readonly RunToSubmit[],
    status: Pick<SweepStatus, 'of'>,
  ): Promise<Result<undefined>> {
    const groups = Map.groupBy(
      runs.filter((run) => !this.#ofRuns.has(keyOfRun(run, status))),
      (run) => keyOf(neededOf(run, status)),
    );
    for (const group of groups.values()) {
      const [first] = group;
      if (first === undefined) continue;
      const needed = neededOf(first, status);
      const files = this.#filesOf(group, status);
      const key = JSON.stringify([keyOf(needed), files.map(({ name }) => name)]);
      const made = this.#made.get(key) ?? (await this.#make(needed, files));
      if ('ok' in made) return made;
      this.#made.set(key, made);
      for (const run of group) this.#ofRuns.set(keyOfRun(run, status), made);
    }
    return ok(undefined);
  }

  /** What a run unpacks, once it is prepared. */
  of(run: RunToSubmit, status: Pick<SweepStatus, 'of'>): CodeArchive {
    const made = this.#ofRuns.get(keyOfRun(run, status));
    if (made === undefined) throw new Error('Internal error: code that was not prepared');
    return made;
  }

  /** What runs start from, each once. */
  #filesOf(runs: readonly RunToSubmit[], { of }: Pick<SweepStatus, 'of'>): readonly SentFile[] {
    const found = new Map<string, SentFile>();
    for (const { recorded } of runs) {
      const file = this.#setting.planner.sends(recorded, of(recorded.index).overrides);
      if (file !== undefined) found.set(file.name, file);
    }
    return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async #make(
    { context: name, code }: NeededCode,
    files: readonly SentFile[],
  ): Promise<CodeArchive | Extract<Result<never>, { ok: false }>> {
    const { host, home, record, python, volume, sending } = this.#setting;
    const context = contextNamed(record, name);
    const hasVolume = kubeSettings(context).pvc !== undefined;
    const places = { home, directory: keptDirectory(home) };
    host.files.makeDirectories(places.directory);
    const archive = (way: CodeWay) =>
      makeCodeArchive(host, places, { way, context, python, files: hasVolume ? [] : files });
    if (hasVolume) {
      const brought = await this.#bring(context, files);
      if (!brought.ok) return brought;
    }
    const way = wayOf(host, { home, record }, context, code);
    if ('ok' in way) return way;
    const whole = await archive(way);
    if (!whole.ok) return whole;
    if (whole.value !== undefined) {
      if (way.kind === 'archive') sending(whole.value.files, whole.value.bytes);
      return whole.value;
    }
    if (!hasVolume || way.kind !== 'archive') return fail(tooLarge(name, context.code));
    const directory = await volume.bringCode(context, way.hash);
    if (!directory.ok) return directory;
    const rest = await archive({ ...way, kind: 'volume', directory: directory.value });
    if (!rest.ok) return rest;
    if (rest.value === undefined) throw new Error('Internal error: nothing is too large');
    return rest.value;
  }

  async #bring(context: Context, files: readonly SentFile[]): Promise<Result<undefined>> {
    const missing = files.filter(({ name }) => !this.#brought.has(name));
    if (missing.length === 0) return ok(undefined);
    const brought = await this.#setting.volume.bringFiles(context, missing);
    if (brought.ok) for (const { name } of missing) this.#brought.add(name);
    return brought;
  }
}

/** How the code of a context gets into containers, where ConfigMaps hold it. */
function wayOf(
  host: Pick<Host, 'files'>,
  sweep: SweepCode,
  context: Context,
  code: string | undefined,
): Exclude<CodeWay, { kind: 'volume' }> | Extract<Result<never>, { ok: false }> {
  const { record } = sweep;
  if (context.code === 'in-place') return { kind: 'image' };
  if (context.code === 'git') {
    const { commit } = (code && readCodeState(host, sweep, code)) || record.code;
    return commit === undefined ? fail(noCommit(context.name)) : { kind: 'git', commit };
  }
  const hash = code ?? record.code.hash;
  if (hash === undefined) throw new Error('Internal error: a run elsewhere without code');
  return { kind: 'archive', hash };
}

function neededOf(run: RunToSubmit, status: Pick<SweepStatus, 'of'>): NeededCode {
  const [needed] = neededCodes([run], status);
  if (needed === undefined) throw new Error('Internal error: a run without code');
  return needed;
}

const keyOf = ({ context, code }: NeededCode): string => JSON.stringify([context, code]);

const keyOfRun = (run: RunToSubmit, status: Pick<SweepStatus, 'of'>): string =>
  JSON.stringify([run.recorded.index, keyOf(neededOf(run, status))]);

const noCommit = (context: string): Problem => ({
  kind: 'missing',
  path: `contexts.${context}.code`,
  message: 'code: git clones the commit that the project is at, and it is in no git repository',
});
