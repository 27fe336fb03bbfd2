import type { Host } from '../host/host.ts';
import type { Place, UnreachedPlace } from '../place/place.ts';
import type { ShellStarter, UnsentProgram } from '../place/run-program.ts';
import { shellPlace } from '../place/shell-place.ts';
import { sshComplaint } from './ssh-complaint.ts';
import { askForMaster, beginMaster, findMaster } from './ssh-master.ts';
import type { SshTarget } from './ssh-target.ts';
import { shellWords, type Through } from './ssh-words.ts';

export interface SshPlaceOptions {
  /** Lets ssh ask on this terminal for what it needs. */
  readonly login?: boolean;
  /** Milliseconds that a login shell may take to get ready; half a minute unless said otherwise. */
  readonly patience?: number;
}

export const usualPatience = 30_000;

/** How often a session is asked for where others may be about to end, and the wait before the second time, in milliseconds. */
const sessionTries = 5;
const firstWait = 300;

/** The cluster that ssh leads to, by the user's own `ssh` and configuration. */
export function sshPlace(host: Host, target: SshTarget, options: SshPlaceOptions = {}): Place {
  const { patience = usualPatience } = options;
  let through: Through | undefined;
  const connect = async (): Promise<UnreachedPlace | undefined> => {
    const begun = await beginMaster(host, target, { patience });
    if (!isUnreached(begun)) {
      through = begun;
      return undefined;
    }
    if (!(begun.wantsLogin && options.login)) return begun;
    if (!(await askForMaster(host, target))) return begun;
    through = await findMaster(host, target);
    return through === undefined ? begun : undefined;
  };
  const find = async (): Promise<UnreachedPlace | undefined> => {
    through = await findMaster(host, target);
    return through === undefined ? connect() : undefined;
  };
  let finding: Promise<UnreachedPlace | undefined> | undefined;
  const refused = async (
    unsent: UnsentProgram,
    times: number,
  ): Promise<UnreachedPlace | 'again'> => {
    if (/session request failed/.test(unsent.stderr) && times < sessionTries) {
      await pause(host, firstWait * 2 ** (times - 1));
      return 'again';
    }
    const hadMaster = through !== 'nothing';
    through = undefined;
    // The master may be of a connection that died, as after a night with the laptop closed.
    if (hadMaster && times === 1) return (await connect()) ?? 'again';
    return sshComplaint(target.title, unsent);
  };
  return shellPlace(host, {
    title: target.title,
    isRemote: true,
    reach: async () => {
      // A program and a stream may ask at once.
      if (through === undefined) {
        finding ??= find().finally(() => {
          finding = undefined;
        });
      }
      return (await finding) ?? shellBy(host, shellWords(target, through ?? 'nothing', patience));
    },
    refused,
    patience,
  });
}

const shellBy =
  (host: Host, words: readonly string[]): ShellStarter =>
  (sinks) =>
    host.processes.pipe(words, { cwd: '/', env: host.env, ...sinks });

const isUnreached = (begun: Through | UnreachedPlace): begun is UnreachedPlace =>
  typeof begun === 'object' && 'kind' in begun;

const pause = (host: Host, milliseconds: number): Promise<void> =>
  new Promise((resolve) => host.clock.after(milliseconds, resolve));
