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
import { type NeededCode, neededCodes } from '../../cluster/submit/needed-codes.ts';
import type { Host } from '../../host/host.ts';
import type { SweepStatus } from '../../sweep-home/sweep-status.ts';
import { type CodeArchive, type CodeWay, fitsConfigMaps, makeCodeArchive } from './code-archive.ts';
import { keptDirectory } from './kept-batch.ts';

/** What the code of a sweep is brought with. */
export interface CodeSetting {
  readonly host: Host;
  readonly home: string;
  readonly record: SweepRecord;
  readonly python: OwnPython;
  /** Puts a snapshot onto the volume of a context, where ConfigMaps do not hold it; answers its directory there. */
  readonly toVolume: (context: Context, hash: string) => Promise<Result<string>>;
  readonly sending: (files: number, bytes: number) => void;
}

/** The archives that containers unpack, by what runs need. */
export class CodeArchives {
  readonly #setting: CodeSetting;
  readonly #made = new Map<string, CodeArchive>();

  constructor(setting: CodeSetting) {
    this.#setting = setting;
  }

  /** Makes what these runs need, and brings what is too large for ConfigMaps. */
  async prepare(
    runs: readonly RunToSubmit[],
    status: Pick<SweepStatus, 'of'>,
  ): Promise<Result<undefined>> {
    for (const needed of neededCodes(runs, status)) {
      const key = keyOf(needed);
      if (this.#made.has(key)) continue;
      const made = await this.#make(needed);
      if (!made.ok) return made;
      this.#made.set(key, made.value);
    }
    return ok(undefined);
  }

  /** What a run unpacks, once it is prepared. */
  of(run: RunToSubmit, status: Pick<SweepStatus, 'of'>): CodeArchive {
    const [needed] = neededCodes([run], status);
    const made = needed && this.#made.get(keyOf(needed));
    if (made === undefined) throw new Error('Internal error: code that was not prepared');
    return made;
  }

  async #make({ context: name, code }: NeededCode): Promise<Result<CodeArchive>> {
    const { host, home, record, python, toVolume, sending } = this.#setting;
    const context = contextNamed(record, name);
    const places = { home, directory: keptDirectory(home) };
    host.files.makeDirectories(places.directory);
    const archive = (way: CodeWay): Promise<Result<CodeArchive>> =>
      makeCodeArchive(host, places, way, context, python);
    if (context.code === 'in-place') return archive({ kind: 'image' });
    if (context.code === 'git') {
      const { commit } = record.code;
      return commit === undefined ? fail(noCommit(name)) : archive({ kind: 'git', commit });
    }
    const hash = code ?? record.code.hash;
    if (hash === undefined) throw new Error('Internal error: a run elsewhere without code');
    const whole = await archive({ kind: 'archive', hash });
    if (!whole.ok || fitsConfigMaps(whole.value.bytes)) {
      if (whole.ok) sending(whole.value.files, whole.value.bytes);
      return whole;
    }
    host.files.remove(whole.value.path);
    if (kubeSettings(context).pvc === undefined) return fail(tooLarge(name, whole.value.bytes));
    const directory = await toVolume(context, hash);
    return directory.ok ? archive({ kind: 'volume', hash, directory: directory.value }) : directory;
  }
}

const keyOf = ({ context, code }: NeededCode): string => JSON.stringify([context, code]);

/** The problem that code goes neither into ConfigMaps nor onto a volume. */
export const tooLarge = (context: string, bytes: number): Problem => ({
  kind: 'limit',
  path: `contexts.${context}.code`,
  message: `the code is too large for ConfigMaps: ${(bytes / 1e6).toFixed(1)} MB packed, of 2.8 MB at most`,
  details: [
    '.mrunnerignore leaves out what is no code',
    'or name a volume that it is put on (pvc), or have it in the image (code: in-place), or cloned (code: git)',
  ],
});

const noCommit = (context: string): Problem => ({
  kind: 'missing',
  path: `contexts.${context}.code`,
  message: 'code: git clones the commit that the project is at, and it is in no git repository',
});
